"""wasl halt: until when Telegram has halted all messages, and its end by an operator's word."""

from __future__ import annotations

from bot.exits import CannotRun
from missions.audit import record
from storage import rate_halt, schema
from storage.database import Database


async def show(url: str) -> int:
    """Print until when it holds."""
    database = Database(url)
    try:
        if await schema.standing(database) is not schema.SchemaState.OURS:
            raise CannotRun("the database is not of this version of Wasl: wasl db upgrade")
        async with database.reading() as session:
            until = await rate_halt.until(await session.connection())
    finally:
        await database.close()
    print("Nothing is halted." if until is None else f"Halted until {until:%Y-%m-%d %H:%M:%S} UTC.")
    return 0


async def lift(url: str) -> int:
    """End all halts. The courier at work sees it within a second or two."""
    database = Database(url)
    try:
        if await schema.standing(database) is not schema.SchemaState.OURS:
            raise CannotRun("the database is not of this version of Wasl: wasl db upgrade")
        async with database.unit() as session:
            await rate_halt.lift(await session.connection(), session.now)
            record(session, None, None, "halt.lift", "outbox")
    finally:
        await database.close()
    print("Lifted. Messages leave again, one by one, unless Telegram refuses them anew.")
    return 0
