"""Which times two delegates could meet: both there, both free, not past, a table left, and who interprets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from missions.meetings import availability
from missions.meetings.mission_frame import local_day
from storage.database import UnitSession
from storage.tables import Delegate, Meeting, Mission, Slot

__all__ = ["answer_until", "free_for", "local_day"]

ANSWER_BEFORE = timedelta(minutes=30)
"""A request is answered at least so long before the meeting, where there is still as much time."""


def answer_until(mission: Mission, slot: Slot, now: datetime) -> datetime:
    """Until when a request made now holds its slot."""
    latest = slot.starts_at - ANSWER_BEFORE
    return min(now + timedelta(hours=mission.request_hours), latest if latest > now else slot.starts_at)


async def free_for(
    session: UnitSession, mission: Mission, one: Delegate, other: Delegate, moving: Meeting | None = None
) -> Sequence[Slot]:
    """The slots in which these two could meet, in order of time; of a meeting that moves, other ones than it has."""
    found = (await availability.room(session, mission, one, other, moving=moving)).openings()
    own = {moving.slot_id, moving.moves_to_id} if moving else {None}
    return [opening.slot for opening in found if opening.slot.id not in own]
