"""The delegates of the mission: by delegation, a page at a time, or by the words that an organiser types."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram import F, Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.core.notices import Reader
from handlers.core.turn import Turn
from handlers.desk import profile
from handlers.desk.data import PairsOf, PeoplePage
from handlers.desk.queue import PEOPLE, WAYS
from handlers.views import labels
from handlers.views.data import DeskChoice, DeskList, ProfileCard
from handlers.views.decision_buttons import RemovalAct
from handlers.views.keyboards import Screen, button, inline, live
from handlers.views.message import About, Action, Button, Rows
from handlers.views.origin import From
from handlers.views.typed import SEARCH, WORDS
from locales import N_, Texts
from missions.directory import roster
from missions.directory.roster import RosterEntry
from missions.errors import Refusal
from missions.names import says_something
from missions.people import access
from storage.tables import CardKind, Delegation

PAGE = 8
FOUND = 20
"""Results of a search that are shown: with more, another word is the quicker way."""

GONE = N_("This delegation no longer exists.")


class PeopleSearch(StatesGroup):
    """Among the people, what is typed is looked for."""

    words = State("words", group_name="Searching")  # as conversations in the field have it


def router() -> Router:
    people = Router(name="desk people")
    people.callback_query.register(open_people, DeskChoice.filter(F.to == "people"))
    people.callback_query.register(show_page, PeoplePage.filter())
    people.callback_query.register(show_profile, ProfileCard.filter())
    people.callback_query.register(search_again, DeskList.filter(F.of == SEARCH))
    people.message.register(search, PeopleSearch.words, F.text & ~F.text.startswith("/"))
    people.message.register(only_words, PeopleSearch.words, ~F.text)
    return people


async def open_people(_query: CallbackQuery, turn: Turn) -> None:
    await turn.state.set_state(PeopleSearch.words)
    await turn.show(*await _delegations(turn))


async def _delegations(turn: Turn) -> Screen:
    mission = await access.require_organiser(turn.session, turn.person)
    _ = turn._
    rows = [
        [
            button(
                _.plain("{delegation} ({n})", delegation=delegation.title, n=_.number(count)),
                PeoplePage(delegation=delegation.id),
            )
        ]
        for delegation, count in await roster.delegations(turn.session, mission.id)
    ]
    rows.append([button(_.plain("🏢 Check for duplicates"), DeskChoice(to="duplicates"))])
    rows.append([button(_.plain("‹ Desk"), DeskChoice(to="home"))])
    return _("👥 <b>People</b>\nChoose a delegation, or type a name or an organisation to search."), inline(_, rows)


async def show_page(_query: CallbackQuery, callback_data: PeoplePage, turn: Turn) -> None:
    delegation = await turn.session.get(Delegation, callback_data.delegation)
    await access.require_organiser(turn.session, turn.person, delegation.mission_id if delegation else None)
    if delegation is None:
        raise Refusal(GONE)
    _ = turn._
    await turn.state.set_state(PeopleSearch.words)
    entries = await roster.listed(turn.session, delegation.mission_id, delegation.id)
    offset = max(0, min(callback_data.offset, (len(entries) - 1) // PAGE * PAGE))
    shown = entries[offset : offset + PAGE]
    text = _(
        "👥 <b>{delegation}</b>\n{first}–{last} of {all}. Type a name or an organisation to search.",
        delegation=delegation.title,
        first=_.number(min(offset + 1, len(entries))),
        last=_.number(offset + len(shown)),
        all=_.number(len(entries)),
    )
    rows = buttons(shown, _, PeoplePage(delegation=delegation.id, offset=offset))
    rows.append(_turning(delegation.id, offset, len(entries), _))
    rows.append([button(_.plain("‹ People"), DeskChoice(to="people"))])
    await turn.show(text, inline(_, rows))


async def search(message: Message, turn: Turn) -> None:
    if says_something(message.text or ""):
        await turn.state.update_data({WORDS: message.text})
    await turn.say(*await _found(turn, message.text or ""))


async def search_again(query: CallbackQuery, turn: Turn) -> None:
    """Back from a person to what was found, as long as nothing else was asked."""
    words = await turn.state.get_value(WORDS)
    if words is None:
        await open_people(query, turn)
    else:
        await turn.state.set_state(PeopleSearch.words)
        await turn.show(*await _found(turn, words))


async def _found(turn: Turn, words: str) -> Screen:
    mission = await access.require_organiser(turn.session, turn.person)
    _ = turn._
    found = await roster.search(turn.session, mission.id, words)
    rows = buttons(found[:FOUND], _, DeskList(of=SEARCH))
    rows.append([button(_.plain("‹ People"), DeskChoice(to="people"))])
    if not found:
        text = _("No one found. Try another word of the name or the organisation.")
    elif len(found) > FOUND:
        text = _(
            "{n} found; the first {shown} are below. Add a word to narrow it down.",
            n=_.number(len(found)),
            shown=_.number(FOUND),
        )
    else:
        text = _.ngettext("{n} found:", "{n} found:", len(found))
    return text, inline(_, rows)


async def only_words(_message: Message, turn: Turn) -> None:
    await ask_again(turn)


async def ask_again(turn: Turn) -> None:
    """The delegations, and that a name can be typed."""
    await turn.below().show(*await _delegations(turn))


async def show_profile(_query: CallbackQuery, callback_data: ProfileCard, turn: Turn) -> None:
    screen = await view(Reader(turn.person, turn._, turn.session), callback_data, turn.back)
    if not await turn.show(*screen):
        await turn.toast(turn._.plain("Nothing has changed."))


async def view(reader: Reader, press: ProfileCard, back: Action | None = None) -> Screen:
    """A profile as a list of people opens it; back leads to that list, else to the page of the delegation."""
    _ = reader._
    shown = await roster.profile(reader.session, reader.person, press.delegate)
    rows = profile.decisions(shown, _, PEOPLE)
    rows.append([button(_.plain("📌 Pair or keep apart…"), PairsOf(delegate=shown.delegate.id))])
    out = RemovalAct(act="offer", delegate=shown.delegate.id, revision=shown.delegate.revision)
    rows.append([button(_.plain("⛔ Suspend or remove…"), out)])
    rows.append([button(_.plain("🔄 Refresh"), press)])
    page = PeoplePage(delegation=shown.delegation.id, offset=press.offset)
    rows.append([button(_.plain("‹ Back to the list"), back or page)])
    about = About(CardKind.PROFILE, shown.delegate.id, shown.delegate.id, len(WAYS) + press.offset)
    return live((profile.card(_, shown), inline(_, rows)), about)


def buttons(entries: Sequence[RosterEntry], _: Texts, back: Action) -> Rows:
    """A button for each delegate; from their profile, one comes back to this list."""
    return [
        [
            button(
                _.plain(
                    "{sign} {name} · {organisation}",
                    sign=labels.STATUS_SIGNS[entry.status],
                    name=entry.name,
                    organisation=entry.organisation,
                ),
                From(ProfileCard(delegate=entry.delegate_id), back),
            )
        ]
        for entry in entries
    ]


def _turning(delegation_id: int, offset: int, count: int, _: Texts) -> list[Button]:
    row = []
    if offset > 0:
        row.append(button(_.plain("‹ Previous"), PeoplePage(delegation=delegation_id, offset=offset - PAGE)))
    if offset + PAGE < count:
        row.append(button(_.plain("Next ›"), PeoplePage(delegation=delegation_id, offset=offset + PAGE)))
    return row
