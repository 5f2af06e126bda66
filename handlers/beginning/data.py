"""What the buttons of a new mission carry."""

from __future__ import annotations

import enum

from aiogram.filters.callback_data import CallbackData

from handlers.views.data import Number


class BeginAct(enum.StrEnum):
    NO_PIN = "p"
    ZONE = "z"
    """arg: the zone's number."""
    CHANGE = "c"
    """Answer one question again; arg: its place among them."""
    REVIEW = "r"
    MINUTES = "m"
    """arg: of one meeting."""
    TABLES = "t"
    """arg: how many."""
    NO_DELEGATIONS = "d"
    """They are in the spreadsheet."""
    SAVE = "s"


class BeginPress(CallbackData, prefix="nms"):
    """A step of beginning a mission."""

    act: BeginAct
    arg: Number = 0
