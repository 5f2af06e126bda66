"""Long polling: fetch, hand to intake, and acknowledge with the next offset only what intake has committed."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog

from bot import failures
from bot.intake import ALLOWED_UPDATES, Intake
from bot.transport import ApiError, BotApi

log = structlog.get_logger()

POLL_SECONDS = 25
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 15.0


class Poller:
    """Fetches updates as raw JSON, so that one that cannot be parsed does not hold up its batch."""

    def __init__(self, api: BotApi, intake: Intake) -> None:
        self._api = api
        self._intake = intake
        self._stopping = asyncio.Event()
        self._offset: int | None = None

    def stop(self) -> None:
        """Fetch no more; what was fetched is finished and acknowledged."""
        self._stopping.set()

    async def run(self) -> None:
        """Poll until stopped.

        Raises:
            ApiError: Telegram does not know the token (401).
        """
        await self._api.call("deleteWebhook", {"drop_pending_updates": False})
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            try:
                updates = await self._fetch()
                if updates:
                    await self._intake.take(updates)
                    self._offset = updates[-1]["update_id"] + 1
                pause = FIRST_PAUSE
            except Exception as error:
                if isinstance(error, ApiError) and error.code == 401:
                    raise
                log.warning("polling failed", **failures.describe(error))
                await self._wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        await self._acknowledge()

    async def _fetch(self) -> list[dict[str, Any]]:
        params: dict[str, Any] = {"timeout": POLL_SECONDS, "allowed_updates": ALLOWED_UPDATES}
        if self._offset is not None:
            params["offset"] = self._offset
        poll = asyncio.ensure_future(self._api.call("getUpdates", params, timeout=POLL_SECONDS + 10))
        stop = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({poll, stop}, return_when=asyncio.FIRST_COMPLETED)
            return list(poll.result()) if poll.done() else []
        finally:
            poll.cancel()
            stop.cancel()

    async def _acknowledge(self) -> None:
        """Spare the next start what is committed already; without it, it would come again and be passed over."""
        if self._offset is None:
            return
        try:
            await self._api.call("getUpdates", {"offset": self._offset, "limit": 1, "timeout": 0}, timeout=5)
        except Exception as error:  # noqa: BLE001 - only a courtesy
            log.info("last acknowledgement failed", **failures.describe(error))

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return
