"""Whether Telegram brings this bot's updates here: asked every minute, for readiness, metrics and the log."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import structlog

from bot import metrics
from bot.courier.telegram_api import ApiError, BotApi
from bot.health import Health
from bot.intake import failed_updates
from bot.shutdown import Stop

log = structlog.get_logger()

LOOK_SECONDS = 60.0
PART = "webhook"


class WebhookWatch:
    """Asks getWebhookInfo. wanted: where Telegram is to post; empty where updates are fetched."""

    def __init__(self, api: BotApi, wanted: str, health: Health) -> None:
        self._api = api
        self._wanted = wanted
        self._health = health
        self._failed_at = 0
        self._lacking = ""

    async def run(self, stop: Stop) -> None:
        """Look every minute until the stop."""
        while not stop.asked:
            try:
                await stop.first(self.look())
            except ApiError as error:  # whether Telegram answers is seen elsewhere
                log.debug("webhook not asked for", **failed_updates.describe(error))
            except Exception as error:  # noqa: BLE001 - an answer that makes no sense ends neither the watch nor Wasl
                log.warning("webhook not understood", **failed_updates.describe(error))
            await stop.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Ask once.

        Raises:
            ApiError: Telegram does not answer.
        """
        answer = await self._api.call("getWebhookInfo")
        info: dict[str, Any] = answer if isinstance(answer, dict) else {}
        url = str(info.get("url") or "")
        metrics.WEBHOOK_RIGHT.set(url == self._wanted)
        metrics.WEBHOOK_PENDING.set(int(info.get("pending_update_count") or 0))
        self._tell(url)
        failed_at = int(info.get("last_error_date") or 0)
        if failed_at > self._failed_at and self._wanted:
            metrics.WEBHOOK_ERRORS.inc()
            log.warning("Telegram could not post", said=str(info.get("last_error_message", ""))[:200])
        self._failed_at = failed_at

    def _tell(self, url: str) -> None:
        there = f"Telegram posts to {urlsplit(url).hostname}" if url else "Telegram posts nowhere"
        wanted = f", not to {urlsplit(self._wanted).hostname}" if self._wanted else ", and this process polls"
        lacking = "" if url == self._wanted else there + wanted
        if lacking:
            self._health.awaits(PART, lacking)
        else:
            self._health.up(PART)
        if lacking != self._lacking:
            self._lacking = lacking
            if lacking:
                log.error("updates do not come here", why=lacking)
            else:
                log.info("updates come here again")
