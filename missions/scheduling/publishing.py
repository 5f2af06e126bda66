"""Publishing a draft: what it would do now, and doing it, all or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from locales import N_
from missions import access, withdrawn
from missions.changes import telling
from missions.changes.apply import move_meetings, write_receipts
from missions.changes.place import Place, upcoming
from missions.changes.plan import Move
from missions.errors import Refusal
from missions.meeting.endings import close, closed_to
from missions.meeting.states import Standing
from missions.notices import Notice
from missions.scheduling import drafts
from missions.scheduling.plan import Draft, Seat
from missions.scheduling.problem import Task, read
from missions.scheduling.wishes import Wish
from storage.database import UnitSession
from storage.tables import (
    Change,
    Delegate,
    Interpreter,
    InterpreterSeat,
    Meeting,
    MeetingState,
    MeetingTable,
    Mission,
    Person,
    PersonSeat,
    Slot,
    TableSeat,
    Timetable,
    TimetableState,
    Venue,
)

CHANGED = N_("Something has changed since this was shown. Please look again.")
MAKE_ANEW = N_("Meetings have changed since this was made. Please make it anew: that is quick.")


@dataclass(frozen=True, slots=True)
class Publication:
    """What publishing does now."""

    draft: Draft
    task: Task
    new: Sequence[tuple[Seat, Wish]]
    """Wishes that get a seat: requests among them."""
    moves: Sequence[Move]
    lost: Sequence[Meeting]
    """Meetings that stand and have no seat any more."""
    left_out: Collection[str]
    """Pairs that the draft places and that are wished no more, or do not fit any more."""
    outdated: bool
    """Whether anything that it was made from has changed."""

    @property
    def possible(self) -> bool:
        """Moves stand on each other: they are only made as they were found."""
        return not (self.outdated and (self.moves or self.lost))

    @property
    def touched(self) -> frozenset[int]:
        """The delegates who get something new."""
        return frozenset(each for _seat, wish in self.new for each in wish.people)

    @property
    def fingerprint(self) -> str:
        """The same as long as the same would happen: eight hexadecimal digits."""
        new = sorted((seat.pair, seat.slot_id, seat.table_id, seat.interpreter_id or 0) for seat, _wish in self.new)
        moves = sorted((move.meeting_id, move.revision, *map(str, move.after.seats)) for move in self.moves)
        lost = sorted((meeting.id, meeting.revision) for meeting in self.lost)
        said = repr((self.task.fingerprint, new, moves, lost))
        return hashlib.blake2b(said.encode(), digest_size=4).hexdigest()


@dataclass(frozen=True, slots=True)
class Published:
    """It is done. notices are told at once; the agendas follow, told by the clock."""

    timetable: Timetable
    publication: Publication
    notices: Sequence[Notice]


async def foresee(session: UnitSession, mission: Mission, timetable: Timetable) -> Publication:
    """What publishing this draft would do now."""
    draft, task = Draft.from_json(timetable.plan), await read(session, mission, timetable.kind)
    outdated = task.fingerprint != timetable.basis
    seated = {seat.pair: seat for seat in draft.seats}
    moved = {
        pair: seat
        for pair, seat in seated.items()
        if (wish := task.wishes.get(pair)) and wish.stands and _elsewhere(wish, seat, draft)
    }
    lost = [
        wish.meeting
        for pair, wish in task.wishes.items()
        if wish.stands and wish.meeting and pair in draft.stood and pair not in seated
    ]
    wanted = [(seat, task.wishes[pair]) for pair, seat in seated.items() if _is_new(task.wishes.get(pair))]
    room = _Room(task, without={*moved, *(meeting.pair for meeting in lost)})
    new = [(seat, wish) for seat, wish in wanted if not outdated or room.take(seat)]
    left_out = set(seated) - {seat.pair for seat, _wish in new} - set(_standing(task))
    moves = await _moves(session, mission, moved)
    return Publication(draft, task, new, moves, lost, left_out, outdated)


def _is_new(wish: Wish | None) -> bool:
    return wish is not None and not wish.stands


def _standing(task: Task) -> Mapping[str, Wish]:
    return {pair: wish for pair, wish in task.wishes.items() if wish.stands}


def _elsewhere(wish: Wish, seat: Seat, draft: Draft) -> bool:
    """Whether the draft has the meeting elsewhere than it stands. What stands since then is not moved."""
    meeting = wish.meeting
    if meeting is None or seat.pair not in draft.stood:
        return False
    return (meeting.slot_id, meeting.table_id, meeting.interpreter_id) != _place(seat)


def _place(seat: Seat) -> tuple[int, int, int | None]:
    return seat.slot_id, seat.table_id, seat.interpreter_id


class _Room:
    """Who and what is taken, for a draft that is no longer quite of today: a seat is only given where all is free."""

    def __init__(self, task: Task, without: Collection[str]) -> None:
        self._taken: set[tuple[str, int, int]] = set()
        problem = task.problem
        self._people = {int(each.key): each.slots for each in problem.people}
        self._interpreters = {int(each.key): each.slots for each in problem.interpreters}
        open_slots = {each.key: each.slots or frozenset() for each in problem.venues}
        self._tables = {int(each.key): open_slots[each.venue] for each in problem.tables if each.slots is None}
        for pair, wish in task.wishes.items():
            meeting = wish.meeting
            if wish.stands and meeting is not None and pair not in without:
                self._taken.update(_seats(meeting.slot_id, wish.people, meeting.table_id, meeting.interpreter_id))

    def take(self, seat: Seat) -> bool:
        slot, wanted = seat.slot_id, set(_seats(seat.slot_id, seat.people, seat.table_id, seat.interpreter_id))
        there = all(slot in (self._people.get(each) or ()) for each in seat.people)
        table = slot in self._tables.get(seat.table_id, ())
        interpreter = seat.interpreter_id is None or slot in (self._interpreters.get(seat.interpreter_id) or ())
        if not (there and table and interpreter) or wanted & self._taken:
            return False
        self._taken |= wanted
        return True


def _seats(slot: int, people: Sequence[int], table: int | None, interpreter: int | None) -> list[tuple[str, int, int]]:
    found = [("person", slot, each) for each in people]
    found += [(kind, slot, each) for kind, each in (("table", table), ("interpreter", interpreter)) if each is not None]
    return found


async def _moves(session: UnitSession, mission: Mission, moved: Mapping[str, Seat]) -> list[Move]:
    if not moved:
        return []
    found = []
    for meeting, before in await upcoming(session, mission.id):
        seat = moved.get(meeting.pair)
        if seat is not None:
            found.append(Move.of(meeting, before, await _after(session, seat)))
    return found


async def _after(session: UnitSession, seat: Seat) -> Place:
    slot = await session.get_one(Slot, seat.slot_id)
    table = await session.get_one(MeetingTable, seat.table_id)
    interpreter = await session.get(Interpreter, seat.interpreter_id) if seat.interpreter_id else None
    return Place.of(slot, table, await session.get_one(Venue, table.venue_id), interpreter)


async def publish(session: UnitSession, organiser: Person, timetable_id: int, fingerprint: str) -> Published | None:
    """Do what was shown with this fingerprint; None where something else would happen by now.

    Raises:
        Refusal: they are no organiser, it is not ready, or meetings that it moves have changed.
    """
    timetable, mission = await drafts.ready(session, organiser, timetable_id)
    await _hold(session, mission)
    publication = await foresee(session, mission, timetable)
    if publication.fingerprint != fingerprint:
        return None
    if not publication.possible:
        raise Refusal(MAKE_ANEW)
    notices = await _give_up(session, publication.lost)
    try:
        async with session.begin_nested():
            await move_meetings(session, publication.moves)
            await _seat(session, mission, publication)
    except IntegrityError:
        raise Refusal(CHANGED) from None
    timetable.state, timetable.published_at = TimetableState.PUBLISHED, session.now
    timetable.revision += 1
    notices += await _tell_moves(session, organiser, mission, timetable, publication.moves)
    meetings = {"new": len(publication.new), "moved": len(publication.moves), "lost": len(publication.lost)}
    subject = f"timetable:{timetable.id}"
    access.record(session, organiser, mission.id, "timetable.publish", subject, **meetings)
    await session.flush()
    return Published(timetable, publication, notices)


async def _hold(session: UnitSession, mission: Mission) -> None:
    """Nobody confirms, moves or cancels anything meanwhile."""
    await session.exec(
        select(Meeting.id)
        .where(
            Meeting.mission_id == mission.id,
            col(Meeting.state).in_((MeetingState.REQUESTED, MeetingState.CONFIRMED)),
        )
        .order_by(col(Meeting.id))
        .with_for_update(key_share=True)
    )


async def _give_up(session: UnitSession, lost: Sequence[Meeting]) -> list[Notice]:
    """What has no seat any more is cancelled, and told to both."""
    notices: list[Notice] = []
    for meeting in lost:
        one, other = [await session.get_one(Delegate, each) for each in (meeting.requester_id, meeting.invitee_id)]
        told = await close(session, Standing(meeting, one, other), MeetingState.CANCELLED)
        notices += told.notices
        notices += await closed_to(session, meeting, one, other)
    return notices


async def _seat(session: UnitSession, mission: Mission, publication: Publication) -> None:
    """Meetings for the new ones, with all their seats."""
    asked = {wish.meeting.id: wish.meeting for _seat, wish in publication.new if wish.meeting}
    await session.exec(delete(PersonSeat).where(col(PersonSeat.meeting_id).in_(asked)))
    await _make_room(session, mission, publication.new)
    meetings = [_meeting(session, mission, seat, wish) for seat, wish in publication.new]
    session.add_all(meetings)
    await session.flush()
    people, tables, interpreters = [], [], []
    for meeting in meetings:
        at = {"slot_id": meeting.slot_id, "meeting_id": meeting.id}
        people += [{**at, "delegate_id": each} for each in sorted((meeting.requester_id, meeting.invitee_id))]
        tables.append({**at, "table_id": meeting.table_id})
        if meeting.interpreter_id is not None:
            interpreters.append({**at, "interpreter_id": meeting.interpreter_id})
    for kind, rows in ((PersonSeat, people), (TableSeat, tables), (InterpreterSeat, interpreters)):
        if rows:
            await session.exec(insert(kind), params=rows)
    touched = {each for meeting in meetings for each in (meeting.requester_id, meeting.invitee_id)}
    await withdrawn.outdated(session, [], touched)


async def _make_room(session: UnitSession, mission: Mission, new: Sequence[tuple[Seat, Wish]]) -> None:
    """A request that only held a time gives way to a meeting: its time is found when it is confirmed."""
    wanted = {(seat.slot_id, each) for seat, wish in new for each in wish.people}
    held = await session.exec(
        select(PersonSeat, Meeting)
        .join(Meeting, col(Meeting.id) == col(PersonSeat.meeting_id))
        .where(Meeting.mission_id == mission.id, Meeting.state == MeetingState.REQUESTED)
    )
    for seat, meeting in held.all():
        if (seat.slot_id, seat.delegate_id) in wanted:
            meeting.any_time = True
            meeting.revision += 1
            await session.delete(seat)
    await session.flush()


def _meeting(session: UnitSession, mission: Mission, seat: Seat, wish: Wish) -> Meeting:
    """The request as a meeting, or a new one; each of the two is asked whether it suits them."""
    one, other = wish.people if wish.people[0] == wish.asked_by else wish.people[::-1]
    meeting = wish.meeting
    if meeting is None:
        meeting = Meeting(
            mission_id=mission.id,
            requester_id=one,
            invitee_id=other,
            pair=wish.pair,
            slot_id=seat.slot_id,
            requested_at=session.now,
        )
    else:
        asked_then = meeting.slot_id == seat.slot_id and not meeting.any_time
        if asked_then and meeting.awaits_id == meeting.invitee_id:
            meeting.requester_accepted_at = session.now
        if asked_then and meeting.awaits_id == meeting.requester_id:
            meeting.invitee_accepted_at = session.now
        meeting.revision += 1
    meeting.awaits_id = meeting.moves_to_id = meeting.expires_at = meeting.nudge_at = None
    meeting.slot_id, meeting.table_id, meeting.interpreter_id = _place(seat)
    meeting.state, meeting.any_time, meeting.planned_at = MeetingState.CONFIRMED, False, session.now
    return meeting


async def _tell_moves(
    session: UnitSession, organiser: Person, mission: Mission, timetable: Timetable, moves: Sequence[Move]
) -> Sequence[Notice]:
    """Before and after, to those who are moved; whoever has another time is asked anew whether it suits them."""
    if not moves:
        return []
    for move in moves:
        meeting = await session.get_one(Meeting, move.meeting_id)
        if move.before.slot_id != move.after.slot_id and not meeting.is_agreed:
            meeting.requester_accepted_at = meeting.invitee_accepted_at = None
    change = Change(
        mission_id=mission.id,
        subject="timetable",
        made_by=organiser.id,
        made_at=session.now,
        detail={"kind": "timetable-mended", "id": timetable.id},
    )
    session.add(change)
    await session.flush()
    await write_receipts(session, mission, change, moves)
    await withdrawn.outdated(
        session, [move.meeting_id for move in moves], {each for move in moves for each in move.delegates}
    )
    return await telling.begin(session, change)
