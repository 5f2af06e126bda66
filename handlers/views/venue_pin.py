"""The button under a meeting that shows its venue on the map."""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

from handlers.views.keyboards import button
from handlers.views.message import Button
from locales import Texts
from missions.meetings.details import Details


class PinPress(CallbackData, prefix="pin"):
    """Where is this meeting? Answered as of the press, however old the message."""

    meeting: int


def pin_button(_: Texts, found: Details) -> list[Button]:
    """The button that sends the pin; none where nobody knows where the place is on the map."""
    if found.venue is None or found.venue.latitude is None:
        return []
    return [button(_.plain("📍 Map"), PinPress(meeting=found.meeting.id))]
