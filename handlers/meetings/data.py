"""What the buttons carry that only requests and meetings have; the press on a meeting is `views.meeting_press`."""

from __future__ import annotations

import enum

from aiogram.filters.callback_data import CallbackData

from handlers.views.data import Number
from handlers.views.meeting_press import Act, MeetingPress

__all__ = ["Act", "MeetingPress", "PlaceAct", "PlacePress", "WordsPress"]


class PlaceAct(enum.StrEnum):
    COME = "y"
    REFUSE = "n"
    TAKE_BACK = "b"
    LEAVE = "l"


class PlacePress(CallbackData, prefix="place"):
    """On someone's place beside the two of a meeting."""

    act: PlaceAct
    id: Number
    """The place's; no other has it once it is gone."""


class WordsPress(CallbackData, prefix="words"):
    """Under the reason that was written for declining or cancelling: pass it on, or write another."""

    send: bool
    id: Number
    """The meeting's."""
