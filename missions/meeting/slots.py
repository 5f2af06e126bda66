"""Which times two delegates could meet: both there, both free, not past, and a table left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from storage.database import UnitSession
from storage.tables import Delegate, MeetingTable, Mission, PersonSeat, Slot, TableSeat, Venue

ANSWER_BEFORE = timedelta(minutes=30)
"""A request is answered at least so long before the meeting, where there is still as much time."""


def local_day(mission: Mission, slot: Slot) -> date:
    """The day of a slot as the mission counts it."""
    return slot.starts_at.astimezone(ZoneInfo(mission.time_zone)).date()


def attends(mission: Mission, delegate: Delegate, slot: Slot) -> bool:
    """Whether the delegate is there on the day of this slot."""
    return not delegate.days or local_day(mission, slot).isoformat() in delegate.days


def answer_until(mission: Mission, slot: Slot, now: datetime) -> datetime:
    """Until when a request made now holds its slot."""
    latest = slot.starts_at - ANSWER_BEFORE
    return min(now + timedelta(hours=mission.request_hours), latest if latest > now else slot.starts_at)


async def free_for(session: UnitSession, mission: Mission, one: Delegate, other: Delegate) -> Sequence[Slot]:
    """The slots in which these two could meet, in order of time."""
    taken = select(PersonSeat.slot_id).where(col(PersonSeat.delegate_id).in_([one.id, other.id]))
    slots = await session.exec(
        select(Slot)
        .where(Slot.mission_id == mission.id, Slot.starts_at > session.now, col(Slot.id).not_in(taken))
        .order_by(col(Slot.starts_at))
    )
    attended = [slot for slot in slots if attends(mission, one, slot) and attends(mission, other, slot)]
    return await _with_tables(session, mission, attended)


async def _with_tables(session: UnitSession, mission: Mission, slots: Sequence[Slot]) -> Sequence[Slot]:
    tables = await session.exec(
        select(MeetingTable.id, MeetingTable.venue_id).join(Venue).where(Venue.mission_id == mission.id)
    )
    venue_of = dict(tables.all())
    there = Counter(venue_of.values())
    seats = await session.exec(
        select(TableSeat.slot_id, TableSeat.table_id).where(col(TableSeat.slot_id).in_([slot.id for slot in slots]))
    )
    taken = Counter((slot, venue_of[table]) for slot, table in seats if table in venue_of)
    return [
        slot
        for slot in slots
        if any(there[venue] > taken[slot.id, venue] for venue in there if slot.venue_id in (None, venue))
    ]
