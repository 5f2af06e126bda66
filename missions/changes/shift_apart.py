"""Meetings of one venue that move while others meet in the same slots: they get slots that stand apart."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, update

from missions.changes.shift_engagements import MeetingAhead
from missions.changes.shift_frame import ShiftFrame
from storage.database import UnitSession
from storage.tables import Arrival, InterpreterSeat, Meeting, PersonSeat, Slot, TableSeat


async def stand_apart(session: UnitSession, frame: ShiftFrame, meetings: Sequence[MeetingAhead]) -> list[Slot]:
    """The new slots, one for each that the venue shares, with its meetings and all their seats.

    Seats move with an update: a table that a meeting takes along is not free.
    """
    by, found = frame.shift.by, []
    for shared in frame.shared:
        slot = Slot(
            mission_id=frame.mission.id,
            starts_at=shared.starts_at + by,
            ends_at=shared.ends_at + by,
            venue_id=frame.shift.venue_id,
            apart_from=shared.id,
            shifted_at=session.now,
        )
        session.add(slot)
        await session.flush()
        theirs = [each.id for each in meetings if each.slot_id == shared.id]
        moved = update(Meeting).where(col(Meeting.id).in_(theirs))
        await session.exec(moved.values(slot_id=slot.id))
        for seat in (PersonSeat, TableSeat, InterpreterSeat, Arrival):
            of_them = col(seat.meeting_id).in_(theirs) & (col(seat.slot_id) == shared.id)
            await session.exec(update(seat).where(of_them).values(slot_id=slot.id))
        found.append(slot)
    return found
