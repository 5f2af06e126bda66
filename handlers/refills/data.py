"""What the buttons under a freed place carry."""

from __future__ import annotations

import enum

from aiogram.filters.callback_data import CallbackData

from handlers.views.data import Number


class RefillAct(enum.StrEnum):
    ACCEPT = "y"
    DECLINE = "n"


class RefillPress(CallbackData, prefix="refill"):
    act: RefillAct
    id: Number
    """The offer's."""
