"""Publication of a draft: the dry run, and the start."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import select
from sqlmodel.sql.expression import SelectOfScalar

from locales import N_
from missions import jobs
from missions.audit import record
from missions.changes.place import Place, upcoming
from missions.changes.plan import MeetingMove
from missions.errors import Refusal
from missions.meetings import mission_frame
from missions.meetings.bookings import Stops
from missions.notices import Notice
from missions.pairs import pair_of
from missions.timetables import drafts, publish_job
from missions.timetables.draft_plan import Seat, TimetableDraft
from missions.timetables.fitting import Fitting
from missions.timetables.problem import Task, read
from missions.timetables.publish_state import Moving, Setting, Todo
from missions.timetables.summary import names
from missions.timetables.wishes import MeetingWish
from storage.database import UnitSession
from storage.tables import (
    Interpreter,
    Meeting,
    Mission,
    Person,
    Timetable,
    TimetableState,
)

MAKE_ANEW = N_("Meetings have changed in the meantime. Please redo it: that is quick.")


@dataclass(frozen=True, slots=True)
class Publication:
    """The dry run of a publication."""

    draft: TimetableDraft
    task: Task
    new: Sequence[tuple[Seat, MeetingWish]]
    """Wishes that get a seat; open requests are among them."""
    moves: Sequence[MeetingMove]
    lost: Sequence[Meeting]
    """Confirmed meetings without a seat in the draft."""
    left_out: Collection[str]
    """Pairs that the draft places, but that are no longer wished or no longer fit."""
    outdated: bool
    """Whether wishes, meetings or resources have changed since the draft was made."""

    @property
    def possible(self) -> bool:
        """Moves depend on each other: they are made only if nothing has changed since."""
        return not (self.outdated and (self.moves or self.lost))

    @property
    def touched(self) -> frozenset[int]:
        """The delegates of new meetings."""
        return frozenset(each for _seat, wish in self.new for each in wish.people)

    @property
    def fingerprint(self) -> str:
        """Hash of what would happen (8 hex digits)."""
        new = sorted((seat.pair, seat.slot_id, seat.table_id, seat.interpreter_id or 0) for seat, _wish in self.new)
        moves = sorted((move.meeting_id, move.revision, *map(str, move.after.seats)) for move in self.moves)
        lost = sorted((meeting.id, meeting.revision) for meeting in self.lost)
        said = repr((self.task.fingerprint, new, moves, lost))
        return hashlib.blake2b(said.encode(), digest_size=4).hexdigest()


async def foresee(session: UnitSession, mission: Mission, timetable: Timetable) -> Publication:
    """Dry run: what publishing this draft would do now."""
    draft, task = TimetableDraft.from_json(timetable.plan), await read(session, mission, timetable.kind)
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
    new = wanted
    if outdated:
        fitting = await _fitting(session, mission, task, {*moved, *(meeting.pair for meeting in lost)})
        new = [(taken, wish) for seat, wish in wanted if (taken := fitting.take(seat))]
    left_out = set(seated) - {seat.pair for seat, _wish in new} - set(_standing(task))
    moves = await _moves(session, mission, moved)
    return Publication(draft, task, new, moves, lost, left_out, outdated)


def _is_new(wish: MeetingWish | None) -> bool:
    return wish is not None and not wish.stands


def _standing(task: Task) -> Mapping[str, MeetingWish]:
    return {pair: wish for pair, wish in task.wishes.items() if wish.stands}


def _elsewhere(wish: MeetingWish, seat: Seat, draft: TimetableDraft) -> bool:
    """Whether the draft moves the meeting; one that was confirmed after the draft is not moved."""
    meeting = wish.meeting
    if meeting is None or seat.pair not in draft.stood:
        return False
    return (meeting.slot_id, meeting.table_id, meeting.interpreter_id) != _place(seat)


def _place(seat: Seat) -> tuple[int, int, int | None]:
    return seat.slot_id, seat.table_id, seat.interpreter_id


async def _fitting(session: UnitSession, mission: Mission, task: Task, without: Collection[str]) -> Fitting:
    """Free seats beside all confirmed meetings but those of these pairs."""
    slots = {each.id: each for each in await mission_frame.slots_to_come(session, mission)}
    stops = Stops(mission, task.problem.tables)
    for pair, wish in task.wishes.items():
        meeting = wish.meeting
        if wish.stands and meeting is not None and pair not in without and meeting.slot_id in slots:
            stops.note(slots[meeting.slot_id], wish.people, meeting.table_id, meeting.interpreter_id)
    return Fitting(mission, task.problem, stops, slots)


async def _moves(session: UnitSession, mission: Mission, moved: Mapping[str, Seat]) -> list[MeetingMove]:
    if not moved:
        return []
    found, known = [], await names(session, mission)
    interpreters = {each.id: each for each in await session.exec(_interpreters(mission))}
    for meeting, before in await upcoming(session, mission.id):
        seat = moved.get(meeting.pair)
        if seat is not None and seat.slot_id in known.slots and seat.table_id in known.tables:
            voice = interpreters.get(seat.interpreter_id or 0)
            after = Place.of(known.slots[seat.slot_id], *known.tables[seat.table_id], voice)
            found.append(MeetingMove.of(meeting, before, after))
    return found


def _interpreters(mission: Mission) -> SelectOfScalar[Interpreter]:
    return select(Interpreter).where(Interpreter.mission_id == mission.id)


async def publish(
    session: UnitSession, organiser: Person, timetable_id: int, fingerprint: str
) -> tuple[Timetable, Sequence[Notice]] | None:
    """Publish what the dry run with this fingerprint showed; None if something else would happen by now.

    A small timetable is written at once and its notices come back. A large one is written by the clock, a chunk at a
    time (missions.timetables.publish_job); its seats count as booked meanwhile.

    Raises:
        Refusal: they are no organiser, it is not ready, or meetings that it moves have changed.
    """
    timetable, mission = await drafts.ready(session, organiser, timetable_id)
    publication = await foresee(session, mission, timetable)
    if publication.fingerprint != fingerprint:
        return None
    if not publication.possible:
        raise Refusal(MAKE_ANEW)
    todo = _todo(publication, organiser)
    timetable.state, timetable.published_at = TimetableState.PUBLISHING, session.now
    timetable.publishing = todo.to_json()
    timetable.revision += 1
    meetings = {"new": len(publication.new), "moved": len(publication.moves), "lost": len(publication.lost)}
    record(session, organiser, mission.id, "timetable.publish", f"timetable:{timetable.id}", **meetings)
    await session.flush()
    notices: list[Notice] = []
    while todo.total <= jobs.CHUNK and timetable.state is TimetableState.PUBLISHING:
        notices += await publish_job.advance(session, timetable)
    return timetable, notices


def _todo(publication: Publication, organiser: Person) -> Todo:
    # Slot by slot, so that a chunk has to do with few of them.
    new = sorted(publication.new, key=lambda each: (each[0].slot_id, each[0].table_id))
    return Todo(
        by=organiser.id,
        lost=[meeting.id for meeting in publication.lost],
        moves=[
            Moving(move.meeting_id, pair_of(*move.delegates), move.before.seats, move.after.seats)
            for move in publication.moves
        ],
        new=[Setting(seat, wish.asked_by, wish.meeting.id if wish.meeting else 0) for seat, wish in new],
        total=len(publication.lost) + len(publication.moves) + len(publication.new),
    )


def shown_in(timetable: Timetable, row_id: int) -> None:
    """Note the outbox row of the organiser's progress message."""
    timetable.publishing = {**timetable.publishing, "row": row_id}
