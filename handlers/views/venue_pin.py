"""A venue on the map: sent with a change, or when the button under a meeting is pressed."""

from __future__ import annotations

from collections.abc import Mapping

from aiogram.filters.callback_data import CallbackData
from aiogram.methods import SendVenue

from handlers.views.keyboards import button
from handlers.views.message import Button
from locales import Texts
from missions.meetings.details import Details


class PinPress(CallbackData, prefix="pin"):
    """Where is this meeting? As it stands when the button is pressed, however old the message."""

    meeting: int


def pin_button(_: Texts, found: Details) -> list[Button]:
    """The button that sends the pin; none where nobody knows where the place is on the map."""
    if found.venue is None or found.venue.latitude is None:
        return []
    return [button(_.plain("📍 Map"), PinPress(meeting=found.meeting.id))]


def pin(_: Texts, chat_id: int, title: Mapping[str, str], address: str, latitude: float, longitude: float) -> SendVenue:
    """A venue as Telegram shows it on the map. Telegram wants an address: where there is none, the name again."""
    name = _.choose(title)
    return SendVenue(chat_id=chat_id, latitude=latitude, longitude=longitude, title=name, address=address or name)
