"""Asking again, less and less often, what the database or Telegram could not do just now."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from bot.courier.circuit_breaker import pause
from bot.courier.halts import bounded
from bot.courier.telegram_api import TooManyRequests, Unavailable
from bot.intake import failed_updates
from bot.shutdown import Stop
from storage.errors import is_passing

log = structlog.get_logger()

LONGEST_SECONDS = 15.0
HALTED_SECONDS = 60.0
"""However long a halt Telegram asks for, it is asked again after a minute."""


async def until_done(stop: Stop, what: str, attempt: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Attempt until it succeeds or the stop is asked for. what: how the log calls it.

    Raises:
        Whatever waiting does not mend.
    """
    for attempts in itertools.count(1):
        try:
            await stop.first(attempt())
        except Exception as error:
            if not (is_passing(error) or isinstance(error, Unavailable | TooManyRequests | OSError)):
                raise
            log.warning("will be tried again", what=what, attempts=attempts, **failed_updates.describe(error))
            seconds = pause(attempts, most=LONGEST_SECONDS)
            if isinstance(error, TooManyRequests):
                seconds = max(seconds, min(bounded(error.retry_after), HALTED_SECONDS))
            await stop.sleep(seconds)
        else:
            return
        if stop.asked:
            return
