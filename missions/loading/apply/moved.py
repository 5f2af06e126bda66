"""Confirmed meetings that a loaded file puts elsewhere: their people read it, as a change at the desk."""

from __future__ import annotations

from collections.abc import Mapping

from missions.changes.apply import move_meetings, write_receipts
from missions.changes.notices import FILE
from missions.changes.place import Place, upcoming
from missions.changes.plan import MeetingMove, with_companions
from missions.loading.apply.loading import Loading
from missions.meetings.reminders import outdated
from storage.database import UnitSession
from storage.tables import Change, Mission


async def places(session: UnitSession, mission: Mission) -> Mapping[int, Place]:
    """Where each confirmed meeting to come is, by its id."""
    return {meeting.id: place for meeting, place in await upcoming(session, mission.id)}


async def tell(loading: Loading, before: Mapping[int, Place]) -> None:
    """Note the change with a receipt for each delegate; the clock tells them, and the organisers."""
    session, mission = loading.session, loading.mission
    found = await upcoming(session, mission.id)
    moved = [
        MeetingMove.of(meeting, before[meeting.id], place)
        for meeting, place in found
        if before.get(meeting.id, place) != place
    ]
    moves = await with_companions(session, moved)
    if not moves:
        return
    await move_meetings(session, moves)
    detail = {"kind": "file-loaded", "id": mission.id, "meetings": len(moves)}
    change = Change(mission_id=mission.id, subject=FILE, made_at=session.now, detail=detail)
    session.add(change)
    await session.flush()
    await write_receipts(session, mission, change, moves)
    touched = {delegate for move in moves for delegate in move.people}
    await outdated(session, [move.meeting_id for move in moves], touched)
    loading.report.meetings_changed = len(moves)
