"""The button under a meeting that sends its venue as Telegram shows it on the map."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.core import telegram_channel
from handlers.core.turn import Turn
from handlers.views.meeting import CLOSED, place
from handlers.views.venue_pin import PinPress, pin
from locales import N_
from missions.errors import Refusal
from missions.meetings.details import details
from missions.meetings.states import NOT_YOURS, sides_of
from missions.people.whose import interprets
from storage.tables import BOOKED_STATES, Meeting

NO_PIN = N_("There is no map for this place. {place}")
NOT_YET = N_("The place is set once the meeting is confirmed.")


def router() -> Router:
    pins = Router(name="pins")
    pins.callback_query.register(show, PinPress.filter())
    return pins


async def show(_query: CallbackQuery, callback_data: PinPress, turn: Turn) -> None:
    _ = turn._
    meeting = await turn.session.get(Meeting, callback_data.meeting)
    if meeting is None or not await _is_theirs(turn, meeting):
        raise Refusal(NOT_YOURS)
    if meeting.state in CLOSED:
        raise Refusal(CLOSED[meeting.state])
    found = await details(turn.session, meeting)
    venue, table = found.venue, found.table
    if meeting.state not in BOOKED_STATES or venue is None or table is None:
        raise Refusal(NOT_YET)
    where = place(_, venue, table)
    on_map = pin(_, venue, meeting.id)
    if on_map is None:
        raise Refusal(NO_PIN, place=where)
    await telegram_channel.post_pin(turn.box, turn.chat_id, on_map)
    await turn.toast(where)


async def _is_theirs(turn: Turn, meeting: Meeting) -> bool:
    """Whether they meet there, or interpret."""
    if await sides_of(turn.session, turn.person, meeting):
        return True
    return await interprets(turn.session, turn.person, meeting)
