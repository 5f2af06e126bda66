"""How the bot introduces itself in Telegram: its commands and description, in each language there is."""

from __future__ import annotations

import structlog

from bot import failures
from bot.transport import BotApi
from handlers.commands import COMMANDS
from locales import N_, Texts, catalogues

log = structlog.get_logger()

DESCRIPTION = N_("I accompany you on a trade mission: whom to meet, when and where, and what changes on the way.")
SHORT_DESCRIPTION = N_("The chat companion of trade missions")


async def publish(api: BotApi) -> None:
    """Tell Telegram, once for whoever's language we do not speak and once for each we do."""
    voices = [catalogues().texts(code) for code in catalogues().codes]
    try:
        await _publish_in(api, catalogues().texts(catalogues().pick(None, "en")), {})
        for _ in voices:
            await _publish_in(api, _, {"language_code": _.language.code})
    except Exception as error:  # noqa: BLE001 - a courtesy: the conversation does not wait for it
        log.warning("profile not published", **failures.describe(error))


async def _publish_in(api: BotApi, _: Texts, language: dict[str, str]) -> None:
    commands = [{"command": name, "description": _.plain(text)} for name, text in COMMANDS.items()]
    await api.call("setMyCommands", {"commands": commands, **language})
    await api.call("setMyDescription", {"description": _.plain(DESCRIPTION), **language})
    await api.call("setMyShortDescription", {"short_description": _.plain(SHORT_DESCRIPTION), **language})
