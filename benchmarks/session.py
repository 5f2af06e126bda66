"""A session that many attend is moved: when each has read so, when their cards follow, and what taps wait meanwhile."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

from sqlmodel import col, func, select

from benchmarks import crowded, databases, tapping
from missions.changes import move_session
from storage.database import Database
from storage.tables import Lane, Mission, OutboxRow, OutboxState, ProgrammeSession
from tests.people import Sandbox
from tests.wasl import Wasl

SHORT, LONG = 200, 800
PROMISED = 40.0
"""Seconds until the first line has reached 800."""
CHATS = 20
PAUSE_SECONDS = 0.2
ALONE_SECONDS = 15.0


async def run(*, full: bool) -> None:
    people = LONG if full else SHORT
    print(f"A session of {people} is moved: SQLite, everything in one process, 25 a second for bulk, 30 in all")
    async with (
        databases.address("sqlite") as url,
        Sandbox() as sandbox,
        Wasl(sandbox, url, matching="off", pace="telegram"),
    ):
        attending = [await sandbox.add_person(f"Delegate {number}", language_code="fr") for number in range(people)]
        crowd = [await sandbox.add_person(f"Tapping {number}", language_code="fr") for number in range(CHATS)]
        for each in (*crowd, *attending):
            await each.start(answered=True)
        database = Database(url)
        await crowded.fill(database, people, known=[each.id for each in attending])
        # Each has their day, as a card that follows it.
        for each in attending:
            await each.say("/agenda")
            await each.expect("Great hall")
        await databases.until_sent(database, look_seconds=0.5)
        alone = await tapping.until(asyncio.sleep(ALONE_SECONDS), crowd, PAUSE_SECONDS)
        moved: list[float] = []
        beside = await tapping.until(_moved(database, people, moved), crowd, PAUSE_SECONDS)
        told, followed = moved
        kept = "kept" if told <= PROMISED * people / LONG + 1 else "NOT KEPT"
        print(f"  the first line has reached all {told:.1f} s after ({kept}), their cards follow by {followed:.1f} s")
        tapping.show("alone", alone)
        tapping.show("beside", beside)
        await database.close()


async def _moved(database: Database, people: int, took: list[float]) -> None:
    """Seconds from the commit until everyone has been sent the change, and until nothing waits."""
    async with database.unit() as session:
        row = (await session.exec(select(ProgrammeSession).order_by(col(ProgrammeSession.id)).limit(1))).one()
        before = await move_session.place_of(session, row)
        row.starts_at, row.ends_at = row.starts_at + timedelta(hours=1), row.ends_at + timedelta(hours=1)
        last = (await session.exec(select(func.max(OutboxRow.id)))).one()
        await move_session.note_move(session, await session.get_one(Mission, row.mission_id), row, before, None)
    began = time.monotonic()
    sent = select(func.count()).where(
        OutboxRow.state == OutboxState.SENT,
        OutboxRow.lane == Lane.CHANGE,
        OutboxRow.method == "sendMessage",
        col(OutboxRow.id) > last,
    )
    while True:
        async with database.reading() as session:
            if (await session.exec(sent)).one() >= people:
                break
        await asyncio.sleep(0.2)
    took.append(time.monotonic() - began)
    await asyncio.sleep(2)  # a tick: cards are found stale
    await databases.until_sent(database, look_seconds=0.5)
    took.append(time.monotonic() - began)
