"""What the desk's buttons about an interpreter who is late or ill carry."""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

from handlers.views.data import Number
from missions.interpreters.mending import MendWay


class MendPress(CallbackData, prefix="imend"):
    """Mends one meeting as the button says; target: an interpreter's id or a slot's, 0 to tell both sides."""

    way: MendWay
    interpreter: Number
    meeting: Number
    revision: Number
    target: Number = 0
