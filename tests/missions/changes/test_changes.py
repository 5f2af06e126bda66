"""Changes by organisers: exactly those they touch have a receipt, and nobody is ever in two places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from missions import changes, jobs
from missions.changes import (
    ChangePlan,
    CorrectVenue,
    MoveMeeting,
    MoveTable,
    MoveVenue,
    NewPlace,
    Place,
    ProposedChange,
    ReplaceVenue,
    catch_up,
    telling,
)
from missions.changes.place import upcoming
from missions.errors import Refusal
from missions.meetings.digests import Digest
from missions.meetings.reminders import outdated
from missions.spans import span
from storage import outbox
from storage.database import Database
from storage.tables import (
    Audit,
    ChangeReceipt,
    Lane,
    Meeting,
    MeetingTable,
    OutboxRow,
    OutboxState,
    Person,
    PersonSeat,
    PostedNotice,
    ProgrammeSession,
    SessionKind,
    SignUp,
    SignUpState,
    Slot,
    TableSeat,
    Venue,
)
from tests.examples import examples
from tests.missions.stage import NOON, Play, Stage, staged, theatre

STARTS = [NOON + timedelta(hours=hours) for hours in (-2, 1, 2, 26)]
"""One slot is over, three are to come."""
SMALL = st.integers(0, 11)


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    with theatre(tmp_path_factory.mktemp("changes")) as play:
        yield play


class Fair:
    """A stage with venues, tables, slots and people, and an organiser."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.session = stage.session

    async def build(self, people: int = 6) -> None:
        await self.stage.open()
        self.organiser = Person(telegram_id=1, owner=True)
        await self.stage.add(self.organiser)
        self.hall, hall = await self.stage.venue("hall", ["1", "2", "A"], latitude=36.7, longitude=-4.5)
        self.annex, annex = await self.stage.venue("annex", ["1", "A"])
        self.empty, _ = await self.stage.venue("empty")
        self.tables = [*hall, *annex]
        self.slots = await self.stage.slots(STARTS)
        self.people = await self.stage.delegates(people)

    async def book(self, wanted: list[tuple[int, int, int, int]]) -> None:
        """Meetings as far as seats are free: person, person, slot, table, each by a number."""
        taken: set[Any] = set()
        for one, other, slot, table in wanted:
            a, b = self.people[one % len(self.people)], self.people[other % len(self.people)]
            at, where = self.slots[slot % len(self.slots)], self.tables[table % len(self.tables)]
            claims = {
                (at.id, "person", a.id),
                (at.id, "person", b.id),
                (at.id, "table", where.id),
                (min(a.id, b.id), max(a.id, b.id)),
            }
            if a.id != b.id and not claims & taken:
                taken |= claims
                await self.stage.meeting(a, b, at, where)

    async def places(self) -> dict[int, Place]:
        """Where each meeting is, over or not: recomputed without the code under test."""
        found = {}
        for meeting in (await self.session.exec(select(Meeting).execution_options(populate_existing=True))).all():
            slot = await self.session.get_one(Slot, meeting.slot_id)
            table = await self.session.get_one(MeetingTable, meeting.table_id)
            venue = await self.session.get_one(Venue, table.venue_id)
            found[meeting.id] = Place.of(slot, table, venue)
        return found

    async def apply(self, proposal: ProposedChange) -> changes.Applied:
        plan = await changes.foresee(self.session, self.stage.mission, proposal)
        done = await changes.apply(self.session, self.organiser, self.stage.mission, proposal, plan.fingerprint)
        assert isinstance(done, changes.Applied)
        return done

    async def receipts(self, done: changes.Applied) -> dict[int, ChangeReceipt]:
        found = await self.session.exec(select(ChangeReceipt).where(ChangeReceipt.change_id == done.change.id))
        return {receipt.delegate_id: receipt for receipt in found}

    async def check_seats(self) -> None:
        """Every meeting has its two people and its table seated in its slot, and nobody anything else."""
        people, tables = set(), set()
        for meeting in (await self.session.exec(select(Meeting))).all():
            people |= {(meeting.id, meeting.slot_id, each) for each in (meeting.requester_id, meeting.invitee_id)}
            tables.add((meeting.id, meeting.slot_id, meeting.table_id))
        seated = (await self.session.exec(select(PersonSeat))).all()
        assert Counter((each.meeting_id, each.slot_id, each.delegate_id) for each in seated) == Counter(people)
        set_up = (await self.session.exec(select(TableSeat))).all()
        assert Counter((each.meeting_id, each.slot_id, each.table_id) for each in set_up) == Counter(tables)


