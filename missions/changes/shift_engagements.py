"""The meetings and sessions of everyone in the course of a day: read once for the whole mission, as plain values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlmodel import col, select

from missions.changes.shift_frame import ShiftFrame
from storage.database import UnitSession
from storage.tables import (
    HOLDING,
    InterpreterSeat,
    Meeting,
    MeetingState,
    MeetingTable,
    PersonSeat,
    SignUp,
)


class Engagement(NamedTuple):
    """A meeting or a session of one person, as it is before the shift."""

    begins: datetime
    ends: datetime
    venue_id: int | None
    moved: bool
    meeting_id: int = 0
    session_id: int = 0

    def after(self, by: timedelta) -> Engagement:
        return self._replace(begins=self.begins + by, ends=self.ends + by) if self.moved else self


class Participant(NamedTuple):
    """A delegate, or an interpreter."""

    interprets: bool
    id: int


class MeetingAhead(NamedTuple):
    """A meeting or request in a slot that moves. revision: before the move."""

    id: int
    revision: int
    slot_id: int
    confirmed: bool
    venue_id: int | None
    interpreter_id: int | None


@dataclass(frozen=True, slots=True)
class DayOfAll:
    """The day of everyone. met: by delegate, their confirmed meetings that move; attended: their sessions that do."""

    by_person: Mapping[Participant, Sequence[Engagement]]
    meetings: Mapping[int, MeetingAhead]
    met: Mapping[int, Sequence[int]]
    attended: Mapping[int, Sequence[int]]

    @property
    def touched(self) -> frozenset[int]:
        """The delegates whose meetings or sessions move."""
        return frozenset({*self.met, *self.attended})

    @property
    def interpreters(self) -> frozenset[int]:
        """Those who interpret in a meeting that moves."""
        return frozenset(
            who.id for who, each in self.by_person.items() if who.interprets and any(one.moved for one in each)
        )


async def meetings_in(session: UnitSession, frame: ShiftFrame) -> Mapping[int, MeetingAhead]:
    """The open requests and confirmed meetings in the slots that move; of shared slots, those of the venue."""
    moves = frame.moving()
    columns: list[Any] = [
        Meeting.id,
        Meeting.revision,
        Meeting.slot_id,
        col(Meeting.state) == MeetingState.CONFIRMED,
        MeetingTable.venue_id,
        Meeting.interpreter_id,
    ]
    found: Any = (
        select(*columns)
        .select_from(Meeting)
        .outerjoin(MeetingTable, col(MeetingTable.id) == col(Meeting.table_id))
        .where(
            col(Meeting.slot_id).in_(frame.slot_ids | frame.shared_ids),
            col(Meeting.state).in_((MeetingState.REQUESTED, MeetingState.CONFIRMED)),
        )
        .order_by(col(Meeting.id))
    )
    return {
        row: MeetingAhead(row, revision, slot, confirmed, venue, interpreter)
        for row, revision, slot, confirmed, venue, interpreter in (await session.exec(found)).all()
        if moves(slot, venue)
    }


async def day_of_all(session: UnitSession, frame: ShiftFrame) -> DayOfAll:
    """Read the day of the shift."""
    meetings = await meetings_in(session, frame)
    by_person: dict[Participant, list[Engagement]] = defaultdict(list)
    met: dict[int, list[int]] = defaultdict(list)
    attended: dict[int, list[int]] = defaultdict(list)
    slots, moving = {each.id: each for each in frame.day}, frame.moving()
    for interprets, who, meeting, slot_id, venue in await _seats(session, [*slots]):
        slot = slots[slot_id]
        at = slot.venue_id if venue is None else venue
        moves = moving(slot_id, at)
        by_person[Participant(interprets, who)].append(
            Engagement(slot.starts_at, slot.ends_at, at, moves, meeting_id=meeting)
        )
        if moves and not interprets:
            met[who].append(meeting)
    sessions = {each.id: each for each in frame.programme}
    for who, session_id in await _places(session, [*sessions]):
        row, moves = sessions[session_id], session_id in frame.session_ids
        by_person[Participant(False, who)].append(
            Engagement(row.starts_at, row.ends_at, row.venue_id, moves, session_id=session_id)
        )
        if moves:
            attended[who].append(session_id)
    return DayOfAll(by_person, meetings, met, attended)


async def _seats(session: UnitSession, slot_ids: Sequence[int]) -> list[tuple[bool, int, int, int, int | None]]:
    """Seats of confirmed meetings: whether of an interpreter, whose, the meeting, its slot and its table's venue."""
    found: list[tuple[bool, int, int, int, int | None]] = []
    for interprets, seat, whose in (
        (False, PersonSeat, PersonSeat.delegate_id),
        (True, InterpreterSeat, InterpreterSeat.interpreter_id),
    ):
        seats = (
            select(whose, Meeting.id, Meeting.slot_id, MeetingTable.venue_id)
            .join_from(
                seat, Meeting, (col(Meeting.id) == col(seat.meeting_id)) & (col(Meeting.slot_id) == col(seat.slot_id))
            )
            .outerjoin(MeetingTable, col(MeetingTable.id) == col(Meeting.table_id))
            .where(col(seat.slot_id).in_(slot_ids), Meeting.state == MeetingState.CONFIRMED)
            .order_by(col(seat.id))
        )
        found += [(interprets, *row) for row in (await session.exec(seats)).all()]
    return found


async def _places(session: UnitSession, session_ids: Sequence[int]) -> Sequence[tuple[int, int]]:
    """Delegates with a place in these sessions: whose, and of which."""
    held = (
        select(SignUp.delegate_id, SignUp.session_id)
        .where(col(SignUp.session_id).in_(session_ids), col(SignUp.state).in_(HOLDING))
        .order_by(col(SignUp.id))
    )
    return (await session.exec(held)).all()
