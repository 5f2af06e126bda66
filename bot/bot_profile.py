"""How the bot introduces itself in Telegram: its commands and description, in each language there is."""

from __future__ import annotations

from functools import partial
from typing import Any

import structlog

from bot import retry
from bot.courier.telegram_api import BotApi
from bot.intake import failed_updates
from bot.shutdown import Stop
from handlers.core.commands import COMMANDS
from locales import N_, Texts, catalogues

log = structlog.get_logger()

DESCRIPTION = N_("Your companion on a trade mission: who to meet, when and where, and what has changed.")
SHORT_DESCRIPTION = N_("The chat companion for trade missions")


async def publish(api: BotApi, stop: Stop) -> None:
    """Set commands and descriptions: once as the default, and once per language."""
    voices = [catalogues().texts(code) for code in catalogues().codes]
    try:
        await _say(api, stop, catalogues().texts(catalogues().pick(None, "en")), {})
        for _ in voices:
            await _say(api, stop, _, {"language_code": _.language.code})
    except Exception as error:  # noqa: BLE001 - a courtesy: the conversation does not wait for it
        log.warning("profile not published", **failed_updates.describe(error))


async def _say(api: BotApi, stop: Stop, _: Texts, language: dict[str, str]) -> None:
    commands = [{"command": name, "description": _.plain(text)} for name, text in COMMANDS.items()]
    for name, key, wanted in (
        ("Commands", "commands", commands),
        ("Description", "description", _.plain(DESCRIPTION)),
        ("ShortDescription", "short_description", _.plain(SHORT_DESCRIPTION)),
    ):
        await retry.until_done(stop, f"setMy{name}", partial(_set, api, name, {key: wanted}, language))


async def _set(api: BotApi, name: str, wanted: dict[str, Any], language: dict[str, str]) -> None:
    # Telegram lets a bot look at its profile as often as it likes, but change it only now and then.
    present = await api.call(f"getMy{name}", language)
    if present not in (wanted, *wanted.values()):  # getMyCommands answers a bare list, the others an object
        await api.call(f"setMy{name}", {**wanted, **language})