def any_proposal(fair: Fair, meetings: list[Meeting], draw: tuple[int, int, int]) -> ProposedChange:
    kind, subject, target = draw
    venues = [fair.hall, fair.annex, fair.empty]
    one, other = venues[subject % 3], venues[target % 3]
    typed = NewPlace({"en": "Elsewhere"}, "Road 1", 1.0, 2.0)
    proposals: list[Any] = [
        MoveTable(fair.tables[subject % 5].id, other.id),
        MoveVenue(one.id, other.id),
        ReplaceVenue(one.id, typed),
        CorrectVenue(one.id, typed),
    ]
    if meetings:
        meeting = meetings[subject % len(meetings)]
        proposals += [
            MoveMeeting(meeting.id, table_id=fair.tables[target % 5].id),
            MoveMeeting(meeting.id, slot_id=fair.slots[target % 4].id),
        ]
    proposal: ProposedChange = proposals[kind % len(proposals)]
    return proposal


@given(
    wanted=st.lists(st.tuples(SMALL, SMALL, SMALL, SMALL), max_size=14),
    wishes=st.lists(st.tuples(SMALL, SMALL, SMALL), min_size=1, max_size=5),
)
@settings(max_examples=examples(40))
def test_exactly_those_whose_meetings_moved_have_a_receipt(
    play: Play, wanted: list[tuple[int, int, int, int]], wishes: list[tuple[int, int, int]]
) -> None:
    async def scene(stage: Stage) -> None:
        fair = Fair(stage)
        await fair.build()
        await fair.book(wanted)
        meetings = list((await stage.session.exec(select(Meeting))).all())
        for wish in wishes:
            before = await fair.places()
            revisions = {each.id: each.revision for each in meetings}
            try:
                done = await fair.apply(any_proposal(fair, meetings, wish))
            except Refusal:
                assert await fair.places() == before
                continue
            after = await fair.places()
            moved = {
                each.id for each in meetings if before[each.id] != after[each.id] and before[each.id].ends_at > NOON
            }
            touched = {who for each in meetings if each.id in moved for who in (each.requester_id, each.invitee_id)}
            receipts = await fair.receipts(done)
            assert set(receipts) == touched
            assert {each.to for each in done.notices} == {
                person.person_id for person in fair.people if person.id in touched
            }
            told = {
                (receipt.delegate_id, move["meeting"]): (
                    Place.from_json(move["before"]),
                    Place.from_json(move["after"]),
                )
                for receipt in receipts.values()
                for move in receipt.moves
            }
            assert told == {
                (who, each.id): (before[each.id], after[each.id])
                for each in meetings
                if each.id in moved
                for who in (each.requester_id, each.invitee_id)
            }
            assert {each.id for each in meetings if each.revision != revisions[each.id]} == moved
            await fair.check_seats()

    play(scene)


async def test_a_meeting_goes_to_a_free_table_and_to_another_time(database: Database) -> None:
    async with staged(database) as stage:
        fair = Fair(stage)
        await fair.build()
        await fair.book([(0, 1, 1, 0), (2, 3, 1, 1)])
        meeting, neighbour = (await stage.session.exec(select(Meeting))).all()

        with pytest.raises(Refusal):
            await fair.apply(MoveMeeting(meeting.id, table_id=neighbour.table_id))
        await fair.apply(MoveMeeting(meeting.id, table_id=fair.tables[4].id))
        await fair.apply(MoveMeeting(meeting.id, slot_id=fair.slots[2].id))

        assert (meeting.slot_id, meeting.table_id, meeting.revision) == (fair.slots[2].id, fair.tables[4].id, 3)
        await fair.check_seats()
        acts = (await stage.session.exec(select(Audit.act, Audit.subject))).all()
        assert acts == [("meeting.moved", f"meeting:{meeting.id}")] * 2


