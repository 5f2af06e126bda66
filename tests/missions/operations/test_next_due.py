"""What is due next, of all that the clock says by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from missions.operations.next_due import next_due
from storage.database import Database
from storage.tables import MeetingState
from tests.missions.stage import NOON, staged


async def test_reminders_then_the_end_then_nothing(database: Database) -> None:
    async with staged(database) as stage:
        await stage.open(starts_on=date(2020, 1, 1), digest_at=None)
        one, other = await stage.delegates(2)
        begins = NOON + timedelta(hours=2)
        (slot,) = await stage.slots([begins])
        await stage.meeting(one, other, slot)
        seen = []
        while (due := await next_due(stage.session, stage.session.now)) is not None:
            seen.append(due)
            stage.at(due)
        assert seen == [begins - timedelta(minutes=60), begins - timedelta(minutes=15), slot.ends_at]


async def test_the_evening_before_a_day_with_meetings_and_before_the_mission(database: Database) -> None:
    async with staged(database) as stage:
        await stage.open(digest_at=time(19, 0), reminder_minutes=[])
        one, other = await stage.delegates(2)
        stage.at(datetime(2027, 7, 1, tzinfo=UTC))
        assert await next_due(stage.session, stage.session.now) == datetime(2027, 7, 11, 17, tzinfo=UTC)
        (slot,) = await stage.slots([datetime(2027, 7, 14, 8, tzinfo=UTC)])
        await stage.meeting(one, other, slot)
        stage.at(datetime(2027, 7, 12, 18, tzinfo=UTC))
        assert await next_due(stage.session, stage.session.now) == datetime(2027, 7, 13, 17, tzinfo=UTC)


async def test_an_open_request_is_nudged_and_expires(database: Database) -> None:
    async with staged(database) as stage:
        await stage.open(starts_on=date(2020, 1, 1), digest_at=None)
        one, other = await stage.delegates(2)
        (slot,) = await stage.slots([NOON + timedelta(days=3)])
        meeting = await stage.meeting(one, other, slot)
        meeting.state = MeetingState.REQUESTED
        meeting.nudge_at, meeting.expires_at = NOON + timedelta(hours=3), NOON + timedelta(hours=6)
        assert await next_due(stage.session, stage.session.now) == NOON + timedelta(hours=3)
        stage.at(NOON + timedelta(hours=3))
        assert await next_due(stage.session, stage.session.now) == NOON + timedelta(hours=6)
