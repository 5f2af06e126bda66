"""Long polling: fetch, hand to intake, and acknowledge with the next offset only what intake has committed."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import structlog

from bot.courier.circuit_breaker import pause
from bot.courier.telegram_api import ApiError, BotApi, TokenRefused
from bot.exits import CannotRun
from bot.intake import failed_updates
from bot.intake.conflicts import Reception
from bot.intake.intake import Intake
from bot.intake.updates import ALLOWED_UPDATES
from bot.shutdown import Stop
from storage.errors import DatabaseGone

log = structlog.get_logger()

POLL_SECONDS = 25
LONGEST_PAUSE = 15.0
RIVAL_PAUSE = 0.5
"""After a 409: the process that is served comes back before another may take itself for undisturbed."""
SILENCE_SECONDS = 3600.0
"""After so long without an update the offset is forgotten: Telegram begins a new count after a silent week."""


class Poller:
    """Fetches updates as raw JSON, so that one that cannot be parsed does not hold up its batch."""

    def __init__(self, api: BotApi, intake: Intake, reception: Reception) -> None:
        self._api = api
        self._intake = intake
        self._reception = reception
        self._offset: int | None = None
        self._heard = time.monotonic()

    async def run(self, stop: Stop) -> None:
        """Poll until the stop; what was fetched is finished and acknowledged.

        Raises:
            TokenRefused: Telegram does not know the token. CannotRun: another process receives them.
            DatabaseGone: what is taken would be lost.
        """
        failures_in_a_row = 0
        while not stop.asked:
            try:
                fetched = await stop.first(self._fetch()) or []
                if await self._reception.may_take(numbers(fetched)):
                    await self._take(fetched)
                else:
                    await stop.sleep(self._reception.hold_seconds)
                failures_in_a_row = 0
            except (TokenRefused, CannotRun, DatabaseGone):
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, updates must be asked for again
                failures_in_a_row += 1
                log.warning("polling failed", **failed_updates.describe(error))
                rival = isinstance(error, ApiError) and error.code == 409
                if isinstance(error, ApiError) and rival:
                    self._reception.met(error)  # which may be the end
                await stop.sleep(pause(failures_in_a_row, most=RIVAL_PAUSE if rival else LONGEST_PAUSE))
        await self._acknowledge()

    async def _fetch(self) -> list[Any]:
        if time.monotonic() - self._heard > SILENCE_SECONDS:
            self._offset = None
        params: dict[str, Any] = {"timeout": POLL_SECONDS, "allowed_updates": ALLOWED_UPDATES}
        if self._offset is not None:
            self._intake.check_database()  # the offset acknowledges what it has committed
            params["offset"] = self._offset
        try:
            async with asyncio.timeout(self._reception.seconds_to_wait or None):
                fetched = await self._api.call("getUpdates", params, timeout=POLL_SECONDS + 10)
        except TimeoutError:  # it was undisturbed for long enough
            return []
        return fetched if isinstance(fetched, list) else []

    async def _take(self, fetched: list[Any]) -> None:
        if not fetched:
            return
        await self._intake.take(fetched)
        self._heard = time.monotonic()
        # Without any number max() raises: the same updates would come again at once, without end.
        self._offset = max(numbers(fetched)) + 1

    async def _acknowledge(self) -> None:
        """Spare the next start what is committed already; without it, it would come again and be passed over."""
        if self._offset is None:
            return
        try:
            self._intake.check_database()
            await self._api.call("getUpdates", {"offset": self._offset, "limit": 1, "timeout": 0}, timeout=3)
        except Exception as error:  # noqa: BLE001 - only a courtesy
            log.info("last acknowledgement failed", **failed_updates.describe(error))


def numbers(fetched: list[Any]) -> list[int]:
    """Of the updates in what Telegram gave."""
    return [item["update_id"] for item in fetched if isinstance(item, dict) and "update_id" in item]
