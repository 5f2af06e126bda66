"""The list of commands that an organiser's chat offers: everyone's, and /desk."""

from __future__ import annotations

from aiogram.methods import SetMyCommands
from aiogram.types import BotCommand, BotCommandScopeChat
from sqlalchemy import delete
from sqlmodel import col

from handlers.core.outbox import Outbox
from handlers.menu.commands import ORGANISERS_COMMANDS
from locales import Texts
from storage.outbox import claim_notice
from storage.tables import Notice, Person


async def offer_commands(outbox: Outbox, person: Person, chat_id: int, _: Texts) -> None:
    """Tell Telegram, once for each language the organiser chooses."""
    told = f"commands:desk:person={person.id}"
    if not await claim_notice(outbox.session, f"{told}:{_.language.code}"):
        return
    others = col(Notice.key).startswith(f"{told}:") & (col(Notice.key) != f"{told}:{_.language.code}")
    await outbox.session.exec(delete(Notice).where(others))
    commands = [BotCommand(command=name, description=_.plain(text)) for name, text in ORGANISERS_COMMANDS.items()]
    await outbox.post(SetMyCommands(commands=commands, scope=BotCommandScopeChat(chat_id=chat_id)))
