"""Publishing a chunk at a time: what was begun is finished once, whatever people and processes do in between."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlmodel import col, select

from missions.errors import Refusal
from missions.jobs import Unfinished
from missions.meetings import endings, requests
from missions.meetings.notices import MeetingClosed
from missions.meetings.states import Taken
from missions.timetables import drafts, publish_job
from missions.timetables import publish as publishing
from missions.timetables.draft_plan import Seat, TimetableDraft
from missions.timetables.notices import agendas
from missions.timetables.problem import read
from missions.timetables.publish_job import PublishingProgressed
from missions.timetables.publish_moves import next_chunk
from missions.timetables.publish_state import Moving, Todo
from missions.timetables.wishes import wishes
from storage.database import Database, UnitSession
from storage.tables import (
    DelegateStatus,
    Meeting,
    MeetingState,
    Mission,
    Person,
    Timetable,
    TimetableKind,
    TimetableState,
)
from tests.missions.meetings.races import Work, at_once, confirming
from tests.missions.proposals.fair import Fair, check, fair
from tests.missions.stage import NOON, Stage, staged
from tests.missions.timetables.drafting import drafted, interested, organiser

SIDE = 8
"""Hosts, guests, tables and slots: everybody meets everybody of the other side, in 64 meetings."""


async def everybody(stage: Stage) -> tuple[Fair, list[Seat]]:
    market = await fair(stage, hosts=SIDE, guests=SIDE, slots=SIDE + 1, tables=SIDE)
    seats = []
    for number in range(SIDE * SIDE):
        host, turn = divmod(number, SIDE)
        pair = await interested(market, host, (host + turn) % SIDE)
        seats.append(Seat(pair, market.slots[turn].id, market.tables[host].id))
    return market, seats


async def begun(market: Fair, by: Person, seats: Sequence[Seat]) -> Timetable:
    """Published by a press that leaves it to the clock."""
    session = market.stage.session
    row = await drafted(market, by, *seats)
    shown = await publishing.foresee(session, market.stage.mission, row)
    assert await publishing.publish(session, by, row.id, shown.fingerprint) == (row, [])
    assert row.state is TimetableState.PUBLISHING
    return row


async def confirmed(session: UnitSession) -> int:
    return len((await session.exec(select(Meeting.id).where(Meeting.state == MeetingState.CONFIRMED))).all())


async def test_what_is_large_is_written_by_the_clock_in_chunks(database: Database) -> None:
    async with staged(database) as stage:
        market, seats = await everybody(stage)
        by, session = await organiser(market), stage.session
        row = await begun(market, by, seats)
        with pytest.raises(Refusal, match="being published"):
            await publishing.publish(session, by, row.id, "")
        with pytest.raises(Refusal, match="being published"):
            await drafts.begin(session, stage.mission, TimetableKind.WHOLE, by=by)
        # What is still to be written is nobody else's: not the time of the two, and not the tables.
        with pytest.raises(Taken):
            await requests.request(session, market.hosts[0], market.guests[1].id, market.slots[0].id)
        told = await publish_job.go_on(session)
        assert isinstance(told, Unfinished)
        assert told == [PublishingProgressed(to=by.id, timetable_id=row.id)]
        assert await confirmed(session) == Todo.from_json(row.publishing).done == 50
        assert not await agendas(session)
        await check(stage)
        # One who leaves in between is not seated any more, and nobody else is bothered.
        gone = market.hosts[-1]
        gone.status = DelegateStatus.LEFT
        await endings.cancel_all_of(session, gone)
        assert not isinstance(await publish_job.go_on(session), Unfinished)
        assert row.state is TimetableState.PUBLISHED
        todo = Todo.from_json(row.publishing)
        assert (todo.left, todo.set, todo.left_out) == (0, 62, 2)
        assert await publish_job.go_on(session) == []
        assert len(await agendas(session)) == 2 * SIDE - 1
        await check(stage)


async def test_what_has_no_place_any_more_is_nobodys_no(database: Database) -> None:
    async with staged(database) as stage:
        market = await fair(stage)
        by, session = await organiser(market), stage.session
        pair = await interested(market, 0, 0)
        meeting = await stage.meeting(market.hosts[0], market.guests[0], market.slots[0], market.tables[0])
        meeting.planned_at = session.now
        row = await drafts.begin(session, stage.mission, TimetableKind.MENDED, by=by)
        task = await read(session, stage.mission, TimetableKind.MENDED)
        await drafts.finish(session, row.id, TimetableDraft("optimal", 1, 0, 0, stood={pair: 1}), task.fingerprint)
        shown = await publishing.foresee(session, stage.mission, row)
        done = await publishing.publish(session, by, row.id, shown.fingerprint)
        assert done is not None
        assert [(notice.state, notice.reason) for notice in done[1] if isinstance(notice, MeetingClosed)] == [
            (MeetingState.CANCELLED, endings.LOST)
        ] * 2
        assert (meeting.state, Todo.from_json(row.publishing).cancelled) == (MeetingState.CANCELLED, 1)
        assert [wish.pair for wish in await wishes(session, stage.mission)] == [pair]
        await check(stage)


async def test_a_chunk_that_breaks_off_is_written_again(database: Database) -> None:
    async with staged(database) as stage:
        market, seats = await everybody(stage)
        row = await begun(market, await organiser(market), seats)
        for chunk in (50, 64):
            undone = await stage.session.begin_nested()
            await publish_job.go_on(stage.session)
            await undone.rollback()
            await stage.session.refresh(row)
            await publish_job.go_on(stage.session)
            assert await confirmed(stage.session) == chunk
        assert row.state is TimetableState.PUBLISHED
        await check(stage)


@pytest.mark.parametrize("first", ["publish", "confirm"])
async def test_publishing_and_confirming_at_once_seat_nobody_twice(database: Database, first: str) -> None:
    async with database.unit() as session:
        market, seats = await everybody(Stage(session))
        by = await organiser(market)
        # A request for a time and people that the draft has otherwise.
        asked = await requests.request(session, market.hosts[0], market.guests[5].id, market.slots[0].id)
        row = await drafts.begin(session, market.stage.mission, TimetableKind.WHOLE, by=by)
        task = await read(session, market.stage.mission, TimetableKind.WHOLE)
        plan = TimetableDraft("optimal", len(task.wishes), len(seats), len(seats), seats=seats)
        await drafts.finish(session, row.id, plan, task.fingerprint)

    fingerprint, publish = await pressing(database, by, row)
    confirm = confirming(market.guests[5], asked.meeting.id)
    # SQLite takes them in this order, PostgreSQL in either.
    await at_once(database, *((publish, confirm) if first == "publish" else (confirm, publish)))
    if await state_of(database, row) is TimetableState.READY:
        # The confirmation came first: the organiser looks at what would be done now, and presses again.
        again, publish = await pressing(database, by, row)
        assert again != fingerprint
        assert await at_once(database, publish) == ["done"]
    assert await state_of(database, row) is TimetableState.PUBLISHING

    async def go_on(session: UnitSession) -> None:
        await publish_job.go_on(session)

    others = [confirming(market.guests[5], asked.meeting.id, revision) for revision in (1, 2)]
    for _ in range(3):
        await at_once(database, go_on, *others)
    assert await state_of(database, row) is TimetableState.PUBLISHED
    async with database.unit() as session:
        session.info["now"] = NOON
        await check(Stage(session))
        twice = (await session.exec(select(Meeting.pair).where(col(Meeting.state) == MeetingState.CONFIRMED))).all()
        assert len(twice) == len(set(twice)) >= 62


async def pressing(database: Database, by: Person, row: Timetable) -> tuple[str, Work]:
    """The fingerprint of what the organiser is shown now, and their press on it."""
    async with database.unit() as session:
        session.info["now"] = NOON
        timetable = await session.get_one(Timetable, row.id)
        mission = await session.get_one(Mission, row.mission_id)
        fingerprint = (await publishing.foresee(session, mission, timetable)).fingerprint

    async def publish(session: UnitSession) -> None:
        await publishing.publish(session, await session.get_one(Person, by.id), row.id, fingerprint)

    return fingerprint, publish


async def state_of(database: Database, row: Timetable) -> TimetableState:
    async with database.reading() as session:
        return (await session.get_one(Timetable, row.id)).state


def test_those_who_go_to_each_others_places_go_in_one_chunk() -> None:
    rings = 40
    moves = [
        Moving(3 * ring + n, f"{100 + n}-{200 + n}", (ring, n, None), (ring, (n + 1) % 3, None))
        for n in range(3)
        for ring in range(rings)
    ]
    seen: list[int] = []
    while moves:
        chunk, moves = next_chunk(moves)
        assert len(chunk) <= 52
        assert len({each.before[0] for each in chunk}) * 3 == len(chunk)
        seen += [each.meeting_id for each in chunk]
    assert sorted(seen) == list(range(3 * rings))
