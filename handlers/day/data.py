"""What the buttons under my day carry."""

from __future__ import annotations

import enum

from aiogram.filters.callback_data import CallbackData


class DayAct(enum.StrEnum):
    PIN = "p"
    UNPIN = "u"


class DayPress(CallbackData, prefix="today"):
    """Under my day: keep the message at the top of the chat, or no longer."""

    act: DayAct
