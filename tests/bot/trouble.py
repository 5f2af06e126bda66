"""Trouble that a real database makes: statements that fail, and transactions that wait."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text

from storage.database import Database
from tests.engines import administer


async def execute(database: Database, *statements: str) -> None:
    async with database.transaction() as transaction:
        for statement in statements:
            await transaction.connection.execute(text(statement))


@asynccontextmanager
async def unsayable(database: Database, chat_id: int, part: str) -> AsyncIterator[None]:
    """Nothing with this part in its parameters can be put in the outbox for a chat; the error quotes what it was."""
    condition = f"NEW.chat_id = {chat_id} AND CAST(NEW.params AS text) LIKE '%{part}%'"
    if database.is_sqlite:
        await execute(
            database,
            f"CREATE TRIGGER unsayable BEFORE INSERT ON outbox WHEN {condition} "
            "BEGIN SELECT RAISE(ABORT, 'Zoubida said something'); END",
        )
    else:
        await _postgresql_trigger(database, f"IF {condition} THEN RAISE EXCEPTION 'Zoubida said %', NEW.params; END IF")
    try:
        yield
    finally:
        await execute(database, "DROP TRIGGER unsayable" + ("" if database.is_sqlite else " ON outbox"))


@asynccontextmanager
async def stumbling(database: Database, chat_id: int, times: int, stumble: str) -> AsyncIterator[None]:
    """PostgreSQL: the first so many attempts to post something to a chat end in a PL/pgSQL statement."""
    await execute(database, "CREATE SEQUENCE stumbles")  # what nextval gives is not taken back by a rollback
    condition = f"NEW.chat_id = {chat_id} AND nextval('stumbles') <= {times}"
    await _postgresql_trigger(database, f"IF {condition} THEN {stumble}; END IF")
    try:
        yield
    finally:
        await execute(database, "DROP TRIGGER unsayable ON outbox", "DROP SEQUENCE stumbles")


@asynccontextmanager
async def held_up(database: Database) -> AsyncIterator[None]:
    """The bot can count no update, and so commit none, until the block ends."""
    async with database.transaction() as transaction:
        if not database.is_sqlite:
            await transaction.connection.execute(text("LOCK TABLE processed_update IN ACCESS EXCLUSIVE MODE"))
        yield


async def _postgresql_trigger(database: Database, body: str) -> None:
    await execute(
        database,
        f"CREATE OR REPLACE FUNCTION unsayable() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {body}; RETURN NEW; END $$",
        "CREATE TRIGGER unsayable BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION unsayable()",
    )


async def allow_connections(name: str, *, allowed: bool) -> None:
    """Send everyone out of a database and keep them out, or let them in again."""
    await administer(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {allowed}")
    if not allowed:
        everyone = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
        await administer(f"{everyone}'{name}'")
