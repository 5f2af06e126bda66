"""A large mission is loaded while the bot is at work: nobody waits for all of it, and it is the same in the end."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import func, select

from missions.loading import apply, apply_in_parts, parse
from missions.loading.apply import in_parts
from storage.database import Database
from storage.tables import CuratedPair, Delegate, FileEntry, Organisation

ROOT = Path(__file__).parents[3]
HEAD = """\
[mission]
key = "large"
title = { en = "Large" }
time_zone = "Europe/Madrid"
starts_on = 2027-07-12
ends_on = 2027-07-12
default_language = "en"

[[delegations]]
key = "one"
title = { en = "One" }
country = "MA"

[[delegations]]
key = "other"
title = { en = "Other" }
country = "ES"
"""
DELEGATE = """
[[delegates]]
name = "Delegate {number}"
organisation = "Firm {firm}"
kind = "company"
delegation = "{side}"
offer = "Water {number}"
languages = ["en"]
"""


def mission(count: int) -> str:
    return HEAD + "".join(
        DELEGATE.format(number=number, firm=number // 3, side="one" if number % 2 else "other")
        for number in range(count)
    )


async def counts(database: Database) -> list[int]:
    async with database.reading() as session:
        return [
            (await session.exec(select(func.count()).select_from(table))).one()
            for table in (Delegate, Organisation, FileEntry, CuratedPair)
        ]


async def test_in_parts_it_is_what_it_is_in_one(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_parts, "SMALL", 10)
    monkeypatch.setattr(in_parts, "MOST", 7)
    monkeypatch.setattr(in_parts, "FIRST", 7)
    monkeypatch.setattr(in_parts, "REST_SECONDS", 0.0)
    first = await apply_in_parts(database, parse(mission(30)))
    assert (first.created["delegate"], first.created["organisation"]) == (30, 10)
    in_parts_counts = await counts(database)
    async with database.unit() as session:
        again = await apply(session, parse(mission(30)))
        assert not again.changed_anything
    assert await counts(database) == in_parts_counts

    fewer = await apply_in_parts(database, parse(mission(25).replace("Water 3", "Wind 3")))
    assert fewer.delegates_not_in_file == 5
    assert fewer.changed["delegate"] == 1
    assert not (await apply_in_parts(database, parse(mission(25).replace("Water 3", "Wind 3")))).changed_anything


@pytest.mark.slow
async def test_no_other_writer_waits_for_all_of_it(tmp_path: Path) -> None:
    file, url = tmp_path / "large.toml", tmp_path / "wasl.db"
    file.write_text(mission(1500))
    environment = {**os.environ, "WASL_DATABASE_URL": f"sqlite:///{url}"}
    made = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "db", "upgrade", cwd=ROOT, env=environment)
    assert await made.wait() == 0
    loading = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "mission", "load", str(file)), cwd=ROOT, env=environment
    )
    ended = asyncio.ensure_future(loading.wait())
    waits: list[float] = []

    def write() -> None:
        with closing(sqlite3.connect(url, timeout=60, isolation_level=None)) as connection:
            began = time.monotonic()
            connection.execute("BEGIN IMMEDIATE")
            waits.append(time.monotonic() - began)
            connection.execute("ROLLBACK")

    while not ended.done():
        await asyncio.to_thread(write)
        await asyncio.sleep(0.005)
    assert await ended == 0
    waited = [wait for wait in waits if wait > 0.01]
    assert len(waited) >= 5, "it was loaded in parts"
    assert max(waited) < sum(waited) / 3


@pytest.mark.slow
async def test_a_load_that_was_killed_is_completed_by_the_next_one(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "large.toml"
    file.write_text(mission(1500))
    command = (sys.executable, "-m", "bot", "mission", "load", str(file))
    environment = {**os.environ, "WASL_DATABASE_URL": database.url}
    loading = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environment)
    while (await counts(database))[0] == 0:  # noqa: ASYNC110 - it is told to nobody
        await asyncio.sleep(0.01)
    loading.kill()
    await loading.wait()

    delegates, _organisations, entries, _pairs = await counts(database)
    assert 0 < delegates < 1500
    # Each part is there with all that belongs to it, or not at all.
    async with database.reading() as session:
        kept = select(func.count()).select_from(FileEntry).where(FileEntry.kind == "delegate")
        assert (await session.exec(kept)).one() == delegates
    report = await apply_in_parts(database, parse(mission(1500)))
    assert report.created["delegate"] == 1500 - delegates
    assert report.unchanged["delegate"] == delegates
    assert (await counts(database))[:3] == [1500, 500, 2003]
    assert entries < 2003
    assert not (await apply_in_parts(database, parse(mission(1500)))).changed_anything
