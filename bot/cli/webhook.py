"""wasl webhook: where Telegram posts updates."""

from __future__ import annotations

import sys

from bot.courier import outcomes
from bot.courier.telegram_api import ApiError, BotApi
from bot.settings import Settings


async def remove(settings: Settings) -> int:
    """Have Telegram post updates nowhere. The exit code: 0, or 1 where it could not be asked."""
    api = BotApi(settings.token, settings.api_url)
    try:
        await api.call("deleteWebhook", {"drop_pending_updates": False})
    except ApiError as error:
        print(f"Telegram did not remove the webhook: {outcomes.shown(error)}", file=sys.stderr)
        return 1
    finally:
        await api.shutdown()
    print("Telegram posts updates nowhere now: wasl run polls.")
    return 0
