"""What the buttons carry that put meetings into a calendar."""

from __future__ import annotations

import enum

from aiogram.filters.callback_data import CallbackData

from handlers.views.data import Number


class CalendarAct(enum.StrEnum):
    MEETING = "m"
    """A file with one meeting."""
    SESSION = "e"
    """A file with one session of the programme."""
    WAYS = "w"
    """My whole agenda: how it gets into a calendar."""
    FILE = "f"
    SUBSCRIBE = "s"
    RENEW = "n"
    STOP = "x"


class CalendarPress(CallbackData, prefix="ics"):
    """Put a meeting, or all of my agenda, into a calendar."""

    act: CalendarAct
    id: Number = 0
    """The meeting's, or the session's."""
