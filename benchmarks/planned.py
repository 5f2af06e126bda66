"""A mission of 500 people in the database: publishing its timetable in chunks, and confirming one meeting more beside.

What counts of publishing is how long one commit holds SQLite's only place to write: no tap waits longer for it.
"""

from __future__ import annotations

import time
from random import Random
from statistics import median

from sqlmodel import col, select

from benchmarks import databases
from benchmarks.invented import Size
from benchmarks.pairs import percentile
from benchmarks.planned_mission import fill
from missions.meetings import agreeing, availability, openings, requests
from missions.meetings.states import open_between
from missions.timetables import publish, publish_job
from storage.database import Database
from storage.tables import Delegate, Mission, Person, Timetable, TimetableState

SIZE = Size(500, 1500, tables=60)
SHORT, LONG = 40, 400


async def run(*, full: bool) -> None:
    for engine in databases.ENGINES:
        async with databases.fresh(engine) as database:
            row_id = await fill(database, SIZE, seconds=4)
            await _published(database, engine, row_id)
            for open_time in (False, True):
                await _confirmed(database, engine, LONG if full else SHORT, open_time=open_time)


async def _published(database: Database, engine: str, row_id: int) -> None:
    async with database.unit() as session:
        row = await session.get_one(Timetable, row_id)
        shown = await publish.foresee(session, await session.get_one(Mission, row.mission_id), row)
    began = time.perf_counter()
    async with database.unit() as session:
        owner = (await session.exec(select(Person).where(Person.owner))).one()
        await publish.publish(session, owner, row_id, shown.fingerprint)
    tap, chunks, under_way = time.perf_counter() - began, [], True
    while under_way:
        began = time.perf_counter()
        async with database.unit() as session:
            await publish_job.go_on(session)
            row = await session.get_one(Timetable, row_id)
            under_way = row.state is TimetableState.PUBLISHING
        chunks.append(time.perf_counter() - began)
    held = f"{len(chunks)} chunks of {1000 * median(chunks):.0f} ms, the longest {1000 * max(chunks):.0f}"
    print(f"{engine:11} published {row.publishing['set']} of {SIZE.wishes}: the tap {1000 * tap:.0f} ms; {held}")


async def _confirmed(database: Database, engine: str, count: int, *, open_time: bool) -> None:
    """Pairs who have no meeting yet ask each other; only the confirmation is timed, commit included."""
    dice, tries = Random(3), 0  # noqa: S311 - the same pairs in each run
    took: list[float] = []
    async with database.reading() as session:
        ids = (await session.exec(select(Delegate.id).order_by(col(Delegate.id)))).all()
    while len(took) < count and tries < 60 * count:
        tries += 1
        meeting_id, person_id = await _asked(database, dice, *dice.sample(ids, 2), open_time=open_time)
        if not meeting_id:
            continue
        began = time.perf_counter()
        async with database.unit() as session:
            person = await session.get_one(Person, person_id)
            await agreeing.confirm(session, person, meeting_id, 1)
        took.append(1000 * (time.perf_counter() - began))
    what = "at any time" if open_time else "at one time"
    times = f"p50 {median(took):.1f} ms, p99 {percentile(took, 0.99):.1f} ms"
    print(f"{engine:11} confirmed {what}, {len(took)} times: {times}")


async def _asked(database: Database, dice: Random, one_id: int, other_id: int, *, open_time: bool) -> tuple[int, int]:
    """A request of the one to the other: its id, and who is to answer it; zeros where they cannot meet."""
    async with database.unit() as session:
        one, other = await session.get_one(Delegate, one_id), await session.get_one(Delegate, other_id)
        mission = await session.get_one(Mission, one.mission_id)
        free = await availability.free_for(session, mission, one, other)
        if not free or other.person_id is None or await open_between(session, one_id, other_id):
            return 0, 0
        slot_id = openings.ANY_TIME if open_time else dice.choice(free).id
        done = await requests.request(session, one, other_id, slot_id)
        return done.meeting.id, other.person_id
