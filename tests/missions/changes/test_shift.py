"""The clock of a day is shifted: everything moves together, each reads it once, and shifted back all is as before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from missions import jobs
from missions.changes import ClockShifted, MoveMeeting, catch_up, telling
from missions.changes import shift_apply as shifting
from missions.changes.shift_frame import IN_THE_WAY, PAST, Shift
from missions.changes.shift_preview import ShiftPreview, preview
from missions.changes.shift_told import ShiftedMeeting, told_of_shift
from missions.errors import Refusal
from missions.meetings import availability
from missions.meetings.reminders import due_reminders
from missions.notices import Notice
from missions.spans import span
from missions.timetables.problem import read, without_wishes
from storage import outbox
from storage.database import Database
from storage.tables import (
    Change,
    ChangeReceipt,
    Meeting,
    MeetingState,
    MeetingTable,
    PersonSeat,
    ProgrammeSession,
    SessionKind,
    SignUp,
    SignUpState,
    Slot,
    TableSeat,
    TimetableKind,
)
from tests.examples import examples
from tests.missions.changes.test_changes import Fair
from tests.missions.stage import NOON, Play, Stage, staged, theatre

HOURS = [NOON + timedelta(minutes=30 * n) for n in range(1, 7)]
"""Six slots of 20 minutes, from half past twelve on."""
SMALL = st.integers(0, 11)


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    with theatre(tmp_path_factory.mktemp("shift")) as play:
        yield play


class Day(Fair):
    """An afternoon of six slots in two venues, with a bus at five past two and one at the end."""

    async def build(self, people: int = 6) -> None:
        await super().build(people)
        for slot in self.slots:
            await self.session.delete(slot)
        await self.session.flush()
        self.slots = await self.stage.slots(HOURS)
        self.bus = await self.ride(HOURS[3] + timedelta(minutes=5), 10)
        self.last = await self.ride(HOURS[5] + timedelta(minutes=30), 30)

    async def ride(self, at: datetime, minutes: int) -> ProgrammeSession:
        row = ProgrammeSession(
            mission_id=self.stage.mission.id,
            kind=SessionKind.BUS,
            title={"en": "Bus"},
            starts_at=at,
            ends_at=at + timedelta(minutes=minutes),
        )
        await self.stage.add(row)
        return row

    async def sign_up(self, who: int, row: ProgrammeSession) -> None:
        await self.stage.add(SignUp(session_id=row.id, delegate_id=self.people[who].id, state=SignUpState.SIGNED_UP))

    async def shift(self, wish: Shift) -> shifting.Shifted:
        shown = await preview(self.session, self.organiser, wish)
        done = await shifting.apply(self.session, self.organiser, wish, shown.fingerprint)
        assert done is not None
        return done

    async def shown(self, wish: Shift) -> ShiftPreview:
        return await preview(self.session, self.organiser, wish)

    async def hours(self) -> dict[tuple[str, int], tuple[datetime, datetime]]:
        """When everything is, read without the code under test."""
        slots = (await self.session.exec(select(Slot).execution_options(populate_existing=True))).all()
        rides = (await self.session.exec(select(ProgrammeSession))).all()
        found = {("slot", each.id): (each.starts_at, each.ends_at) for each in slots}
        return found | {("session", each.id): (each.starts_at, each.ends_at) for each in rides}

    async def met(self) -> dict[int, tuple[int, datetime]]:
        """By meeting, the venue and the hour."""
        rows = select(Meeting.id, MeetingTable.venue_id, Slot.starts_at).join(
            MeetingTable, col(MeetingTable.id) == col(Meeting.table_id)
        )
        found = await self.session.exec(rows.join(Slot, col(Slot.id) == col(Meeting.slot_id)))
        return {meeting: (venue, begins) for meeting, venue, begins in found}

    async def of(self, who: int) -> dict[tuple[str, int], datetime]:
        """When a delegate's meetings and sessions begin."""
        seats = select(Meeting.id, Slot.starts_at).join(PersonSeat, col(PersonSeat.meeting_id) == col(Meeting.id))
        seats = seats.join(Slot, col(Slot.id) == col(Meeting.slot_id)).where(PersonSeat.delegate_id == who)
        rides = select(ProgrammeSession.id, ProgrammeSession.starts_at).join(
            SignUp, col(SignUp.session_id) == col(ProgrammeSession.id)
        )
        found = {("meeting", key): at for key, at in await self.session.exec(seats)}
        return found | {
            ("session", key): at for key, at in await self.session.exec(rides.where(SignUp.delegate_id == who))
        }

    async def no_table_is_taken_twice(self) -> None:
        """Whatever slots are called: by the clock."""
        seats = await self.session.exec(
            select(TableSeat.table_id, Slot.starts_at, Slot.ends_at)
            .join(Slot, col(Slot.id) == col(TableSeat.slot_id))
            .order_by(col(TableSeat.table_id), col(Slot.starts_at))
        )
        last: dict[int, datetime] = {}
        for table, begins, ends in seats:
            assert last.get(table, begins) <= begins
            last[table] = ends

    async def nobody_is_in_two_meetings(self) -> None:
        seats = await self.session.exec(
            select(PersonSeat.delegate_id, Slot.starts_at, Slot.ends_at)
            .join(Slot, col(Slot.id) == col(PersonSeat.slot_id))
            .order_by(col(PersonSeat.delegate_id), col(Slot.starts_at))
        )
        last: dict[int, datetime] = {}
        for delegate, begins, ends in seats:
            assert last.get(delegate, begins) <= begins
            last[delegate] = ends


