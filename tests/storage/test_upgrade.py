"""A database that has been in use is upgraded by one of those who start, whole or not at all."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from aiogram.filters.callback_data import CallbackData
from sqlalchemy import event, inspect, text
from sqlmodel import SQLModel, select

from missions.changes import Place
from missions.registration.profile_draft import ProfileDraft
from missions.timetables.draft_plan import TimetableDraft
from storage import backup, schema
from storage.database import Database
from storage.tables.base import utc_now
from tests import forked

OLD = Path(__file__).parent / "as_of_0001.wasl.gz"
"""A mission as version 0001 left it when it was killed: delegates, half a registration, messages that wait."""
FULL = Path(__file__).parent / "as_of_0003.wasl.gz"
"""The demonstration's mission as version 0003 (commit 41b12e6) had it, with a row at least in every table."""
STARTING = 2


async def put_old(url: str, path: Path = OLD) -> dict[str, int]:
    """Make a database of that version with everything in it; its rows by table."""
    database = Database(url)
    header = backup.check(path)
    async with database.rebuilding() as connection:
        await connection.run_sync(backup.put, path, header)
    await database.close()
    return header.rows


async def counted(database: Database, tables: list[str]) -> dict[str, int]:
    async with database.reading() as session:
        connection = await session.connection()
        counts = [await connection.execute(text(f"SELECT count(*) FROM {table}")) for table in tables]  # noqa: S608
        return {table: count.scalar_one() for table, count in zip(tables, counts, strict=True)}


@pytest.mark.parametrize("path", [OLD, FULL], ids=["0001", "0003"])
async def test_nothing_is_lost_by_an_upgrade(empty_url: str, path: Path) -> None:
    before = await put_old(empty_url, path)
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


async def test_all_that_an_upgrade_keeps_can_be_read_and_pressed(empty_url: str) -> None:
    """Every row of every table, what is kept as JSON, an update that waits, and the buttons of unsent messages."""
    before = await put_old(empty_url, FULL)
    database = Database(empty_url)
    async with database.transaction() as transaction:
        await transaction.connection.execute(
            text("INSERT INTO waiting_update (update_id, sender, payload, arrived_at) VALUES (99, 1, '{}', :at)"),
            {"at": "2026-11-30 09:00:00" if database.is_sqlite else utc_now()},
        )
    await schema.upgrade(database)

    async with database.reading() as session:
        kinds = [mapper.class_ for mapper in SQLModel._sa_registry.mappers]
        rows = {kind.__tablename__: (await session.exec(select(kind))).all() for kind in kinds}
    await database.close()
    assert {name: len(found) for name, found in rows.items() if name in before} == before
    assert all(rows[name] for name in before), "the old version kept nothing in some of its tables"
    [draft] = [ProfileDraft.read(row.data["draft"]) for row in rows["conversation"]]
    assert draft.name == "Nadia"
    [receipt] = rows["change_receipt"]
    assert [Place.from_json(move["after"]).table for move in receipt.moves] == ["1"]
    assert [TimetableDraft.from_json(row.plan).status for row in rows["timetable"]] == ["optimal"]
    pressed = {data for row in rows["outbox"] for data in callbacks(row.params)}
    assert len(pressed) > 15
    for data in pressed:
        [kind] = [each for each in buttons() if each.__prefix__ == data.split(each.__separator__)[0]]
        assert kind.unpack(data).pack() == data


def callbacks(params: object) -> Iterator[str]:
    """The callback data in a call's parameters."""
    if isinstance(params, dict):
        yield from (data for data in [params.get("callback_data")] if data)
        params = list(params.values())
    if isinstance(params, list):
        for each in params:
            yield from callbacks(each)


def buttons() -> list[type[CallbackData]]:
    """Every kind of button that the handlers know."""
    import_module("handlers.dispatcher")  # with all its routers
    return [kind for kind in CallbackData.__subclasses__() if kind.__module__.startswith("handlers.")]


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
