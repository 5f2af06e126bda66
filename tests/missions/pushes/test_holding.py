"""Whatever is wished, nothing rings in a quiet time, nothing urgent waits, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from missions.meetings.notices import BothInterested, MeetingClosed, MeetingConfirmed
from missions.meetings.reminders import Reminder
from missions.notices import Notice
from missions.pushes.holding import hold, quiet_ahead
from missions.pushes.notices import AlsoToday
from missions.pushes.releasing import due_notices, listed_in
from missions.pushes.waits import Waits, waits
from missions.quiet.rules import quiet_times
from storage.tables import Asks, HeldNotice, Lane, Meeting, MeetingState, OutboxRow, OutboxState, Person, Slot
from tests.examples import examples
from tests.missions.stage import Play, Stage, theatre

MANY = 10
"""More rounds than any notice waits: for quiet, for the digest, for quiet again."""


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    with theatre(tmp_path_factory.mktemp("holding")) as play:
        yield play


hours = st.none() | st.tuples(st.times(), st.times()).filter(lambda both: both[0] != both[1])
# Around the end of summer time in Spain, too.
moments = st.datetimes(datetime(2027, 10, 25), datetime(2027, 11, 2), timezones=st.just(UTC))  # noqa: DTZ001


@given(
    of_mission=hours,
    own=hours,
    limit=st.integers(0, 2),
    sent=st.integers(0, 3),
    asks=st.sampled_from(Asks),
    moment=moments,
    kind=st.sampled_from(["confirmed", "cancelled", "declined", "interested", "hour before", "long before"]),
)
@settings(max_examples=examples(40), deadline=None)
def test_each_notice_comes_once_and_in_its_time(
    *,
    play: Play,
    of_mission: tuple[time, time] | None,
    own: tuple[time, time] | None,
    limit: int,
    sent: int,
    asks: Asks,
    moment: datetime,
    kind: str,
) -> None:
    async def scene(stage: Stage) -> None:
        begins, ends = of_mission or (None, None)
        mission = await stage.open(pushes_a_day=limit, quiet_from=begins, quiet_until=ends, digest_at=time(18, 30))
        one, other = await stage.delegates(2)
        assert one.person_id is not None
        reader = await stage.session.get_one(Person, one.person_id)
        reader.asks = asks
        reader.quiet_from, reader.quiet_until = own or (None, None)
        stage.at(moment)
        far = kind != "hour before"
        (slot,) = await stage.slots([moment + (timedelta(days=9) if far else timedelta(minutes=55))])
        meeting = None if kind == "interested" else await stage.meeting(one, other, slot)
        await stage.add(*(_ring(reader, moment) for _ in range(sent)))
        notice = _notice(kind, reader.id, meeting, (one.id, other.id), slot)
        times = await quiet_times(stage.session, mission, reader)

        held = await hold(stage.session, notice, reader, mission)
        await stage.session.flush()
        what = waits(notice, moment)
        ahead = await quiet_ahead(stage.session, notice, reader, mission)
        if what is Waits.NEVER:
            assert not held
            assert ahead is None
            return
        if not held:
            assert times.free_from(moment) == moment
            assert ahead == times.next_after(moment)
            if ahead is not None:
                quiet, over = ahead
                before = max(moment, quiet - timedelta(seconds=1))
                assert quiet > moment
                assert times.free_from(before) == before
                assert times.free_from(over) == over or over - quiet >= timedelta(days=1)
            return
        await _comes(stage, notice, reader)

    play(scene)


async def _comes(stage: Stage, notice: Notice, reader: Person) -> None:
    """The held notice is sent, by itself or in a list, when it is not quiet."""
    session = stage.session
    mission = stage.mission
    for _round in range(MANY):
        (row,) = (await session.exec(select(HeldNotice))).all()
        assert row.due_at > session.now
        stage.at(row.due_at)
        times = await quiet_times(session, mission, reader)
        free = times.free_from(row.due_at)
        # Quiet hours that leave no hour between them hold a notice for a day at most.
        assert free == row.due_at or free - row.due_at >= timedelta(days=1)
        (told,) = await due_notices(session)
        await session.flush()
        if isinstance(told, AlsoToday):
            (listed,) = await listed_in(session, told)
            assert type(listed) is type(notice)
            return
        assert type(told) is type(notice)
        if not await hold(session, told, reader, mission):
            return
        await session.flush()
    raise AssertionError("it is held for good")


def test_what_is_about_the_early_morning_is_sent_in_the_night(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        mission = await stage.open(quiet_from=time(22), quiet_until=time(7))
        one, other = await stage.delegates(2)
        assert one.person_id is not None
        reader = await stage.session.get_one(Person, one.person_id)
        evening = datetime(2027, 6, 1, 19, tzinfo=UTC)  # nine o'clock in Madrid
        night = (evening + timedelta(hours=1), evening + timedelta(hours=10))
        stage.at(evening)
        (early, later) = await stage.slots([evening + timedelta(hours=hours) for hours in (10, 12)])
        meeting = await stage.meeting(one, other, early)
        for slot, ahead in ((early, None), (later, night)):
            meeting.slot_id = slot.id
            notice = _notice("confirmed", reader.id, meeting, (one.id, other.id), slot)
            assert await quiet_ahead(stage.session, notice, reader, mission) == ahead

    play(scene)


def _ring(reader: Person, at: datetime) -> OutboxRow:
    return OutboxRow(
        lane=Lane.CHANGE, chat_id=reader.telegram_id, method="sendMessage", state=OutboxState.SENT, created_at=at
    )


def _notice(kind: str, to: int, meeting: Meeting | None, sides: tuple[int, int], slot: Slot) -> Notice:
    side, other = sides
    meeting_id = meeting.id if meeting else 0
    match kind:
        case "confirmed":
            return MeetingConfirmed(to=to, meeting_id=meeting_id, side_id=side)
        case "interested":
            return BothInterested(to=to, side_id=side, other_id=other)
        case "hour before" | "long before":
            return Reminder(to=to, meeting_id=meeting_id, delegate_id=side, starts_at=slot.starts_at, once="reminder:1")
        case _:
            state = MeetingState.CANCELLED if kind == "cancelled" else MeetingState.DECLINED
            return MeetingClosed(to=to, side_id=side, other_name="Dana", other_id=other, slot_id=slot.id, state=state)
