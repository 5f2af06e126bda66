"""A venue on the map: sent with a change, or when the button under a meeting is pressed."""

from __future__ import annotations

from collections.abc import Mapping

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.methods import SendVenue
from aiogram.types import CallbackQuery

from handlers.core.outbox import Outbox
from handlers.views.keyboards import button
from handlers.views.meeting import CLOSED, place
from handlers.views.message import Button
from locales import N_, Texts
from missions.errors import Refusal
from missions.meetings.details import Details, details
from missions.meetings.states import NOT_YOURS, sides_of
from storage.database import UnitSession
from storage.tables import Meeting, MeetingState, Person

NO_PIN = N_("There is no map for this place. {place}")


class PinPress(CallbackData, prefix="pin"):
    """Where is this meeting? As it stands when the button is pressed, however old the message."""

    meeting: int


def router() -> Router:
    pins = Router(name="pins")
    pins.callback_query.register(show_pin, PinPress.filter())
    return pins


def pin_button(_: Texts, found: Details) -> list[Button]:
    """The button that sends the pin; none where nobody knows where the place is on the map."""
    if found.venue is None or found.venue.latitude is None:
        return []
    return [button(_.plain("📍 Map"), PinPress(meeting=found.meeting.id))]


def pin(_: Texts, chat_id: int, title: Mapping[str, str], address: str, latitude: float, longitude: float) -> SendVenue:
    """A venue as Telegram shows it on the map. Telegram wants an address: where there is none, the name again."""
    name = _.choose(title)
    return SendVenue(chat_id=chat_id, latitude=latitude, longitude=longitude, title=name, address=address or name)


async def show_pin(
    query: CallbackQuery, callback_data: PinPress, session: UnitSession, person: Person, outbox: Outbox, _: Texts
) -> None:
    meeting = await session.get(Meeting, callback_data.meeting)
    if meeting is None or not await sides_of(session, person, meeting):
        raise Refusal(NOT_YOURS)
    if meeting.state in CLOSED:
        raise Refusal(CLOSED[meeting.state])
    found = await details(session, meeting)
    venue, table = found.venue, found.table
    if meeting.state is not MeetingState.CONFIRMED or venue is None or table is None:
        raise Refusal(N_("The place is known once the meeting is confirmed."))
    where = place(_, venue, table)
    if venue.latitude is None or venue.longitude is None:
        raise Refusal(NO_PIN, place=where)
    await outbox.post(pin(_, query.from_user.id, venue.title, venue.address, venue.latitude, venue.longitude))
    await query.answer(where)
