"""Sessions that people attend: no meeting is at that time, nor so close that they could not get there.

The one owner of this rule: single confirmations, offered slots and whole timetables ask it by mission_frame.people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from missions.solver import Key, Travel
from storage.tables import (
    BOOKED_STATES,
    HOLDING,
    Meeting,
    MeetingTable,
    Mission,
    PersonSeat,
    ProgrammeSession,
    SignUp,
    Slot,
)


@dataclass(frozen=True, slots=True)
class Attended:
    """The hours of a session that a delegate has a place in, and its venue."""

    delegate_id: int
    starts_at: datetime
    ends_at: datetime
    venue_id: int | None

    @property
    def hours(self) -> tuple[datetime, datetime, int | None]:
        """When and where: the same for all who attend."""
        return self.starts_at, self.ends_at, self.venue_id

    def touches(self, slot: Slot) -> bool:
        """Whether it is within the slot."""
        return slot.starts_at < self.ends_at and self.starts_at < slot.ends_at


async def attended(session: AsyncSession, mission: Mission, delegate_ids: Collection[int]) -> Sequence[Attended]:
    """What these delegates attend from now on."""
    statement = (
        select(SignUp.delegate_id, ProgrammeSession.starts_at, ProgrammeSession.ends_at, ProgrammeSession.venue_id)
        .join(ProgrammeSession, col(ProgrammeSession.id) == col(SignUp.session_id))
        .where(
            ProgrammeSession.mission_id == mission.id,
            ProgrammeSession.ends_at > session.info["now"],
            col(ProgrammeSession.cancelled_at).is_(None),
            col(SignUp.state).in_(HOLDING),
        )
    )
    found = (await session.exec(statement)).all()
    wanted = set(delegate_ids)
    return [Attended(*row) for row in found if row[0] in wanted]


async def session_during(session: AsyncSession, delegate_id: int, slot: Slot) -> Mapping[str, str] | None:
    """The title of a session that the delegate attends within the slot."""
    statement = (
        select(ProgrammeSession.title)
        .join(SignUp, col(SignUp.session_id) == col(ProgrammeSession.id))
        .where(
            SignUp.delegate_id == delegate_id,
            col(SignUp.state).in_(HOLDING),
            col(ProgrammeSession.cancelled_at).is_(None),
            ProgrammeSession.starts_at < slot.ends_at,
            ProgrammeSession.ends_at > slot.starts_at,
        )
    )
    return (await session.exec(statement.limit(1))).first()


@dataclass(frozen=True, slots=True)
class KeptFree:
    """By delegate: slots in which they can meet nobody, and slots each with a venue that they cannot reach in time."""

    slots: Mapping[int, set[int]]
    unreachable: Mapping[int, set[tuple[Key, Key]]]


async def kept_for(
    session: AsyncSession,
    slots: Sequence[Slot],
    sessions: Sequence[Attended],
    venues: Collection[int],
    ways: Sequence[Travel],
) -> KeptFree:
    """What these sessions keep free, with the way to and from them. venues: those that have tables.

    A confirmed meeting that they have all the same stays possible: they were asked, and chose to have both.
    """
    kept: dict[int, set[int]] = defaultdict(set)
    unreachable: dict[int, set[tuple[Key, Key]]] = defaultdict(set)
    met = await _met(session, {each.delegate_id for each in sessions})
    minutes = {frozenset({way.one, way.other}): way.minutes for way in ways}
    far = {each.hours: _far(each, slots, venues, minutes) for each in sessions}
    for each in sessions:
        mine = met.get(each.delegate_id, {})
        kept[each.delegate_id] |= {slot.id for slot in slots if each.touches(slot) and slot.id not in mine}
        unreachable[each.delegate_id] |= {(slot, venue) for slot, venue in far[each.hours] if mine.get(slot) != venue}
    return KeptFree(kept, unreachable)


def _far(
    each: Attended, slots: Sequence[Slot], venues: Collection[int], minutes: Mapping[frozenset[Key], int]
) -> set[tuple[int, int]]:
    """The slots before and after the session, each with a venue that is too far away for the pause between them."""
    if each.venue_id is None:
        return set()
    needed = {
        venue: timedelta(minutes=minutes.get(frozenset({venue, each.venue_id}), 0))
        for venue in venues
        if venue != each.venue_id
    }
    longest = max(needed.values(), default=timedelta())
    found = set()
    for slot in slots:
        pause = max(slot.starts_at - each.ends_at, each.starts_at - slot.ends_at)
        if timedelta() <= pause < longest:
            found |= {(slot.id, venue) for venue, time in needed.items() if pause < time}
    return found


async def _met(session: AsyncSession, delegate_ids: Collection[int]) -> Mapping[int, Mapping[int, int | None]]:
    """By delegate and slot, the venues of their confirmed meetings."""
    seats = (
        select(PersonSeat.delegate_id, PersonSeat.slot_id, MeetingTable.venue_id)
        .join(Meeting, col(Meeting.id) == col(PersonSeat.meeting_id))
        .outerjoin(MeetingTable, col(MeetingTable.id) == col(Meeting.table_id))
        .where(
            col(PersonSeat.delegate_id).in_(delegate_ids),
            col(Meeting.state).in_(BOOKED_STATES),
            PersonSeat.slot_id == Meeting.slot_id,
        )
    )
    found: dict[int, dict[int, int | None]] = defaultdict(dict)
    for delegate, slot, venue in (await session.exec(seats)).all():
        found[delegate][slot] = venue
    return found