@given(
    wanted=st.lists(st.tuples(SMALL, SMALL, SMALL, SMALL), max_size=14),
    riders=st.sets(st.tuples(st.integers(0, 5), st.booleans()), max_size=8),
    since=st.integers(0, 7),
    minutes=st.integers(-45, 90),
)
@settings(max_examples=examples(60))
def test_everything_moves_together_and_back_again(
    play: Play, wanted: list[tuple[int, int, int, int]], riders: set[tuple[int, bool]], since: int, minutes: int
) -> None:
    async def scene(stage: Stage) -> None:
        day = Day(stage)
        await day.build()
        await day.book(wanted)
        for who, last in sorted(riders):
            await day.sign_up(who, day.last if last else day.bus)
        before, places = await day.hours(), await day.places()
        wish = Shift(NOON + timedelta(minutes=30 * since), minutes)
        try:
            done = await day.shift(wish)
        except Refusal:
            assert await day.hours() == before
            return
        by, after = timedelta(minutes=minutes), await day.hours()
        moved = {key for key, (begins, _ends) in before.items() if begins >= wish.since}
        assert after == {
            key: (begins + by, ends + by) if key in moved else (begins, ends) for key, (begins, ends) in before.items()
        }
        await day.nobody_is_in_two_meetings()
        await day.check_seats()
        assert {key: (each.table_id, each.slot_id) for key, each in (await day.places()).items()} == {
            key: (each.table_id, each.slot_id) for key, each in places.items()
        }
        await exactly_those_are_told(day, done, moved, by)

        first = min(before[key][0] for key in moved) + by
        between = [begins for key, (begins, _ends) in before.items() if key not in moved and begins >= first]
        if not between:
            await day.shift(Shift(first, -minutes))
            assert await day.hours() == before

    play(scene)


async def exactly_those_are_told(day: Day, done: shifting.Shifted, moved: set[tuple[str, int]], by: timedelta) -> None:
    """Each once, with all that moved for them."""
    meetings = (await day.session.exec(select(Meeting))).all()
    expected = {
        (who, each.slot_id)
        for each in meetings
        if ("slot", each.slot_id) in moved
        for who in (each.requester_id, each.invitee_id)
    }
    signed = (await day.session.exec(select(SignUp))).all()
    rides = {(each.delegate_id, each.session_id) for each in signed if ("session", each.session_id) in moved}
    receipts = (await day.session.exec(select(ChangeReceipt).where(ChangeReceipt.change_id == done.change.id))).all()
    told = set()
    for receipt in receipts:
        for each in await told_of_shift(day.session, receipt):
            assert each.starts_at - each.before == by
            thing = each.found.slot.id if isinstance(each, ShiftedMeeting) else each.row.id
            told.add((receipt.delegate_id, isinstance(each, ShiftedMeeting), thing))
    assert told == {(who, True, slot) for who, slot in expected} | {(who, False, ride) for who, ride in rides}
    assert len({each.delegate_id for each in receipts}) == len(receipts)
    people = {each.id: each.person_id for each in day.people}
    assert [each.to for each in done.notices] == [people[each.delegate_id] for each in receipts]
    assert {type(each) for each in done.notices} <= {ClockShifted}


