"""What the buttons of /quiet carry."""

from __future__ import annotations

import enum

from aiogram.filters.callback_data import CallbackData

from handlers.views.data import Number


class QuietAct(enum.StrEnum):
    SHOW = "s"
    HOURS = "h"
    """Asks for one's quiet hours."""
    SET = "t"
    """Sets them: begin and end as minutes of the day."""
    NONE = "x"
    """Takes them away."""
    DIGEST = "d"
    URGENT = "u"
    NORMAL = "n"


class QuietPress(CallbackData, prefix="quiet"):
    """On what one is sent at once."""

    act: QuietAct
    begins: Number = 0
    ends: Number = 0
