"""Slots, venues, tables, people, interpreters and ways of a mission, as the solver's plain values.

Read alike for a whole timetable and for one meeting. Ids are the keys; a closed thing has no slots.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations
from zoneinfo import ZoneInfo

from sqlalchemy import union_all
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from missions import local_time
from missions.meetings.attending import KeptFree, attended, kept_for
from missions.people.languages import spoken
from missions.solver import Attendee, InterpreterDuty, Key, Site, Table, TimeSlot, Travel
from missions.spans import Stretches
from storage import tables
from storage.tables import Companion, Delegate, Meeting, MeetingState, MeetingTable, Mission, PersonSeat, VenueTravel


def local_day(mission: Mission, slot: tables.Slot) -> date:
    """The day of a slot in the mission's own time."""
    return slot.starts_at.astimezone(ZoneInfo(mission.time_zone)).date()


def slot_of(mission: Mission, row: tables.Slot) -> TimeSlot:
    return TimeSlot(row.id, local_day(mission, row), row.starts_at, row.ends_at)


async def slots_to_come(session: AsyncSession, mission: Mission) -> Sequence[tables.Slot]:
    """Slots to come in order of time, closed ones included."""
    to_come = select(tables.Slot).where(
        tables.Slot.mission_id == mission.id, tables.Slot.starts_at > session.info["now"]
    )
    return (await session.exec(to_come.order_by(col(tables.Slot.starts_at)))).all()


async def slots_apart(session: AsyncSession, mission: Mission) -> Sequence[tables.Slot]:
    """Slots to come of single venues whose hours alone were shifted."""
    return [each for each in await slots_to_come(session, mission) if each.apart_from is not None]


async def venues(
    session: AsyncSession, mission: Mission, slots: Sequence[tables.Slot], apart: Sequence[tables.Slot] = ()
) -> tuple[Site, ...]:
    """The venues with the slots in which each is open. apart: the slots that stand apart, where `slots` lacks them."""
    known = {each.id: each for each in (*slots, *apart) if each.apart_from is not None}
    rows = await session.exec(
        select(tables.Venue).where(tables.Venue.mission_id == mission.id).order_by(col(tables.Venue.id))
    )
    return tuple(
        Site(row.id, _opening(row, slots, [each for each in known.values() if each.venue_id == row.id])) for row in rows
    )


def _opening(venue: tables.Venue, slots: Sequence[tables.Slot], apart: Sequence[tables.Slot]) -> frozenset[Key]:
    """apart: the venue's own, whose tables are taken then though other slots do not say so."""
    if venue.closed_at is not None:
        return frozenset()
    opening = Stretches(venue.open)
    return frozenset(
        slot.id
        for slot in slots
        if slot.closed_at is None
        and slot.venue_id in {None, venue.id}
        and (not venue.open or opening.cover(slot.starts_at, slot.ends_at))
        and not any(_gives_way(slot, each) for each in apart)
    )


def _gives_way(slot: tables.Slot, apart: tables.Slot) -> bool:
    """Whether a venue meets in the slot that stands apart instead of in this one, or at the same time."""
    at_once = slot.starts_at < apart.ends_at and apart.starts_at < slot.ends_at
    return slot.id != apart.id and (at_once or slot.id == apart.apart_from)


async def tables_of(session: AsyncSession, mission: Mission) -> tuple[Table, ...]:
    rows = await session.exec(
        select(MeetingTable)
        .join(tables.Venue)
        .where(tables.Venue.mission_id == mission.id)
        .order_by(col(MeetingTable.id))
    )
    # Tables of a venue are 3 apart in the order of their ids: neighbours are near.
    found: list[Table] = []
    count: Counter[int] = Counter()
    for row in rows:
        count[row.venue_id] += 1
        slots: frozenset[Key] | None = frozenset() if row.closed_at is not None else None
        found.append(Table(row.id, row.venue_id, x=float(3 * count[row.venue_id]), slots=slots))
    return tuple(found)


