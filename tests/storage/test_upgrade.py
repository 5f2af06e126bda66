"""A database that has been in use is upgraded by one of those who start, whole or not at all."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, inspect, text

from storage import backup, schema
from storage.database import Database
from tests import forked

OLD = Path(__file__).parent / "as_of_0001.wasl.gz"
"""A mission as version 0001 left it when it was killed: delegates, half a registration, messages that wait."""
STARTING = 2


async def put_old(url: str) -> dict[str, int]:
    """Make a database of version 0001 with everything in it; its rows by table."""
    database = Database(url)
    header = backup.check(OLD)
    async with database.rebuilding() as connection:
        await connection.run_sync(backup.put, OLD, header)
    await database.close()
    return header.rows


async def counted(database: Database, tables: list[str]) -> dict[str, int]:
    async with database.reading() as session:
        connection = await session.connection()
        counts = [await connection.execute(text(f"SELECT count(*) FROM {table}")) for table in tables]  # noqa: S608
        return {table: count.scalar_one() for table, count in zip(tables, counts, strict=True)}


async def test_nothing_is_lost_by_an_upgrade(empty_url: str) -> None:
    before = await put_old(empty_url)
    database = Database(empty_url)
    assert await schema.standing(database) is schema.SchemaState.OLDER

    await schema.upgrade(database)

    assert await schema.standing(database) is schema.SchemaState.OURS
    assert await schema.differences(database) == []
    assert await counted(database, list(before)) == before
    if database.is_sqlite:  # references are looked at again
        async with database.transaction() as transaction:
            assert (await transaction.connection.execute(text("PRAGMA foreign_keys"))).scalar() == 1
    await database.close()


@pytest.mark.parametrize("at", [3, 25])
async def test_an_interrupted_upgrade_leaves_the_old_schema(empty_url: str, at: int) -> None:
    """Killed before its nth change; then upgraded as if nothing had been."""
    before = await put_old(empty_url)
    dying = forked.context.Process(target=_upgrade_and_die, args=(empty_url, at))
    dying.start()
    await asyncio.to_thread(dying.join)
    assert dying.exitcode == -signal.SIGKILL

    database = Database(empty_url)
    assert await schema.standing(database) is schema.SchemaState.OLDER
    async with database.reading() as session:
        tables = await (await session.connection()).run_sync(lambda connection: inspect(connection).get_table_names())
    assert set(tables) - {"alembic_version"} == set(before)
    await schema.upgrade(database)
    assert await counted(database, list(before)) == before
    await database.close()


@pytest.mark.parametrize("old", [True, False])
async def test_of_several_that_start_at_once_one_upgrades(empty_url: str, old: bool) -> None:
    before = await put_old(empty_url) if old else {}
    starting = [forked.context.Process(target=_upgrade, args=(empty_url,)) for _ in range(STARTING)]
    for process in starting:
        process.start()
    for process in starting:
        await asyncio.to_thread(process.join)
    assert [process.exitcode for process in starting] == [0] * STARTING

    database = Database(empty_url)
    assert await schema.differences(database) == []
    assert await counted(database, list(before)) == before
    await database.close()


def _upgrade(url: str) -> None:
    asyncio.run(_bring_up(url))


def _upgrade_and_die(url: str, at: int) -> None:
    changes = 0

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: object) -> None:  # noqa: ANN401 - SQLAlchemy's
        nonlocal changes
        changes += statement.lstrip().startswith(("CREATE", "ALTER", "DROP", "INSERT", "UPDATE"))
        if changes == at:
            os.kill(os.getpid(), signal.SIGKILL)

    asyncio.run(_bring_up(url, count))


async def _bring_up(url: str, before_each: Any = None) -> None:  # noqa: ANN401 - SQLAlchemy's
    database = Database(url)
    if before_each is not None:
        event.listen(database.engine.sync_engine, "before_cursor_execute", before_each)
    await schema.upgrade(database)
    await database.close()
