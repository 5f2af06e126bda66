"""Calling, one person after another: what came of a call brings the next."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.changes import call as calls
from handlers.changes.call_sheet import view
from handlers.changes.data import CallPress
from handlers.core.turn import Turn
from missions.changes import interpreters_touched
from missions.changes.calls import calling
from missions.changes.calls.queue import sheet
from missions.people import access
from storage.tables import Delegate


def router() -> Router:
    calling_router = Router(name="call sheet")
    calling_router.callback_query.register(show_sheet, CallPress.filter(F.act == "sheet"))
    calling_router.callback_query.register(show_next, CallPress.filter(F.act == "next"))
    calling_router.callback_query.register(reached, CallPress.filter(F.act == "reached"))
    calling_router.callback_query.register(no_answer, CallPress.filter(F.act == "silent"))
    calling_router.callback_query.register(wrong_number, CallPress.filter(F.act == "wrong"))
    calling_router.callback_query.register(reached_interpreter, CallPress.filter(F.act == "voice"))
    return calling_router


async def show_sheet(_query: CallbackQuery, turn: Turn) -> None:
    mission = await access.require_organiser(turn.session, turn.person)
    await turn.state.clear()
    await calling.let_go(turn.session, turn.person)
    found = await sheet(turn.session, mission.id)
    if not await turn.show(*view(turn._, mission, found, turn.session.now)):
        await turn.toast(turn._.plain("Nothing has changed."))


async def show_next(_query: CallbackQuery, turn: Turn) -> None:
    await _next(turn)


async def reached(_query: CallbackQuery, callback_data: CallPress, turn: Turn) -> None:
    await calling.reached(turn.session, turn.person, callback_data.delegate)
    await turn.toast(turn._.plain("Thank you. The change counts as seen."))
    await _next(turn)


async def reached_interpreter(query: CallbackQuery, callback_data: CallPress, turn: Turn) -> None:
    await interpreters_touched.reached(turn.session, turn.person, callback_data.delegate)
    await turn.toast(turn._.plain("Thank you. The change counts as seen."))
    await turn.session.flush()
    await show_sheet(query, turn)


async def no_answer(_query: CallbackQuery, callback_data: CallPress, turn: Turn) -> None:
    again_at = await calling.no_answer(turn.session, turn.person, callback_data.delegate)
    delegate = await turn.session.get_one(Delegate, callback_data.delegate)
    mission = await access.require_organiser(turn.session, turn.person, delegate.mission_id)
    time = turn._.time(again_at, mission.time_zone)
    await turn.toast(turn._.plain("Back on the call sheet at {time}.", time=time))
    await _next(turn)


async def wrong_number(_query: CallbackQuery, callback_data: CallPress, turn: Turn) -> None:
    call = await calling.wrong_number(turn.session, turn.person, callback_data.delegate)
    await turn.toast(
        turn._.plain("Saved. Please correct the number in the profile of {name}.", name=call.delegate.called)
    )
    await _next(turn)


async def _next(turn: Turn) -> None:
    """The next person, in place of the one before; the sheet where nobody is left."""
    _, session = turn._, turn.session
    mission = await access.require_organiser(session, turn.person)
    call = await calling.next_call(session, turn.person)
    if call is not None:
        await turn.show(*calls.view(_, mission, call, session.now))
        return
    found = await sheet(session, mission.id)
    heading = Markup() if not found.waiting else _("No one else can be called right now.")
    await turn.show(*view(_, mission, found, session.now, heading or None))