async def test_a_table_keeps_its_label_or_is_given_a_free_one(database: Database) -> None:
    async with staged(database) as stage:
        fair = Fair(stage)
        await fair.build()

        plan = await changes.foresee(stage.session, stage.mission, MoveVenue(fair.annex.id, fair.hall.id))
        await fair.apply(MoveVenue(fair.annex.id, fair.hall.id))

        assert plan.relabelled == {"1": "3", "A": "A 2"}
        assert [table.label for table in fair.tables] == ["1", "2", "A", "3", "A 2"]
        assert {table.venue_id for table in fair.tables} == {fair.hall.id}


async def test_what_would_break_a_rule_is_said_and_can_be_done_all_the_same(database: Database) -> None:
    async with staged(database) as stage:
        fair = Fair(stage)
        await fair.build()
        stage.mission.travel_minutes = 60
        # The first person meets in the hall at one and at two, forty minutes apart; the last two only at one.
        await fair.book([(0, 1, 1, 0), (0, 2, 2, 1), (3, 4, 1, 2)])
        fine = await changes.foresee(fair.session, stage.mission, MoveTable(fair.tables[2].id, fair.annex.id))
        assert not fine.broken
        plan = await changes.foresee(fair.session, stage.mission, MoveTable(fair.tables[1].id, fair.annex.id))
        (far,) = plan.broken
        assert isinstance(far, changes.TooFar)
        assert (far.who, far.interpreter, far.minutes) == (fair.people[0].id, False, 60)
        assert (far.first.venue_id, far.then.venue_id) == (fair.hall.id, fair.annex.id)
        # The whole venue goes: everybody goes along, but the new place is not open at one.
        fair.annex.open = [span(STARTS[2], STARTS[3])]
        whole = await changes.foresee(fair.session, stage.mission, MoveVenue(fair.hall.id, fair.annex.id))
        (closed,) = whole.broken
        assert isinstance(closed, changes.Closed)
        assert closed.place.starts_at == STARTS[1]
        await fair.apply(MoveTable(fair.tables[1].id, fair.annex.id))


async def test_what_changed_since_the_dry_run_is_shown_anew_and_nothing_is_done(database: Database) -> None:
    async with staged(database) as stage:
        fair = Fair(stage)
        await fair.build()
        await fair.book([(0, 1, 1, 0)])
        wish = MoveVenue(fair.hall.id, fair.annex.id)
        shown = await changes.foresee(stage.session, stage.mission, wish)
        await fair.book([(2, 3, 2, 1)])

        done = await changes.apply(stage.session, fair.organiser, stage.mission, wish, shown.fingerprint)

        assert isinstance(done, ChangePlan)
        assert len(done.moves) == 2
        assert fair.tables[0].venue_id == fair.hall.id


async def test_only_organisers_change_and_only_the_reader_says_seen(database: Database) -> None:
    async with staged(database) as stage:
        fair = Fair(stage)
        await fair.build()
        await fair.book([(0, 1, 1, 0)])
        stranger = await stage.session.get_one(Person, fair.people[2].person_id)
        reader = await stage.session.get_one(Person, fair.people[0].person_id)
        wish = MoveVenue(fair.hall.id, fair.annex.id)
        with pytest.raises(Refusal):
            await changes.apply(stage.session, stranger, stage.mission, wish, "")
        done = await fair.apply(wish)
        receipt = (await fair.receipts(done))[fair.people[0].id]

        with pytest.raises(Refusal):
            await changes.see(stage.session, stranger, receipt.id)
        with pytest.raises(Refusal):
            await changes.report(stage.session, stranger, done.change.id)
        assert await changes.see(stage.session, reader, receipt.id) == (receipt, True)
        assert await changes.see(stage.session, reader, receipt.id) == (receipt, False)

        await stage.session.flush()
        report = await changes.report(stage.session, fair.organiser, done.change.id)
        assert (report.seen, report.total) == (1, 2)
        assert [each.delegate.id for each in report.unseen] == [fair.people[1].id]
        assert await changes.recent(stage.session, stage.mission) == [(done.change, 1, 2)]


