"""Paid broadcasts: pushes beyond Telegram's free pace say that they may be paid for (0.1 Stars a message).

https://core.telegram.org/bots/faq#how-can-i-message-all-of-my-bot-39s-subscribers-at-once
"""

from __future__ import annotations

from typing import Any

from aiogram import methods
from aiogram.methods import TelegramMethod

from storage.tables import Lane

FREE_RATE = 30.0
"""Messages a second, replies among them, that Telegram takes of a bot that pays for no broadcasts:
https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this"""
_PAID_FIELD = "allow_paid_broadcast"


def marked(method: str, params: dict[str, Any], *, lane: int, bulk_rate: float) -> dict[str, Any]:
    """The parameters; of a push beyond Telegram's free pace they say that it may be paid for."""
    if bulk_rate <= FREE_RATE or lane == Lane.REPLY or method not in _PAYABLE:
        return params
    return {**params, _PAID_FIELD: True}


def _payable() -> frozenset[str]:
    every = (getattr(methods, name) for name in methods.__all__)
    calls = (kind for kind in every if isinstance(kind, type) and issubclass(kind, TelegramMethod))
    return frozenset(kind.__api_method__ for kind in calls if _PAID_FIELD in kind.model_fields)


_PAYABLE = _payable()
