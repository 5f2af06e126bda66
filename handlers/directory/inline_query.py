"""`@bot words` in any chat: the directory for who may see it, and nothing for anybody else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from aiogram.methods import AnswerInlineQuery
from aiogram.types import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InlineQueryResultUnion,
    InputTextMessageContent,
)
from markupsafe import Markup

from handlers.core.notices import Reader
from handlers.core.outbox import Outbox
from handlers.core.telegram_channel import TelegramAnswer
from handlers.core.turn import Turn
from handlers.views.meeting import who
from handlers.views.person import kind_line
from locales import Texts
from missions.directory import directory
from missions.directory.lists import ListedPerson, listed
from missions.errors import Refusal
from missions.people import access
from storage.database import UnitSession
from storage.tables import Delegate, DelegateStatus, Search

MOST = 20
SECONDS = 10
"""How long Telegram may show the same results again: to this person, and nobody else."""

TOO_LATE = timedelta(seconds=30)
LONGEST = 200


async def answer(query: InlineQuery, turn: Turn) -> None:
    """At once where it is known what there is; else as soon as it was looked up."""
    _, session, outbox = turn._, turn.session, turn.box
    delegate = await access.delegate_of(session, turn.person)
    if delegate is None or delegate.status is not DelegateStatus.APPROVED:
        text = _.plain("For participants only: open Wasl")
        nothing = AnswerInlineQuery(
            inline_query_id=query.id,
            results=[],
            cache_time=SECONDS,
            is_personal=True,
            button=InlineQueryResultsButton(text=text[:64], start_parameter="menu"),
        )
        await outbox.post(nothing, chat_id=turn.chat_id, expires_at=session.now + TOO_LATE)
        return
    try:
        asked = await directory.search(session, turn.person, delegate.mission_id, query.query)
    except Refusal:
        shown = await directory.page(session, delegate, 0, MOST)
        ids = [entry.delegate_id for entry in shown.entries]
        await _post(outbox, query.id, turn.chat_id, results(_, await _people(session, delegate, ids)))
        return
    if asked.found is None:
        asked.message = {"inline": query.id}
        return
    await _post(outbox, query.id, turn.chat_id, results(_, await _people(session, delegate, asked.found)))


async def late_answer(reader: Reader, delegate: Delegate, search: Search) -> TelegramAnswer:
    """What was found for a query that had to wait."""
    found = results(reader._, await _people(reader.session, delegate, search.found or []))
    return TelegramAnswer(_answer(str(search.message["inline"]), found), expires_at=reader.session.now + TOO_LATE)


def results(_: Texts, people: Sequence[ListedPerson]) -> list[InlineQueryResultUnion]:
    """People as articles: what the directory shows of them, and nothing else."""
    return [_article(_, each) for each in people[:MOST]]


def _article(_: Texts, listed: ListedPerson) -> InlineQueryResultArticle:
    other, organisation = listed.delegate, listed.organisation
    parts = [who(_, other, organisation), kind_line(_, organisation, listed.delegation)]
    if other.offer:
        parts.append(_("<b>Offers</b>\n{offer}", offer=other.offer))
    if other.need:
        parts.append(_("<b>Looks for</b>\n{need}", need=other.need))
    line = _.plain("{organisation} · {offer}", organisation=organisation.name, offer=other.offer or other.need)
    return InlineQueryResultArticle(
        id=f"delegate-{other.id}",
        title=other.called,
        description=line[:LONGEST],
        input_message_content=InputTextMessageContent(message_text=Markup("\n\n").join(parts), parse_mode="HTML"),
    )


async def _people(session: UnitSession, delegate: Delegate, ids: Iterable[int]) -> Sequence[ListedPerson]:
    return await listed(session, delegate, [each for each in ids if each != delegate.id])


async def _post(outbox: Outbox, query_id: str, chat_id: int, found: list[InlineQueryResultUnion]) -> None:
    call = _answer(query_id, found)
    await outbox.post(call, chat_id=chat_id, expires_at=outbox.session.now + TOO_LATE)


def _answer(query_id: str, found: list[InlineQueryResultUnion]) -> AnswerInlineQuery:
    return AnswerInlineQuery(inline_query_id=query_id, results=found, cache_time=SECONDS, is_personal=True)
