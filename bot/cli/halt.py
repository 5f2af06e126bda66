"""wasl halt: until when Telegram has halted all messages, and its end by an operator's word."""

from __future__ import annotations

from datetime import datetime

from bot.exits import CannotRun
from missions.audit import record
from storage import chat_halts, rate_halt, schema
from storage.database import Database


async def show(url: str) -> int:
    """Print until when it holds."""
    database = Database(url)
    try:
        if await schema.standing(database) is not schema.SchemaState.OURS:
            raise CannotRun("the database is not of this version of Wasl: wasl db upgrade")
        async with database.reading() as session:
            until = await rate_halt.until(await session.connection())
            chats = await chat_halts.count(await session.connection())
    finally:
        await database.close()
    print(_told(until, chats))
    return 0


def _told(until: datetime | None, chats: int) -> str:
    if until is not None:
        return f"Halted until {until:%Y-%m-%d %H:%M:%S} UTC."
    return f"{chats} chats are halted alone; all others are not." if chats else "Nothing is halted."


async def lift(url: str) -> int:
    """End all halts. The courier at work sees it within a second or two."""
    database = Database(url)
    try:
        if await schema.standing(database) is not schema.SchemaState.OURS:
            raise CannotRun("the database is not of this version of Wasl: wasl db upgrade")
        async with database.unit() as session:
            await rate_halt.lift(await session.connection(), session.now)
            await chat_halts.lift(await session.connection())
            record(session, None, None, "halt.lift", "outbox")
    finally:
        await database.close()
    print("Lifted. Messages leave again, one by one, unless Telegram refuses them anew.")
    return 0
