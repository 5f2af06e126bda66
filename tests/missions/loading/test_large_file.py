"""A large mission is loaded while the bot is at work: nobody waits for all of it, and it is the same in the end."""

from __future__ import annotations

import asyncio
import os
import random
import re
import signal
import sqlite3
import sys
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlmodel import col, delete, func, select

from missions.loading import MissionFileInvalid, apply, apply_in_parts, parse
from missions.loading.apply import in_parts
from storage.database import Database
from storage.tables import CuratedPair, Delegate, Delegation, FileEntry, Mission, Organisation

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
PAIR = """
[[pairs]]
wish = "must"
between = ["Delegate {one}", "Delegate {other}"]
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


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty delegates are many."""
    for name, value in {"SMALL": 10, "MOST": 7, "FIRST": 7, "LEAST": 7, "READ": 11, "REST_SECONDS": 0.0}.items():
        monkeypatch.setattr(in_parts, name, value)


async def test_in_parts_it_is_what_it_is_in_one(database: Database, small_parts: None) -> None:
    del small_parts
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


async def test_what_is_as_it_was_is_only_read(database: Database, small_parts: None) -> None:
    del small_parts
    await apply_in_parts(database, parse(mission(30)))
    assert await writes(database, mission(30)) == 2, "the frame, and the end"
    assert await writes(database, mission(30).replace("Water 3", "Wind 3")) == 3


async def test_a_firm_is_named_as_the_file_names_it_first(database: Database, small_parts: None) -> None:
    """Whichever part its delegates are in: else each load would find that something has changed."""
    del small_parts
    text = mission(30) + DELEGATE.format(number=30, firm="0", side="one").replace("Firm 0", "FIRM 0")
    await apply_in_parts(database, parse(text))
    async with database.reading() as session:
        named = select(Organisation.name).where(col(Organisation.name_key) == "firm 0")
        assert (await session.exec(named)).one() == "Firm 0"
    assert not (await apply_in_parts(database, parse(text))).changed_anything


async def test_what_is_wrong_at_the_end_is_found_before_the_first_part(database: Database, small_parts: None) -> None:
    del small_parts
    await apply_in_parts(database, parse(mission(30)))
    async with database.unit() as session:
        moved = select(Delegate).where(Delegate.name == "Delegate 4")
        one = (await session.exec(select(Delegation.id).where(Delegation.key == "one"))).one()
        (await session.exec(moved)).one().delegation_id = one
    before = await state(database)
    without = mission(31).replace('key = "one"', 'key = "third"').replace('delegation = "one"', 'delegation = "third"')
    with pytest.raises(MissionFileInvalid, match=r'"one" is not in the file any more, but has delegates \(1\)'):
        await apply_in_parts(database, parse(without))
    assert await state(database) == before


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_between_two_parts_another_may_write(database: Database) -> None:
    seen: list[int] = []
    path = str(make_url(database.url).database)

    def write(_done: int) -> None:
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            seen.append(connection.execute("SELECT count(*) FROM delegate").fetchone()[0])
            connection.execute("ROLLBACK")

    await apply_in_parts(database, parse(mission(1500)), write)
    written = [later - earlier for earlier, later in pairwise([0, *seen])]
    assert sum(written) == 1500
    assert max(written) <= in_parts.MOST


@pytest.mark.parametrize("seed", range(3))
async def test_a_load_that_is_cut_short_anywhere_is_completed_by_the_next(
    database: Database, small_parts: None, seed: int
) -> None:
    """In the same state as if nothing had happened, from nothing and from an older file."""
    del small_parts
    chance = random.Random(seed)
    first = mission(30) + PAIR.format(one=1, other=2)
    second = mission(33).replace("Water 1", "Wind 1") + PAIR.format(one=3, other=4)
    whole = await unbroken(database, first, second)
    for text in (first, second):
        for _time in range(3):
            await cut_short(database, text, after=chance.randrange(1, 60))
        await apply_in_parts(database, parse(text))
    assert await state(database) == whole
    assert not (await apply_in_parts(database, parse(second))).changed_anything


@pytest.mark.slow
async def test_a_load_that_was_killed_is_completed_by_the_next_one(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "large.toml"
    file.write_text(mission(1500))
    loading = await at_the_first_rest(database, file)
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


@pytest.mark.slow
async def test_who_stops_it_reads_how_far_it_came(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "large.toml"
    file.write_text(mission(1001))
    loading = await at_the_first_rest(database, file)
    loading.send_signal(signal.SIGINT)
    _output, errors = await loading.communicate()
    # What is written may not be counted yet.
    said = r"large: cut short after (0|25) of 1001 delegates; load the file again to go on"
    assert re.search(said, errors.decode())
    assert loading.returncode


async def at_the_first_rest(database: Database, file: Path) -> asyncio.subprocess.Process:
    """A load that has written its first part, and waits for an hour.

    It takes a SIGINT: what a shell starts in the background, as these tests may be, ignores it.
    """
    load = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from missions.loading.apply import in_parts; in_parts.REST_SECONDS = 3600; "
        "from bot.cli.app import main; sys.argv = ['wasl', 'mission', 'load', sys.argv[1]]; main()"
    )
    loading = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", load, str(file)),
        cwd=ROOT,
        env={**os.environ, "WASL_DATABASE_URL": database.url},
        stderr=asyncio.subprocess.PIPE,
    )
    while (await counts(database))[0] == 0:
        assert loading.returncode is None
        await asyncio.sleep(0.01)
    return loading


class CutShortError(Exception):
    """What a kill is to the database."""


async def cut_short(database: Database, text: str, *, after: int) -> None:
    """Load it up to that statement, or whole if it takes fewer."""
    left = after

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise CutShortError

    event.listen(database.engine.sync_engine, "before_cursor_execute", count)
    try:
        await apply_in_parts(database, parse(text))
    except CutShortError:
        pass
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", count)


async def writes(database: Database, text: str) -> int:
    """How many transactions write something while it is loaded."""
    commits: list[None] = []

    def note(_connection: object) -> None:
        commits.append(None)

    event.listen(database.engine.sync_engine, "commit", note)
    try:
        await apply_in_parts(database, parse(text))
    finally:
        event.remove(database.engine.sync_engine, "commit", note)
    return len(commits)


async def unbroken(database: Database, *texts: str) -> dict[str, list[str]]:
    """What is there after all of them, and is taken away again."""
    for text in texts:
        await apply_in_parts(database, parse(text))
    found = await state(database)
    async with database.unit() as session:
        await session.exec(delete(Mission))
    return found


async def state(database: Database) -> dict[str, list[str]]:
    """All that a load writes, without numbers and instants."""
    async with database.reading() as session:
        people = await session.exec(
            select(Delegate, Organisation.name_key, Delegation.key).join(Organisation).join(Delegation)
        )
        aside = {"id", "mission_id", "organisation_id", "delegation_id", "created_at", "updated_at"}
        entry = {"id", "mission_id", "row_id"}
        keys = {each.id: each.file_key for each in await session.exec(select(Delegate))}
        return {
            "delegates": sorted(f"{each.model_dump(exclude=aside)} {firm} {side}" for each, firm, side in people),
            "firms": sorted(f"{each.name} {each.kind}" for each in await session.exec(select(Organisation))),
            "entries": sorted(f"{each.model_dump(exclude=entry)}" for each in await session.exec(select(FileEntry))),
            "pairs": sorted(
                f"{sorted(str(keys[number]) for number in (each.one_id, each.other_id))} {each.wish}"
                for each in await session.exec(select(CuratedPair))
            ),
            "delegations": sorted(each.key for each in await session.exec(select(Delegation))),
        }