async def test_who_comes_back_is_told_today_tomorrow_and_the_last_word_of_unseen_changes(database: Database) -> None:
    async with staged(database) as stage:
        fair = Fair(stage)
        await fair.build()
        await fair.book([(0, 1, 1, 0), (0, 2, 3, 0)])
        first = await fair.apply(MoveVenue(fair.hall.id, fair.annex.id))
        second = await fair.apply(CorrectVenue(fair.annex.id, NewPlace({"en": "Annex B"})))

        told = await catch_up.current(stage.session, fair.people[0])

        assert [type(each) for each in told] == [Digest, Digest, changes.PlaceChanged]
        (last,) = (each for each in told if isinstance(each, changes.PlaceChanged))
        assert last.receipt_id == (await fair.receipts(second))[fair.people[0].id].id
        assert last.once is None
        assert await changes.still_true(stage.session, (await fair.receipts(first))[fair.people[0].id]) == []


async def test_reminders_that_wait_in_the_outbox_are_made_anew(database: Database) -> None:
    async with staged(database) as stage:
        kept, gone, digest = (
            "reminder:meeting=12:slot=1",
            "reminder:meeting=1:slot=1",
            "digest:delegate=7:day=2027-07-12",
        )
        for key in (kept, gone, digest):
            assert await outbox.claim_notice(stage.session, key)
            row = key if key != digest else f"{key}:part=1"
            await outbox.post(stage.session, "sendMessage", {}, lane=Lane.REMINDER, key=row)

        await outdated(stage.session, {1}, {7})

        left = await stage.session.exec(select(OutboxRow.key).where(OutboxRow.state == OutboxState.PENDING))
        assert left.all() == [kept]
        assert (await stage.session.exec(select(PostedNotice.key))).all() == [kept]


async def test_a_large_change_is_told_by_the_clock_and_those_after_it_wait_their_turn(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "AT_ONCE", 3)
    monkeypatch.setattr(jobs, "CHUNK", 3)
    async with staged(database) as stage:
        fair = Fair(stage)
        await fair.build()
        await fair.book([(0, 1, 1, 0), (2, 3, 1, 1)])
        large = await fair.apply(MoveVenue(fair.hall.id, fair.empty.id))
        small = await fair.apply(MoveTable(fair.tables[0].id, fair.annex.id))
        assert (large.people, large.notices, small.people, small.notices) == (4, [], 2, [])

        told: list[int] = []
        while found := await telling.go_on(stage.session):
            for notice in found:
                assert await outbox.claim_notice(stage.session, str(notice.once))
            told += [notice.receipt_id for notice in found if isinstance(notice, changes.PlaceChanged)]

        receipts = [*(await fair.receipts(large)).values(), *(await fair.receipts(small)).values()]
        assert told == [receipt.id for receipt in receipts]
        third = await fair.apply(MoveTable(fair.tables[0].id, fair.empty.id))
        assert len(third.notices) == third.people == 2


async def test_meetings_that_are_over_are_not_to_come(database: Database) -> None:
    async with staged(database) as stage:
        fair = Fair(stage)
        await fair.build()
        await fair.book([(0, 1, 0, 0), (2, 3, 1, 0)])

        assert [place.slot_id for _, place in await upcoming(stage.session, stage.mission.id)] == [fair.slots[1].id]


async def test_a_session_that_is_too_far_from_a_moved_meeting_is_said(database: Database) -> None:
    async with staged(database) as stage:
        fair = Fair(stage)
        await fair.build()
        stage.mission.travel_minutes = 60
        await fair.book([(0, 1, 1, 0)])
        seminar = ProgrammeSession(
            mission_id=stage.mission.id,
            kind=SessionKind.SEMINAR,
            title={"en": "Seminar"},
            starts_at=STARTS[1] + timedelta(minutes=30),
            ends_at=STARTS[1] + timedelta(minutes=90),
            venue_id=fair.hall.id,
        )
        await stage.add(seminar)
        await stage.add(SignUp(session_id=seminar.id, delegate_id=fair.people[1].id, state=SignUpState.SIGNED_UP))

        table = await changes.foresee(fair.session, stage.mission, MoveTable(fair.tables[0].id, fair.annex.id))

        [far] = table.broken
        assert isinstance(far, changes.TooFar)
        assert (far.who, far.then.starts_at) == (fair.people[1].id, seminar.starts_at)
        # With the whole venue, the session goes along.
        whole = await changes.foresee(fair.session, stage.mission, MoveVenue(fair.hall.id, fair.annex.id))
        assert not whole.broken