async def people(
    session: AsyncSession,
    mission: Mission,
    slots: Sequence[tables.Slot],
    rows: Iterable[Delegate],
    aside: int = 0,
) -> tuple[Attendee, ...]:
    """The delegates with the slots in which they can meet. aside: a meeting whose proposed time does not count."""
    delegates = sorted(rows, key=lambda row: row.id)
    busy = await _kept_free(session, mission, slots, [row.id for row in delegates])
    moving = await _moving(session, mission, [row.id for row in delegates], aside)
    zone = local_time.zone(mission)
    begins = {slot.id: slot.starts_at.astimezone(zone) for slot in slots}
    always = frozenset(begins)

    def there(row: Delegate) -> frozenset[Key]:
        kept = {*moving.get(row.id, ()), *busy.slots.get(row.id, ())}
        if not row.days and not row.away and not kept and row.not_before is None:
            return always
        away = Stretches(row.away)
        return frozenset(
            slot.id
            for slot in slots
            if (not row.days or begins[slot.id].date().isoformat() in row.days)
            and (row.not_before is None or begins[slot.id].time() >= row.not_before)
            and not away.touch(slot.starts_at, slot.ends_at)
            and slot.id not in kept
        )

    return tuple(
        Attendee(
            *(row.id, spoken(row), there(row), row.meetings_per_day or mission.meetings_per_day or None),
            unreachable=frozenset(busy.unreachable.get(row.id, ())),
        )
        for row in delegates
    )


async def _kept_free(
    session: AsyncSession, mission: Mission, slots: Sequence[tables.Slot], ids: Collection[int]
) -> KeptFree:
    """What the sessions that these delegates attend keep free, and the way to and from them."""
    sessions = await attended(session, mission, ids)
    if not sessions:
        return KeptFree({}, {})
    meeting_venues = select(MeetingTable.venue_id).join(tables.Venue).where(tables.Venue.mission_id == mission.id)
    venues = set((await session.exec(meeting_venues.distinct())).all())
    ways = await travel(session, mission, sorted(venues | {each.venue_id for each in sessions if each.venue_id}))
    return await kept_for(session, slots, sessions, venues, ways)


async def _moving(session: AsyncSession, mission: Mission, ids: Collection[int], aside: int) -> Mapping[int, set[int]]:
    """By delegate, slots proposed for a confirmed meeting, kept free until the proposal is answered; and those of
    meetings that they have joined."""
    proposed = (
        select(PersonSeat.slot_id, PersonSeat.delegate_id)
        .join(Meeting, col(Meeting.id) == col(PersonSeat.meeting_id))
        .where(
            Meeting.mission_id == mission.id,
            Meeting.state == MeetingState.CONFIRMED,
            col(Meeting.moves_to_id).is_not(None),
            PersonSeat.slot_id == Meeting.moves_to_id,
            Meeting.id != aside,
        )
    )
    beside = (
        select(PersonSeat.slot_id, PersonSeat.delegate_id)
        .join(
            Companion,
            (col(Companion.meeting_id) == col(PersonSeat.meeting_id))
            & (col(Companion.delegate_id) == col(PersonSeat.delegate_id)),
        )
        .where(PersonSeat.meeting_id != aside)
    )
    both = union_all(proposed, beside).subquery()
    seats = await session.exec(select(both.c.slot_id, both.c.delegate_id))
    found: dict[int, set[int]] = defaultdict(set)
    for slot_id, delegate_id in seats:
        if delegate_id in ids:
            found[delegate_id].add(slot_id)
    return found


async def interpreters(
    session: AsyncSession, mission: Mission, slots: Sequence[tables.Slot]
) -> tuple[InterpreterDuty, ...]:
    rows = await session.exec(
        select(tables.Interpreter)
        .where(tables.Interpreter.mission_id == mission.id)
        .order_by(col(tables.Interpreter.id))
    )
    return tuple(
        InterpreterDuty(
            key=row.id,
            pairs=frozenset(frozenset(two) for two in combinations(sorted(row.languages), 2)),
            slots=_presence(row, slots),
            in_a_row=row.in_a_row or None,
            per_day=row.per_day or None,
        )
        for row in rows
    )


def _presence(interpreter: tables.Interpreter, slots: Sequence[tables.Slot]) -> frozenset[Key]:
    if interpreter.away_since is not None:
        return frozenset()
    present, breaks = Stretches(interpreter.present), Stretches(interpreter.breaks)
    return frozenset(
        slot.id
        for slot in slots
        if (not interpreter.present or present.cover(slot.starts_at, slot.ends_at))
        and not breaks.touch(slot.starts_at, slot.ends_at)
    )


async def travel(session: AsyncSession, mission: Mission, ids: Sequence[Key]) -> tuple[Travel, ...]:
    """The ways between the venues with these ids."""
    said: dict[tuple[Key, Key], int] = {
        (row.one_id, row.other_id): row.minutes
        for row in await session.exec(select(VenueTravel).where(col(VenueTravel.one_id).in_(ids)))
    }
    ways = ((one, other, said.get((one, other), mission.travel_minutes)) for one, other in combinations(ids, 2))
    return tuple(Travel(one, other, minutes) for one, other, minutes in ways if minutes)
