"""The commands that Telegram's menu offers; each journey answers its own."""

from __future__ import annotations

from sqlalchemy import delete
from sqlmodel import col

from handlers.core import telegram_channel
from handlers.core.outbox import Outbox
from handlers.views.commands import COMMANDS, ORGANISERS_COMMANDS
from handlers.views.message import NeutralMessage
from locales import Texts
from storage.database import UnitSession
from storage.outbox import claim_notice
from storage.tables import Lane, Person, PostedNotice

__all__ = ["COMMANDS", "ORGANISERS_COMMANDS", "newly_offered", "offer_commands"]


async def offer_commands(outbox: Outbox, person: Person, chat_id: int, _: Texts) -> None:
    """Tell Telegram, once for each language the organiser chooses."""
    commands = await newly_offered(outbox.session, person, _)
    if commands:
        await telegram_channel.post(outbox, chat_id, _, NeutralMessage(commands=commands, lane=Lane.REPLY))


async def newly_offered(session: UnitSession, person: Person, _: Texts) -> dict[str, str]:
    """The commands of an organiser, once for each language that they choose."""
    told = f"commands:desk:person={person.id}"
    if not await claim_notice(session, f"{told}:{_.language.code}"):
        return {}
    others = col(PostedNotice.key).startswith(f"{told}:") & (col(PostedNotice.key) != f"{told}:{_.language.code}")
    await session.exec(delete(PostedNotice).where(others))
    return {name: _.plain(text) for name, text in ORGANISERS_COMMANDS.items()}
