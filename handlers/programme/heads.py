"""The head count: one tap a person, and who is missing."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.core.turn import Turn
from handlers.programme import desk as desk_screens
from handlers.programme.data import DeskAct, DeskSession, Head
from handlers.views.keyboards import Screen, button, columns, inline, live
from handlers.views.message import About
from handlers.views.session import head
from locales import Texts
from missions.sessions import desk
from storage.database import UnitSession
from storage.tables import CardKind, Person

PAGE = 40
"""People of one page: Telegram takes a hundred buttons, a phone shows twenty rows of two."""
NAMED = 30
"""Missing people who are named."""


def router() -> Router:
    heads = Router(name="head count")
    heads.callback_query.register(show, DeskSession.filter(F.act == DeskAct.HEADS))
    heads.callback_query.register(count, Head.filter())
    return heads


async def show(_query: CallbackQuery, callback_data: DeskSession, turn: Turn) -> None:
    await turn.show(*await view(turn._, turn.session, turn.person, callback_data))


async def count(_query: CallbackQuery, callback_data: Head, turn: Turn) -> None:
    session_id, _sign_up = await desk.count(turn.session, turn.person, callback_data.sign_up)
    choice = DeskSession(act=DeskAct.HEADS, id=session_id, arg=callback_data.page)
    await turn.show(*await view(turn._, turn.session, turn.person, choice))


async def view(_: Texts, session: UnitSession, person: Person, choice: DeskSession) -> Screen:
    """Everyone who has a place, each a button; and who is missing.

    Raises:
        Refusal: the person is no organiser, or the session is gone.
    """
    _mission, counted = await desk.find(session, person, choice.id)
    found = await desk.attendees(session, counted.row.id)
    missing = [each.delegate.called for each in found if each.sign_up.present_at is None]
    n, every = _.number(len(found) - len(missing)), _.number(len(found))
    lines = [head(_, counted.row), _("🙋 <b>{n} of {all}</b> counted. Tap each person who is there.", n=n, all=every)]
    if missing and len(missing) < len(found):
        lines.append(_("Missing: {names}", names=_.list(missing[:NAMED])))
    if len(missing) > NAMED:
        lines.append(_.ngettext("… and {n} more", "… and {n} more", len(missing) - NAMED))
    shown = found[choice.arg * PAGE : (choice.arg + 1) * PAGE]
    people = [
        button(
            _.plain("{mark} {value}", mark="✅" if each.sign_up.present_at else "▫️", value=each.delegate.called),
            Head(sign_up=each.sign_up.id, page=choice.arg),
        )
        for each in shown
    ]
    turning = []
    if choice.arg:
        turning.append(button("‹", desk_screens.press(DeskAct.HEADS, counted, choice.arg - 1)))
    if len(found) > (choice.arg + 1) * PAGE:
        turning.append(button(_.plain("Show more"), desk_screens.press(DeskAct.HEADS, counted, choice.arg + 1)))
    rows = [*columns(people, 2), turning, [button(_.plain("‹ Back"), desk_screens.press(DeskAct.SHOW, counted))]]
    about = About(
        CardKind.SESSION_DESK,
        counted.row.id,
        day=desk_screens.part_of(choice),
        names=frozenset(each.delegate.id for each in found),
    )
    return live((Markup("\n").join(lines), inline(_, rows)), about)
