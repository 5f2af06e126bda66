"""Who else receives this bot's updates: Telegram gives them to one only, and says 409 to the other."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

import structlog

from bot.courier.telegram_api import ApiError, BotApi, Refused, TokenRefused
from bot.exits import CannotRun
from bot.settings import SettingsInvalid

log = structlog.get_logger()

STARTING_SECONDS = 6.0
"""A first conflict so soon after the start means that whoever is in the way was there before."""
PATIENCE_SECONDS = 8.0
"""How long that one has to go away, as it does when it is being replaced."""
CONFLICTS = 3


async def no_webhook(api: BotApi) -> None:
    """Make sure that nobody has Telegram post this bot's updates: polling would take them away from there.

    Raises:
        SettingsInvalid: somebody has.
    """
    try:
        webhook = await api.call("getWebhookInfo")
    except TokenRefused:
        raise
    except Refused:  # a server without webhooks
        return
    if url := webhook.get("url") if isinstance(webhook, dict) else "":
        raise SettingsInvalid(
            f"WASL_WEBHOOK_URL is not set, but Telegram posts this bot's updates to {urlsplit(str(url)).hostname}: "
            "set it, or stop who receives them there and let go of them with: wasl webhook remove"
        )


class Rivals:
    """Counts conflicts since the start of polling."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._first: float | None = None
        self._conflicts = 0

    def met(self, error: ApiError) -> None:
        """Telegram has said 409. Whoever has just started gives way; whoever was there keeps trying.

        Of two that start together, the first to lose its patience leaves, and then the other has no conflict any more.

        Raises:
            CannotRun: this process has just started, and the other one does not go away.
        """
        now = time.monotonic()
        self._first = self._first or now
        self._conflicts += 1
        posted = "webhook" in error.description.lower()
        late = self._first - self._began > STARTING_SECONDS
        if not late and self._conflicts >= CONFLICTS and now - self._first > PATIENCE_SECONDS:
            other = "Telegram posts this bot's updates to a webhook" if posted else "another process polls for this bot"
            raise CannotRun(f"{other}, and only one can have them: stop that one first, or use another WASL_BOT_TOKEN")
        log.error("updates go to a webhook" if posted else "another process polls for this bot", times=self._conflicts)
