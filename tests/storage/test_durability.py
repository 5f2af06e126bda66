"""What is acknowledged outlives a crash: asked for on each connection, whatever the server or the file had before."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from bot.doctor import database as doctor
from bot.settings import Settings
from storage.database import Database
from tests.engines import administer


async def setting(database: Database, ask: str) -> str:
    async with database.transaction() as transaction:
        return str((await transaction.connection.execute(text(ask))).scalar())


@pytest.mark.parametrize("engine_name", ["postgresql"])
@pytest.mark.parametrize(("before", "after"), [("off", "on"), ("local", "on"), ("remote_apply", "remote_apply")])
async def test_commits_wait_for_the_disk_whatever_the_server_is_told(
    database_url: str, before: str, after: str
) -> None:
    await administer(f"ALTER DATABASE {urlsplit(database_url).path[1:]} SET synchronous_commit = '{before}'")
    for idle_seconds in (None, 5.0):
        database = Database(database_url, idle_seconds=idle_seconds)
        assert await setting(database, "SHOW synchronous_commit") == after
        await database.close()


async def test_the_doctor_says_how_the_database_really_runs(database_url: str) -> None:
    found = {finding.part: finding for finding in await doctor.examine(Settings(database_url=database_url))}
    if database_url.startswith("sqlite"):
        assert found["durability"].verdict == "ok"
    else:  # the server of the tests does without
        assert found["durability"].said == "a crash may lose what was acknowledged: fsync is off"


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_what_is_erased_is_overwritten(database: Database) -> None:
    assert await setting(database, "PRAGMA secure_delete") == "1"
    assert await setting(database, "PRAGMA synchronous") == "2"
    assert await setting(database, "PRAGMA journal_mode") == "wal"
