"""The buttons on a session: look, sign up, leave, map; and all other parts of the programme put together."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.core import telegram_channel
from handlers.core.turn import Turn
from handlers.programme import adding, calendar_file, card, days, desk, details, heads, moving
from handlers.views.data import SessionAct, SessionPress
from handlers.views.session import pin, where
from locales import N_
from missions.errors import Refusal
from missions.sessions import signing
from missions.sessions.programme import look
from missions.sessions.signing import Signed
from storage.tables import Mission, SignUpState

CHANGED = N_("This session has changed since. Please look again before you answer.")
NO_PIN = N_("There is no map for this place. {place}")
DONE = {
    SignUpState.SIGNED_UP: N_("You are signed up."),
    SignUpState.WAITING: N_("You are on the waiting list."),
    SignUpState.LEFT: N_("You are no longer signed up."),
}


def router() -> Router:
    programme = Router(name="sessions")
    programme.include_routers(days.router(), desk.router(), heads.router(), moving.router())
    programme.include_routers(adding.router(), details.router(), calendar_file.router())
    handlers = {
        SessionAct.SHOW: show,
        SessionAct.SIGN: sign_up,
        SessionAct.ANYWAY: sign_up,
        SessionAct.LEAVE: leave,
        SessionAct.PIN: show_pin,
    }
    for act, handler in handlers.items():
        programme.callback_query.register(handler, SessionPress.filter(F.act == act))
    return programme


async def show(_query: CallbackQuery, callback_data: SessionPress, turn: Turn) -> None:
    delegate, listed = await look(turn.session, turn.person, callback_data.id)
    await turn.show(*await card.view(turn._, turn.session, delegate, listed))


async def sign_up(_query: CallbackQuery, callback_data: SessionPress, turn: Turn) -> None:
    if await _has_changed(callback_data, turn):
        return
    anyway = callback_data.act is SessionAct.ANYWAY
    signed = await signing.sign_up(turn.session, turn.person, callback_data.id, despite_clash=anyway)
    if signed.clashes:
        mission = await turn.session.get_one(Mission, signed.listed.row.mission_id)
        await turn.show(*card.question(turn._, signed.delegate, signed.listed, signed.clashes, mission))
        return
    await _done(turn, signed)


async def leave(_query: CallbackQuery, callback_data: SessionPress, turn: Turn) -> None:
    if not await _has_changed(callback_data, turn):
        await _done(turn, await signing.leave(turn.session, turn.person, callback_data.id))


async def show_pin(_query: CallbackQuery, callback_data: SessionPress, turn: Turn) -> None:
    _ = turn._
    _delegate, listed = await look(turn.session, turn.person, callback_data.id)
    place = where(_, listed.venue.title if listed.venue else {})
    on_map = pin(_, listed.venue, listed.row.id) if listed.venue else None
    if on_map is None:
        raise Refusal(NO_PIN, place=place)
    await telegram_channel.post_pin(turn.box, turn.chat_id, on_map)
    await turn.toast(place)


async def _has_changed(press: SessionPress, turn: Turn) -> bool:
    """Whether the session is another than the button showed: then its card says what is true now."""
    delegate, listed = await look(turn.session, turn.person, press.id)
    if listed.row.revision == press.revision:
        return False
    await turn.alert(turn._.plain(CHANGED))
    await turn.show(*await card.view(turn._, turn.session, delegate, listed))
    return True


async def _done(turn: Turn, signed: Signed) -> None:
    await turn.toast(turn._.plain(DONE[signed.listed.state]))
    await turn.show(*await card.view(turn._, turn.session, signed.delegate, signed.listed))
