"""A delegate's day, by the mission's clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from missions import local_time
from missions.day.calendar import calendar_of
from missions.day.items import ItemState, TimeSpan
from missions.day.my_day import day_of
from missions.spans import span
from storage.database import Database
from storage.tables import MeetingState, ProgrammeSession, SessionKind, SignUp, SignUpState
from tests.missions.stage import NOON, staged

MADRID = ZoneInfo("Europe/Madrid")
LENGTH = timedelta(minutes=20)

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31), date(2027, 7, 12)])
async def test_a_day_is_the_missions_whatever_its_length(database: Database, day: date) -> None:
    """Summer time begins, ends, and is: 00:10 and 23:30 of the wall are in it, what is beside it is not."""
    async with staged(database) as stage:
        await stage.open(starts_on=day - timedelta(days=1), ends_on=day + timedelta(days=1))
        one, *others = await stage.delegates(5)
        begins, ends = local_time.bounds(day, MADRID)
        starts = [begins - timedelta(minutes=30), begins + timedelta(minutes=10), ends - timedelta(minutes=30), ends]
        slots = await stage.slots(starts)
        meetings = [await stage.meeting(one, other, slot) for other, slot in zip(others, slots, strict=True)]
        stage.at(local_time.instant(day, time(12), MADRID))

        found = await day_of(stage.session, one)

        assert [each.meeting_id for each in found.items] == [meetings[1].id, meetings[2].id]
        assert [each.starts_at.astimezone(MADRID).time() for each in found.items] == [time(0, 10), time(23, 30)]
        assert found.coming is not None
        assert found.coming.meeting_id == meetings[3].id
        assert found.free == [TimeSpan(starts[1] + LENGTH, starts[2])]
        assert found.until == starts[2]


async def test_requests_take_time_and_say_whose_answer_is_awaited(database: Database) -> None:
    async with staged(database) as stage:
        await stage.open()
        one, *others = await stage.delegates(5)
        slots = await stage.slots([NOON + timedelta(hours=n) for n in range(5)])
        found = [await stage.meeting(one, other, slot) for other, slot in zip(others, slots, strict=False)]
        found[0].planned_at = NOON
        found[1].state = found[2].state = MeetingState.REQUESTED
        found[1].awaits_id, found[2].awaits_id = one.id, others[2].id
        found[3].state, found[3].any_time = MeetingState.REQUESTED, True
        await stage.session.flush()

        day = await day_of(stage.session, one)

        assert [each.state for each in day.items] == [ItemState.PLANNED, ItemState.TO_ANSWER, ItemState.ASKED]
        assert [each.is_sure for each in day.items] == [True, False, False]
        # A request whose time is open takes none.
        assert day.free[-1] == TimeSpan(slots[2].ends_at, slots[4].ends_at)


async def test_sessions_stand_among_the_meetings_and_take_their_time(database: Database) -> None:
    async with staged(database) as stage:
        await stage.open()
        one, other = await stage.delegates(2)
        slots = await stage.slots([NOON + timedelta(hours=1), NOON + timedelta(hours=5)])
        meeting = await stage.meeting(one, other, slots[0])
        rows = [
            ProgrammeSession(
                mission_id=stage.mission.id,
                kind=SessionKind.SEMINAR,
                title={"en": f"Seminar {n}"},
                starts_at=NOON + timedelta(hours=n),
                ends_at=NOON + timedelta(hours=n + 1),
            )
            for n in (2, 3, 4)
        ]
        await stage.add(*rows)
        states = (SignUpState.SIGNED_UP, SignUpState.OFFERED, SignUpState.WAITING)
        for row, state in zip(rows, states, strict=True):
            await stage.add(SignUp(session_id=row.id, delegate_id=one.id, state=state))

        day = await day_of(stage.session, one)
        ids = [(each.meeting_id, each.session_id) for each in day.items]
        assert ids == [(meeting.id, 0), (0, rows[0].id), (0, rows[1].id)]
        assert [each.state for each in day.items] == [ItemState.SET, ItemState.SET, ItemState.TO_ANSWER]
        assert day.free == [TimeSpan(slots[0].ends_at, rows[0].starts_at), TimeSpan(rows[1].ends_at, slots[1].ends_at)]
        # In a calendar is what takes place.
        found = await calendar_of(stage.session, one)
        assert [(each.meeting_id, each.session_id) for each in found.items] == ids[:2]
        assert [each.title for each in found.only(session_id=rows[0].id).items] == [{"en": "Seminar 2"}]


async def test_nothing_is_free_while_away_nor_on_days_that_are_not_attended(database: Database) -> None:
    async with staged(database) as stage:
        await stage.open()
        (one,) = await stage.delegates(1)
        await stage.slots([NOON, NOON + timedelta(hours=3)])
        one.away = [span(NOON, NOON + timedelta(hours=2))]
        assert (await day_of(stage.session, one)).free == [
            TimeSpan(NOON + timedelta(hours=2), NOON + timedelta(hours=3) + LENGTH)
        ]
        one.days = ["2027-07-13"]
        assert (await day_of(stage.session, one)).free == []


async def test_it_reads_otherwise_when_something_begins_or_ends_or_the_day_does(database: Database) -> None:
    async with staged(database) as stage:
        await stage.open()
        one, other = await stage.delegates(2)
        (slot,) = await stage.slots([NOON])
        await stage.meeting(one, other, slot)
        seen = []
        moment = datetime(2027, 7, 12, 8, tzinfo=UTC)
        while moment < NOON + timedelta(hours=20):
            stage.at(moment)
            seen.append(moment := (await day_of(stage.session, one)).until)
        assert seen == [NOON, NOON + LENGTH, *(datetime(2027, 7, day, 22, tzinfo=UTC) for day in (12, 13))]