async def test_what_breaks_is_shown(database: Database) -> None:
    async with staged(database) as stage:
        day = Day(stage)
        await day.build()
        stage.mission.travel_minutes = 15
        day.hall.open = [span(NOON, HOURS[4] + timedelta(minutes=20))]
        day.people[2].away = [span(HOURS[4] + timedelta(minutes=25), HOURS[5] + timedelta(hours=9))]
        # The first two meet just before the bus, in the hall; the third leaves soon after their meeting.
        await day.book([(0, 1, 2, 0), (2, 3, 4, 1), (4, 5, 3, 3)])
        for who in (0, 1, 5):
            await day.sign_up(who, day.bus)
        only = await day.shown(Shift(HOURS[2], 10, only=True))
        assert not only.breaks
        held = await day.shown(Shift(HOURS[4], 10))
        assert [(each.venue.id, each.since, each.meetings) for each in held.closed] == [
            (day.hall.id, HOURS[4] + timedelta(minutes=10), 1)
        ]
        assert held.away == [day.people[2].name]
        assert held.ends == (day.last.ends_at, day.last.ends_at + timedelta(minutes=10))


async def test_a_bus_that_stays_is_missed(database: Database) -> None:
    async with staged(database) as stage:
        day = Day(stage)
        await day.build()
        await day.book([(0, 1, 5, 0)])
        for who in (0, 1, 2):
            await day.sign_up(who, day.last)

        shown = await day.shown(Shift(HOURS[5], 20, venue_id=day.hall.id))

        [missed] = shown.missed
        assert (missed.row.id, missed.people) == (day.last.id, [day.people[0].name, day.people[1].name])
        together = await day.shown(Shift(HOURS[5], 20))
        assert not together.missed
        assert {each.delegate.id for each in together.people} == {each.id for each in day.people[:3]}


async def test_what_cannot_be_shifted_is_refused_with_the_reason(database: Database) -> None:
    async with staged(database) as stage:
        day = Day(stage)
        await day.build()
        await day.book([(0, 1, 1, 0), (2, 3, 1, 3)])
        for wish, why in (
            (Shift(HOURS[0], -30), PAST),
            (Shift(HOURS[2], -15), IN_THE_WAY),
            (Shift(HOURS[1], 15, only=True), IN_THE_WAY),
        ):
            with pytest.raises(Refusal) as refused:
                await day.shift(wish)
            assert refused.value.msgid == why


async def test_requests_move_along_and_old_buttons_are_too_old(database: Database) -> None:
    async with staged(database) as stage:
        day = Day(stage)
        await day.build()
        await day.book([(0, 1, 2, 0)])
        [meeting] = (await stage.session.exec(select(Meeting))).all()
        meeting.state, meeting.table_id = MeetingState.REQUESTED, None
        meeting.expires_at = HOURS[2]
        await stage.add(meeting)

        done = await day.shift(Shift(HOURS[0], -10))

        await stage.session.refresh(meeting)
        assert (meeting.revision, meeting.expires_at) == (2, HOURS[2] - timedelta(minutes=10))
        # What is only asked for is no one's day yet.
        assert (done.people, list(done.notices)) == (0, [])


@given(
    wanted=st.lists(st.tuples(SMALL, SMALL, SMALL, SMALL), min_size=1, max_size=14),
    since=st.integers(0, 5),
    shifts=st.tuples(st.sampled_from([-20, 10, 20, 30, 45]), st.sampled_from([-30, -10, 15])),
)
@settings(max_examples=examples(60))
def test_one_venue_moves_by_itself(
    play: Play, wanted: list[tuple[int, int, int, int]], since: int, shifts: tuple[int, int]
) -> None:
    async def scene(stage: Stage) -> None:
        day = Day(stage)
        await day.build()
        await day.book(wanted)
        for by in shifts:
            before, labels = await day.met(), await day.places()
            wish = Shift(NOON + timedelta(minutes=30 * since), by, venue_id=day.hall.id)
            try:
                done = await day.shift(wish)
            except Refusal:
                assert await day.met() == before
                return
            moved = {key for key, (venue, begins) in before.items() if venue == day.hall.id and begins >= wish.since}
            assert await day.met() == {
                key: (venue, begins + timedelta(minutes=by) if key in moved else begins)
                for key, (venue, begins) in before.items()
            }
            assert {key: each.table_id for key, each in (await day.places()).items()} == {
                key: each.table_id for key, each in labels.items()
            }
            await day.check_seats()
            await day.no_table_is_taken_twice()
            receipts = select(ChangeReceipt.delegate_id).where(ChangeReceipt.change_id == done.change.id)
            seated = select(PersonSeat.delegate_id).where(col(PersonSeat.meeting_id).in_(moved))
            assert {*(await stage.session.exec(receipts))} == {*(await stage.session.exec(seated))}

    play(scene)


