"""A meeting's venue on the map, and the button that shows it."""

from __future__ import annotations

import hashlib
import json

from aiogram.filters.callback_data import CallbackData

from handlers.views.keyboards import button
from handlers.views.message import About, Button, MapPin
from locales import Texts
from missions.changes import Place
from missions.changes.session_moves import SessionAt
from missions.meetings.details import Details
from storage.tables import CardKind, Venue


class PinPress(CallbackData, prefix="pin"):
    """Where is this meeting? Answered as of the press, however old the message."""

    meeting: int


def pin_button(_: Texts, found: Details) -> list[Button]:
    """The button that sends the pin; none where nobody knows where the place is on the map."""
    if found.venue is None or found.venue.latitude is None:
        return []
    return [button(_.plain("📍 Map"), PinPress(meeting=found.meeting.id))]


def pin(_: Texts, there: Place | Venue, meeting_id: int) -> MapPin | None:
    """Where a meeting is, on the map; nothing where nobody knows. It goes when the meeting is elsewhere."""
    if there.latitude is None or there.longitude is None:
        return None
    about = About(CardKind.PIN, meeting_id, truth=truth_of(there))
    return MapPin(_.choose(there.title), there.address, there.latitude, there.longitude, about)


def truth_of(there: Place | SessionAt | Venue) -> str:
    """What a pin says of a place, whatever its language."""
    said = [dict(there.title), there.address, there.latitude, there.longitude]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]
