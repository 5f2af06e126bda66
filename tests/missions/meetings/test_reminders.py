"""Reminders, whatever is booked, moved, and however irregularly the clock ticks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, delete

from missions import jobs
from missions.meetings.reminders import Reminder, due_reminders
from storage.database import Database
from storage.outbox import claim_notice
from storage.tables import Meeting, MeetingState, PersonSeat, Slot
from tests.examples import examples
from tests.missions.stage import NOON, Play, Stage, staged, theatre

LEADS = st.lists(st.integers(1, 180), max_size=3, unique=True)
MINUTES = st.integers(0, 300)


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    folder: Path = tmp_path_factory.mktemp("reminders")
    with theatre(folder) as play:
        yield play


async def tick(stage: Stage) -> list[Reminder]:
    """What the clock does: ask until fewer than a chunk are due, and tell each only once."""
    told: list[Reminder] = []
    while True:
        found = await due_reminders(stage.session)
        for notice in found:
            assert notice.once is not None
            assert await claim_notice(stage.session, notice.once), "found due again although it was told"
        told += found
        if len(found) < jobs.CHUNK:
            return told


def nearest(leads: list[int], starts_in: timedelta) -> int | None:
    """Which lead time counts for a meeting that begins after this time."""
    passed = [lead for lead in leads if timedelta() < starts_in <= timedelta(minutes=lead)]
    return min(passed, default=None)


@given(
    leads=LEADS,
    starts=st.lists(MINUTES, min_size=1, max_size=5, unique=True),
    ticks=st.lists(st.tuples(MINUTES, st.integers(0, 4), st.integers(0, 4)), max_size=12),
)
@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_lead_time_at_most_once_never_late_and_surely_when_the_clock_ticked(
    play: Play, monkeypatch: pytest.MonkeyPatch, leads: list[int], starts: list[int], ticks: list[tuple[int, int, int]]
) -> None:
    monkeypatch.setattr(jobs, "CHUNK", 2)

    async def scene(stage: Stage) -> None:
        await stage.open(reminder_minutes=leads)
        slots = await stage.slots([NOON + timedelta(minutes=each) for each in sorted(starts)], minutes=0)
        people = await stage.delegates(2 * len(slots))
        pairs = zip(people[::2], people[1::2], strict=True)
        meetings = [await stage.meeting(one, other, slot) for (one, other), slot in zip(pairs, slots, strict=True)]
        ever: set[str | None] = set()
        for minute, mover, target in sorted(ticks):
            stage.at(NOON + timedelta(minutes=minute))
            await move(stage, meetings[mover % len(meetings)], slots[target % len(slots)])
            told = await tick(stage)
            keys = {notice.once for notice in told}
            wanted = {
                f"reminder:meeting={meeting.id}:slot={meeting.slot_id}:delegate={delegate}:minutes={lead}"
                for meeting in meetings
                for delegate in (meeting.requester_id, meeting.invitee_id)
                if (
                    lead := nearest(
                        leads, (await stage.session.get_one(Slot, meeting.slot_id)).starts_at - stage.session.now
                    )
                )
            }
            assert keys == wanted - ever
            assert len(told) == len(keys)
            assert all(notice.starts_at > stage.session.now for notice in told)
            ever |= keys

    play(scene)


async def move(stage: Stage, meeting: Meeting, slot: Slot) -> None:
    await stage.session.exec(delete(PersonSeat).where(col(PersonSeat.meeting_id) == meeting.id))
    meeting.slot_id = slot.id
    await stage.seat(meeting)


async def test_only_confirmed_meetings_and_people_who_can_be_reached(database: Database) -> None:
    async with staged(database) as stage:
        await stage.open()
        slots = await stage.slots([NOON + timedelta(minutes=10), NOON + timedelta(minutes=40)])
        one, other, blocked = await stage.delegates(3)
        await stage.meeting(one, other, slots[0])
        cancelled = await stage.meeting(one, blocked, slots[1])
        cancelled.state = MeetingState.CANCELLED
        other.person_id = None
        await stage.session.flush()
        assert [each.delegate_id for each in await tick(stage)] == [one.id]


@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
async def test_a_meeting_confirmed_within_the_lead_time_has_its_reminder_in_that(database: Database) -> None:
    """Confirmed thirty minutes before: no reminder of an hour before, and the one of fifteen minutes comes."""
    async with staged(database) as stage:
        await stage.open(reminder_minutes=[60, 15])
        (slot,) = await stage.slots([NOON + timedelta(minutes=30)])
        one, other = await stage.delegates(2)
        meeting = await stage.meeting(one, other, slot)
        meeting.confirmed_at = NOON
        await stage.session.flush()
        stage.at(NOON + timedelta(seconds=2))
        assert await tick(stage) == []
        stage.at(NOON + timedelta(minutes=16))
        assert len(await tick(stage)) == 2


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_a_meeting_confirmed_just_before_the_lead_time_is_reminded_of(database: Database) -> None:
    async with staged(database) as stage:
        await stage.open(reminder_minutes=[60])
        (slot,) = await stage.slots([NOON + timedelta(minutes=60)])
        one, other = await stage.delegates(2)
        meeting = await stage.meeting(one, other, slot)
        meeting.confirmed_at = NOON
        await stage.session.flush()
        assert len(await tick(stage)) == 2
