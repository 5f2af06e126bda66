"""Broadcasts beyond Telegram's free pace: each message says that it may be paid for (0.1 Telegram Stars a message).

https://core.telegram.org/bots/faq#how-can-i-message-all-of-my-bot-39s-subscribers-at-once
"""

from __future__ import annotations

from typing import Any

from aiogram import methods
from aiogram.methods import TelegramMethod

from bot.courier.rate_limiter import FREE_RATE
from storage.tables import Lane

_FIELD = "allow_paid_broadcast"


def _payable() -> frozenset[str]:
    every = (getattr(methods, name) for name in methods.__all__)
    calls = (kind for kind in every if isinstance(kind, type) and issubclass(kind, TelegramMethod))
    return frozenset(kind.__api_method__ for kind in calls if _FIELD in kind.model_fields)


_METHODS = _payable()


def marked(method: str, params: dict[str, Any], *, lane: int, bulk_rate: float) -> dict[str, Any]:
    """The parameters, saying so where the message is bulk, can say it, and the rate is beyond what is free."""
    if bulk_rate <= FREE_RATE or lane == Lane.REPLY or method not in _METHODS:
        return params
    return {**params, _FIELD: True}
