"""A backup is made while the bot is at work, restored into the other engine, and nothing in it is sent by itself."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select, update

from storage.database import Database
from storage.outbox import post
from storage.tables import Announcement, AnnouncementState, Mission, OutboxRow, OutboxState
from storage.tables.base import utc_now
from tests import engines
from tests.handlers.registration.kit import OWNER
from tests.people import Person, Sandbox
from tests.wasl import Wasl

CROWD = 6
OTHERS = ("answerCallbackQuery", "sendChatAction")
OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}


@pytest.mark.slow
@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
async def test_back_up_under_load_and_restore_into_the_other_engine(
    engine_name: str, empty_url: str, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    file = tmp_path / "wasl.gz"
    async with (
        Sandbox() as sandbox,
        Wasl(sandbox, empty_url, owner_ids=(OWNER,), start=False) as wasl,
        engines.new_database(OTHER[engine_name], tmp_path / "elsewhere", empty=True) as elsewhere,
    ):
        await wasl.load("malaga")
        await wasl.start()
        salma = sandbox.person(OWNER)
        await salma.start(answered=True)
        crowd = [await sandbox.add_person(f"Delegate {number}", language_code="fr") for number in range(CROWD)]
        for person in crowd:
            await person.start(answered=True)
        async with tapping(crowd):
            for number in range(3):
                code, told, errors = await wasl.command("db", "backup", str(tmp_path / f"load{number}.gz"))
                assert code == 0, errors
                assert "personal data" in told
        assert_consistent(tmp_path / "load2.gz")

        await sandbox.fault("sendMessage", "502", times=-1)
        for person in crowd:
            await person.say("/help")
        await sandbox.acknowledged()
        await wasl.kill()
        await make_ready_for_the_past(empty_url, expired=crowd[0])
        assert (await wasl.command("db", "backup", str(file)))[0] == 0
        assert file.stat().st_mode & 0o077 == 0
        refused = f"{file} exists already: a backup is never written over another\n"
        assert await wasl.command("db", "backup", str(file)) == (1, "", refused)
        await sandbox.clear_faults()
        async with Wasl(sandbox, elsewhere, owner_ids=(OWNER,), start=False) as anew:
            await restore(anew, file)
            await review(anew, crowd)


async def restore(anew: Wasl, file: Path) -> None:
    """Into the other engine: everything is there, but what was to be sent is held."""
    code, told, errors = await anew.command("db", "restore", str(file))
    assert code == 0, errors
    assert f"{CROWD} messages that waited to be sent then are held" in told
    assert "2 announcements were stopped, or are drafts again" in told
    again = "the database is not empty: a backup is restored into an empty one only\n"
    assert await anew.command("db", "restore", str(file)) == (1, "", again)

    copy = file.with_name("copy.gz")
    assert (await anew.command("db", "backup", str(copy)))[0] == 0
    then, now = read(file), read(copy)
    states = {state: sum(row["state"] == state for row in now["outbox"]) for state in ("pending", "held", "dropped")}
    assert states == {"pending": 0, "held": CROWD, "dropped": len(OTHERS)}
    assert sorted(row["state"] for row in now["announcement"]) == ["draft", "stopped"]
    for changed in ("outbox", "announcement", "installation", "audit", "touched"):
        assert len(then.pop(changed)) <= len(now.pop(changed))
    assert now == then


async def review(anew: Wasl, crowd: list[Person]) -> None:
    """The mission goes on; what is held is listed without its words, and goes out once when it is released."""
    before = {person.id: len(person.screen) for person in crowd}
    await anew.start()
    await anew.sandbox.person(OWNER).expect("Données restaurées", "depuis une sauvegarde", f"{CROWD} messages")
    await crowd[0].say("/cancel")
    await crowd[0].expect("/menu")
    assert [len(person.screen) - before[person.id] for person in crowd[1:]] == [0] * (CROWD - 1)

    code, listed, _ = await anew.command("held", "list")
    lines = listed.splitlines()
    assert (code, len(lines)) == (0, CROWD)
    assert sum(line.endswith("\texpired") for line in lines) == 1
    assert all("\treply\tsendMessage\tperson " in line for line in lines)
    number = await row_for(anew.database_url, crowd[1])
    assert await anew.command("held", "drop", str(number)) == (0, "1 were dropped.\n", "")
    assert (await anew.command("held", "release", str(number)))[0] == 2
    assert await anew.command("held", "release") == (0, f"{CROWD - 1} will be sent.\n", "")
    for person in crowd[2:]:
        await person.expect("/menu")
    for person in crowd[1:]:
        await person.say("/cancel", answered=True)
    # The tap and its answer, and what was released.
    # The courier dropped what had expired.
    assert [len(person.screen) - before[person.id] for person in crowd] == [2, 2] + [3] * (CROWD - 2)
    assert (await anew.command("held", "list"))[1] == "Nothing is held.\n"


@asynccontextmanager
async def tapping(crowd: list[Person]) -> AsyncIterator[None]:
    """Everybody goes on tapping until the block ends."""

    enough = asyncio.Event()

    async def tap(person: Person) -> None:
        while not enough.is_set():
            await person.say("/cancel", answered=True)

    taps = [asyncio.create_task(tap(person)) for person in crowd]
    try:
        yield
    finally:
        enough.set()
        await asyncio.gather(*taps)


async def make_ready_for_the_past(url: str, expired: Person) -> None:
    """One message that has expired, calls that nobody waits for, an announcement under way, one whose hour has come."""
    number = await row_for(url, expired)
    database = Database(url)
    async with database.unit() as session:
        pending = col(OutboxRow.state) == OutboxState.PENDING
        await session.exec(
            update(OutboxRow).where(pending, col(OutboxRow.method) != "sendMessage").values(state="sent")
        )
        (await session.get_one(OutboxRow, number)).expires_at = utc_now() - timedelta(minutes=1)
        for method in OTHERS:
            await post(session, method, {})
        mission = (await session.exec(select(Mission))).one()
        for state in (AnnouncementState.SENDING, AnnouncementState.SCHEDULED):
            session.add(Announcement(mission_id=mission.id, state=state, send_at=utc_now() - timedelta(hours=1)))
    await database.close()


async def row_for(url: str, person: Person) -> int:
    """The last row of the outbox for someone."""
    database = Database(url)
    async with database.reading() as session:
        rows = select(OutboxRow.id).where(OutboxRow.chat_id == person.id).order_by(col(OutboxRow.id).desc())
        number = (await session.exec(rows)).first()
    await database.close()
    assert number is not None
    return number


def assert_consistent(file: Path) -> None:
    """Of each tap the backup has all that it led to, or nothing."""
    tables = read(file)
    taken = {f"u{row['update_id']}" for row in tables["processed_update"]}
    answered = {row["trace"] for row in tables["outbox"] if row["trace"].startswith("u")}
    assert answered == taken
    assert len(answered) > 2 * CROWD


def read(file: Path) -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = {}
    table, columns = "", list[str]()
    with gzip.open(file, "rt") as lines:
        for line in map(json.loads, lines):
            if isinstance(line, list):
                tables[table].append(dict(zip(columns, line, strict=True)))
            elif "table" in line:
                table, columns = line["table"], line["columns"]
                tables[table] = []
    return tables
