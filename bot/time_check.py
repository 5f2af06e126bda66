"""Whether the time is right: nothing irreversible is done on the word of one clock, so Telegram's is asked too."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import structlog

from bot.courier.telegram_api import ApiError, BotApi
from timekeeping import clock

log = structlog.get_logger()

FRESH_SECONDS = 60.0
"""How old what Telegram said of the time may be; otherwise it is asked again."""
MOST_SECONDS_OFF = 180.0
"""How far the clock may be off Telegram's: more than any network delay, less than what a deadline would notice."""
AGAIN_SECONDS = 10.0
"""After an answer that does not agree, or none."""
ASK_SECONDS = 5.0


class TimeCheck:
    """Compares the clock with the `Date` of Telegram's answers, which every call of this process brings."""

    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._asking = asyncio.Lock()
        self._not_before = float("-inf")
        self.seconds_off: float | None = None
        """How far the clock was ahead of Telegram's, or behind where negative; None where Telegram did not say."""

    async def agrees(self) -> bool:
        """Whether the clock shows what Telegram's does. Asks it where it has not said so within a minute."""
        async with self._asking:
            if self._heard_lately() and self._near():
                return True
            if time.monotonic() < self._not_before:
                return False
            try:
                await self._api.call("getMe", timeout=ASK_SECONDS)
            except ApiError as error:
                log.debug("Telegram was not asked for the time", code=error.code)
            if self._heard_lately() and self._near():
                return True
            self._not_before = time.monotonic() + AGAIN_SECONDS
            return False

    async def both(self) -> datetime | None:
        """The latest instant that has come by both clocks; None where Telegram does not answer."""
        now = clock.now()
        if await self.agrees():
            return now
        if self.seconds_off is not None:
            return now - timedelta(seconds=max(0.0, self.seconds_off))
        _date, heard_at = self._api.date
        # A Bot API server of one's own names no time: the machine's alone is known then.
        return now if time.monotonic() - heard_at <= FRESH_SECONDS else None

    async def is_over(self, instant: datetime | None) -> bool:
        """Whether an instant has come, by both clocks."""
        if instant is None or instant > clock.now():
            return False
        both = await self.both()
        return both is not None and instant <= both

    def _near(self) -> bool:
        return self.seconds_off is not None and abs(self.seconds_off) <= MOST_SECONDS_OFF

    def _heard_lately(self) -> bool:
        """Whether Telegram has said lately what time it is; `seconds_off` is by what it said last."""
        self.seconds_off = None
        date, heard_at = self._api.date
        age = time.monotonic() - heard_at
        if age > FRESH_SECONDS:
            return False
        try:
            there = parsedate_to_datetime(date)
            self.seconds_off = (clock.now() - there).total_seconds() - age
        except (ValueError, TypeError):  # TypeError: it names no zone
            return False
        return True
