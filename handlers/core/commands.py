"""The commands that Telegram's menu offers; each journey answers its own."""

from __future__ import annotations

from aiogram.methods import SetMyCommands
from aiogram.types import BotCommand, BotCommandScopeChat
from sqlalchemy import delete
from sqlmodel import col

from handlers.core.outbox import Outbox
from locales import N_, Texts
from storage.outbox import claim_notice
from storage.tables import Person, PostedNotice

COMMANDS = {
    "menu": N_("What you can do here"),
    "people": N_("Whom to meet"),
    "directory": N_("Directory: who takes part"),
    "requests": N_("Meeting requests"),
    "agenda": N_("My agenda"),
    "profile": N_("My profile"),
    "language": N_("Change the language"),
    "privacy": N_("My data: see, export, erase"),
    "help": N_("Help"),
    "cancel": N_("Stop what is being asked"),
}

ORGANISERS_COMMANDS = {
    "desk": N_("Organisers’ desk"),
    "changes": N_("Move a meeting, a table or a venue"),
    **COMMANDS,
}


async def offer_commands(outbox: Outbox, person: Person, chat_id: int, _: Texts) -> None:
    """Tell Telegram, once for each language the organiser chooses."""
    told = f"commands:desk:person={person.id}"
    if not await claim_notice(outbox.session, f"{told}:{_.language.code}"):
        return
    others = col(PostedNotice.key).startswith(f"{told}:") & (col(PostedNotice.key) != f"{told}:{_.language.code}")
    await outbox.session.exec(delete(PostedNotice).where(others))
    commands = [BotCommand(command=name, description=_.plain(text)) for name, text in ORGANISERS_COMMANDS.items()]
    await outbox.post(SetMyCommands(commands=commands, scope=BotCommandScopeChat(chat_id=chat_id)))