async def test_where_a_venue_moved_away_no_one_is_seated_at_the_old_hour(database: Database) -> None:
    async with staged(database) as stage:
        day = Day(stage)
        await day.build(people=8)
        await day.book([(0, 1, 1, 0), (2, 3, 1, 3), (0, 2, 2, 3)])
        shown = await day.shown(Shift(HOURS[1], 20, venue_id=day.hall.id))
        assert (shown.meetings, [(each.name, each.minutes) for each in shown.hurried]) == (1, [(day.people[0].name, 0)])
        await day.shift(Shift(HOURS[1], 20, venue_id=day.hall.id))

        room = await availability.room(stage.session, stage.mission, day.people[4], day.people[5])
        at = {each.slot.id: {int(seat.table) for seat in each.seatings} for each in room.openings()}
        hall = {each.id for each in day.tables if each.venue_id == day.hall.id}
        apart = [each for each in (await stage.session.exec(select(Slot))).all() if each.apart_from is not None]
        assert [(each.starts_at, each.venue_id) for each in apart] == [(HOURS[1] + timedelta(minutes=20), day.hall.id)]
        for slot in day.slots[1:3]:
            assert not at[slot.id] & hall, "its tables are taken at the new hour"
        assert at[day.slots[0].id] & hall
        assert at[apart[0].id] == hall - {day.tables[0].id}
        problem = await without_wishes(stage.session, stage.mission, day.people, [*day.slots, *apart])
        assert {each.key for each in problem.slots} == {each.id for each in day.slots}
        free = {each.key: each.slots or frozenset() for each in problem.people}
        assert free[day.people[0].id] == {each.id for each in day.slots} - {day.slots[2].id}
        assert free[day.people[4].id] == {each.id for each in day.slots}
        published = (await read(stage.session, stage.mission, TimetableKind.WHOLE)).published
        assert {each.slot for each in published} == {day.slots[1].id, day.slots[2].id}


async def test_a_second_shift_overtakes_the_first(database: Database) -> None:
    async with staged(database) as stage:
        day = Day(stage)
        await day.build()
        await day.book([(0, 1, 2, 0)])
        await day.shift(Shift(HOURS[0], 10))
        second = await day.shift(Shift(HOURS[0], 5))

        told = await catch_up.current(stage.session, day.people[0])

        [last] = [each for each in told if isinstance(each, ClockShifted)]
        receipts = await stage.session.exec(select(ChangeReceipt).where(ChangeReceipt.change_id == second.change.id))
        assert last.receipt_id in {each.id for each in receipts}


@given(
    shifts=st.lists(st.tuples(st.integers(0, 5), st.sampled_from([-10, 10, 20])), min_size=2, max_size=3),
    told=st.lists(st.integers(0, 3), min_size=2, max_size=2),
)
@settings(max_examples=examples(40))
def test_each_reads_the_newest_truth_once_however_fast_shifts_follow(
    play: Play, shifts: list[tuple[int, int]], told: list[int]
) -> None:
    async def scene(stage: Stage) -> None:
        day = Day(stage)
        await day.build(people=6)
        await day.book([(0, 1, 2, 0), (2, 3, 2, 1), (0, 2, 4, 0), (4, 5, 5, 1)])
        await day.sign_up(1, day.last)
        knows = {who.id: await day.of(who.id) for who in day.people}
        # As if it touched too many for one tap.
        with many():
            for number, (since, minutes) in enumerate(shifts):
                try:
                    await day.shift(Shift(NOON + timedelta(minutes=30 * since), minutes))
                except Refusal:
                    continue
                for _notice in range(told[number] if number < len(told) else 0):
                    await read_all(day, await telling.go_on(stage.session), knows)
            while notices := await telling.go_on(stage.session):
                await read_all(day, notices, knows)
        for who in day.people:
            assert knows[who.id] == await day.of(who.id)

    play(scene)


