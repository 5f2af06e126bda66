"""Whose database this is: numbers of updates, chats and buttons are those of one bot, whatever its token is today."""

from __future__ import annotations

from sqlmodel import col, select

from bot.settings import SettingsInvalid
from storage.database import UnitSession
from storage.tables import Installation, ProcessedUpdate
from storage.tables.installation import ONLY
from storage.upsert import insert_missing


class AnotherBot(SettingsInvalid):
    """The token is another bot's than the one that this database serves."""


async def claim(session: UnitSession, bot_id: int) -> None:
    """Make sure that the database serves this bot; one that serves none yet does from now on.

    Raises:
        AnotherBot: it serves another one.
    """
    await insert_missing(session, Installation, {"id": ONLY})
    installation = await session.get_one(Installation, ONLY, with_for_update=True)
    if installation.bot_id is None:
        installation.bot_id = await _served_so_far(session) or bot_id
        session.add(installation)
    if installation.bot_id != bot_id:
        raise AnotherBot(
            f"WASL_BOT_TOKEN is of bot {bot_id}, and this database serves bot {installation.bot_id}: use a token of "
            "that bot (@BotFather gives a new one), or another WASL_DATABASE_URL for the new bot"
        )


async def _served_so_far(session: UnitSession) -> int | None:
    """Whose updates a database has taken that was begun before it was written down whose it is."""
    newest = select(ProcessedUpdate.bot_id).order_by(col(ProcessedUpdate.processed_at).desc()).limit(1)
    return (await session.exec(newest)).first()
