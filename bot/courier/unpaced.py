"""No pace at all: for a sandbox, where waiting as Telegram wants it would only take time."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Coroutine
from typing import Any

from telegram.ext import BaseRateLimiter

from bot.courier.rate_limiter import Answer, NoLongerWanted, Passage
from bot.courier.telegram_api import TooManyRequests


class Unpaced(BaseRateLimiter[Passage]):
    """Every call leaves at once; a 429 halts them all, as it does with a pace."""

    def __init__(self) -> None:
        self._halted_until = -math.inf

    @property
    def halted(self) -> bool:
        return time.monotonic() < self._halted_until

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to end."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,  # noqa: ANN401 - python-telegram-bot's signature
        kwargs: dict[str, Any],
        endpoint: str,  # noqa: ARG002
        data: dict[str, Any],  # noqa: ARG002
        rate_limit_args: Passage | None,
    ) -> Answer:
        """Let the call pass.

        Raises:
            NoLongerWanted: a halt took too long for it. ApiError: as the transport.
        """
        await asyncio.sleep(max(0.0, self._halted_until - time.monotonic()))
        if rate_limit_args is not None and not await rate_limit_args.wanted():
            raise NoLongerWanted
        try:
            return await callback(*args, **kwargs)
        except TooManyRequests as refusal:
            self.halt(refusal.retry_after or 1.0)
            raise

    def halt(self, seconds: float) -> None:
        """Nothing leaves for so many seconds."""
        self._halted_until = max(self._halted_until, time.monotonic() + seconds)

    def take_over(self, seconds: float) -> None:
        """Serve the rest of the halt that Telegram ordered the courier before this one."""
        self.halt(seconds)
