"""What the buttons under my day carry."""

from __future__ import annotations

import enum

from aiogram.filters.callback_data import CallbackData

from handlers.views.data import Number


class DayAct(enum.StrEnum):
    PIN = "p"
    UNPIN = "u"


class ZonePress(CallbackData, prefix="tz"):
    """The time zone of the phone, by its number."""

    zone: Number


class DayPress(CallbackData, prefix="today"):
    """Under my day: keep the message at the top of the chat, or no longer."""

    act: DayAct