@contextmanager
def many() -> Iterator[None]:
    """Each look of the clock tells one or two."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(telling, "AT_ONCE", 0)
        patched.setattr(jobs, "CHUNK", 2)
        yield


async def read_all(day: Day, notices: Sequence[Notice], knows: dict[int, dict[tuple[str, int], datetime]]) -> None:
    """Who reads goes by the hours of before: each line begins with the one that they know."""
    for notice in notices:
        assert isinstance(notice, ClockShifted)
        assert await outbox.claim_notice(day.session, str(notice.once)), "the same is said once"
        receipt = await day.session.get_one(ChangeReceipt, notice.receipt_id)
        for each in await told_of_shift(day.session, receipt):
            thing = ("meeting", each.found.meeting.id) if isinstance(each, ShiftedMeeting) else ("session", each.row.id)
            assert knows[receipt.delegate_id][thing] == each.before != each.starts_at
            knows[receipt.delegate_id][thing] = each.starts_at


async def test_a_meeting_that_moved_away_since_is_not_told_of_the_shift(database: Database) -> None:
    async with staged(database) as stage:
        day = Day(stage)
        await day.build()
        await day.book([(0, 1, 2, 0), (0, 2, 3, 0)])
        done = await day.shift(Shift(HOURS[0], 10))
        meeting = (await stage.session.exec(select(Meeting).order_by(col(Meeting.id)))).first()
        assert meeting is not None
        await day.apply(MoveMeeting(meeting.id, table_id=day.tables[4].id))

        mine = ChangeReceipt.delegate_id == day.people[0].id
        receipt = (
            await stage.session.exec(select(ChangeReceipt).where(ChangeReceipt.change_id == done.change.id, mine))
        ).one()
        [left] = await told_of_shift(stage.session, receipt)
        assert isinstance(left, ShiftedMeeting)
        assert left.found.meeting.id != meeting.id


async def test_what_was_reminded_of_is_reminded_of_again_at_its_new_hour(database: Database) -> None:
    async with staged(database) as stage:
        day = Day(stage)
        await day.build()
        stage.mission.reminder_minutes = [60]
        await day.book([(0, 1, 0, 0)])
        for each in await due_reminders(stage.session):
            assert each.once is not None
            assert await outbox.claim_notice(stage.session, each.once)
        assert await due_reminders(stage.session) == []
        await day.shift(Shift(HOURS[0], 120))
        assert await due_reminders(stage.session) == []
        stage.session.info["now"] = NOON + timedelta(minutes=90)
        assert {each.to for each in await due_reminders(stage.session)} == {each.person_id for each in day.people[:2]}


async def test_what_is_shown_is_what_is_done(database: Database) -> None:
    async with staged(database) as stage:
        day = Day(stage)
        await day.build()
        await day.book([(0, 1, 2, 0)])
        wish = Shift(HOURS[0], 10)
        shown = await day.shown(wish)
        await day.book([(2, 3, 2, 1)])

        assert await shifting.apply(stage.session, day.organiser, wish, shown.fingerprint) is None
        assert (await stage.session.exec(select(Change))).all() == []


async def test_a_large_shift_is_told_in_chunks_and_goes_on_after_a_kill(database: Database) -> None:
    async with staged(database) as stage:
        day = Day(stage)
        await day.build(people=2 * telling.AT_ONCE + 4)
        for number in range(0, len(day.people), 2):
            slot, table = divmod(number // 2, len(day.tables))
            if slot < len(day.slots):
                await stage.meeting(day.people[number], day.people[number + 1], day.slots[slot], day.tables[table])
        for number in range(len(day.people)):
            await day.sign_up(number, day.bus)

        done = await day.shift(Shift(HOURS[0], 10))

        assert (done.people, list(done.notices)) == (len(day.people), [])
        told: list[int] = []
        chunks = 0
        while notices := await telling.go_on(stage.session):
            # Nothing but the tables is known from one chunk to the next.
            stage.session.expunge_all()
            chunks += 1
            assert len(notices) <= jobs.CHUNK // telling.SHIFTED_PART
            for each in notices:
                assert await outbox.claim_notice(stage.session, str(each.once))
            told += [each.to for each in notices]
        assert chunks == -(-len(day.people) // (jobs.CHUNK // telling.SHIFTED_PART))
        assert sorted(told) == sorted(each.person_id or 0 for each in day.people)
        receipts = (await stage.session.exec(select(ChangeReceipt))).all()
        assert len(receipts) == len(day.people)
        assert (await stage.session.get_one(Change, done.change.id)).told_at is not None
