"""Where and when two delegates could meet: both there and free, a table, an interpreter where they need one, and time
for each to come and go. Read from the tables in a few queries, without the solver."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import col, select

from locales import N_
from missions import spans
from missions.meeting.bridging import bridges, share_a_language
from storage.database import UnitSession
from storage.tables import (
    Delegate,
    Interpreter,
    InterpreterSeat,
    Meeting,
    MeetingState,
    MeetingTable,
    Mission,
    PersonSeat,
    Slot,
    TableSeat,
    Venue,
    VenueTravel,
)

NOT_FREE = N_("This time is no longer free for both of you. Please choose another one.")
NO_TABLE = N_("No table is free then. Please choose another time.")
NO_INTERPRETER = N_("No interpreter for the two of you is free then. Please choose another time.")
NO_BRIDGE = N_("You share no language, and no interpreter of this mission speaks one of each of you.")
TOO_FAR = N_("One of you could not be there in time from another meeting. Please choose another time.")
ENOUGH = N_("One of you has as many meetings on that day as there may be. Please choose another day.")


@dataclass(frozen=True, slots=True)
class Seat:
    """What somebody has to do in a slot. venue is empty where nothing says where it will be."""

    slot_id: int
    starts_at: datetime
    ends_at: datetime
    venue_id: int | None = None
    table_id: int | None = None
    counts: bool = False
    """Whether it is a meeting, and not only a request that holds the time."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A slot in which they could meet: at which venues, and who could interpret at each."""

    slot: Slot
    venues: Mapping[int, Sequence[int]]
    """By the id of the venue, the ids of the interpreters who could be there, those with least to do first; none where
    none is needed."""
    near: Collection[int | None]
    """The tables at which one of the two has another meeting on that day."""


@dataclass(frozen=True, slots=True)
class Ways:
    """Minutes from one venue to another."""

    default: int
    between: Mapping[tuple[int, int], int] = field(default_factory=dict)

    def minutes(self, one: int | None, other: int | None) -> int:
        if one is None or other is None or one == other:
            return 0
        return self.between.get((min(one, other), max(one, other)), self.default)

    def allow(self, seats: Sequence[Seat], slot: Slot, venue_id: int) -> bool:
        """Whether whoever has these seats can be at the venue when the slot begins, and get away in time."""
        for seat in seats:
            earlier = seat.ends_at <= slot.starts_at
            gap = slot.starts_at - seat.ends_at if earlier else seat.starts_at - slot.ends_at
            if gap.total_seconds() < 60 * self.minutes(seat.venue_id, venue_id):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Room:
    """All that decides when these two can meet, as it is in the tables now."""

    mission: Mission
    pair: tuple[Delegate, Delegate]
    slots: Sequence[Slot]
    venues: Sequence[Venue]
    tables: Counter[int]
    """How many tables of a venue can be used, by its id."""
    taken: Mapping[tuple[int, int], int]
    """How many of them are taken, by slot and venue."""
    ways: Ways
    seats: Mapping[int, Sequence[Seat]]
    """By delegate."""
    interpreters: Sequence[Interpreter] | None
    """Those who could interpret; None where the two share a language."""
    interpreting: Mapping[int, Sequence[Seat]]
    """By interpreter."""

    def openings(self) -> list[Opening]:
        """In order of time."""
        found = (self.at(slot) for slot in self.slots)
        return [each for each in found if isinstance(each, Opening)]

    def best(self) -> Opening | None:
        """Where both have least to wait: next to another meeting of theirs, with a table near it, and early."""
        neighbours = {
            each.id: {slot.id for slot in self.slots[max(0, at - 1) : at + 2]} for at, each in enumerate(self.slots)
        }

        def rank(opening: Opening) -> tuple[int, int, datetime]:
            near = alone = 0
            for delegate in self.pair:
                of_day = [seat for seat in self._of_day(self.seats[delegate.id], opening.slot) if seat.counts]
                near += any(seat.slot_id in neighbours[opening.slot.id] for seat in of_day)
                alone += not of_day
            return -near, alone, opening.slot.starts_at

        return min(self.openings(), key=rank, default=None)

    def at(self, slot: Slot) -> Opening | str:
        """What there is in a slot, or why there is nothing: a message for either of the two."""
        if slot.closed_at is not None or not all(self._is_free(each, slot) for each in self.pair):
            return NOT_FREE
        if not all(self._has_room(each, slot) for each in self.pair):
            return ENOUGH
        with_table = [venue for venue in self.venues if self._is_open(venue, slot)]
        both = [self.seats[each.id] for each in self.pair]
        in_reach = [each for each in with_table if all(self.ways.allow(seats, slot, each.id) for seats in both)]
        if not in_reach:
            return TOO_FAR if with_table else NO_TABLE
        near = {seat.table_id for seats in both for seat in self._of_day(seats, slot)}
        if self.interpreters is None:
            return Opening(slot, {venue.id: () for venue in in_reach}, near)
        venues = {venue.id: who for venue in in_reach if (who := self._interpreters_at(slot, venue))}
        if not venues:
            return NO_INTERPRETER if self.interpreters else NO_BRIDGE
        return Opening(slot, venues, near)

    def _is_free(self, delegate: Delegate, slot: Slot) -> bool:
        if delegate.days and self._day(slot.starts_at).isoformat() not in delegate.days:
            return False
        if spans.touches(delegate.away, slot.starts_at, slot.ends_at):
            return False
        return all(seat.slot_id != slot.id for seat in self.seats[delegate.id])

    def _has_room(self, delegate: Delegate, slot: Slot) -> bool:
        limit = delegate.meetings_per_day or self.mission.meetings_per_day
        there = [seat for seat in self._of_day(self.seats[delegate.id], slot) if seat.counts]
        return not limit or len(there) < limit

    def _is_open(self, venue: Venue, slot: Slot) -> bool:
        if slot.venue_id not in {None, venue.id}:
            return False
        if venue.open and not spans.covers(venue.open, slot.starts_at, slot.ends_at):
            return False
        return self.tables[venue.id] > self.taken.get((slot.id, venue.id), 0)

    def _interpreters_at(self, slot: Slot, venue: Venue) -> list[int]:
        free = [
            each.id
            for each in self.interpreters or ()
            if _is_there(each, slot)
            and all(seat.slot_id != slot.id for seat in self.interpreting[each.id])
            and self.ways.allow(self.interpreting[each.id], slot, venue.id)
        ]
        return sorted(free, key=lambda each: (len(self.interpreting[each]), each))

    def _of_day(self, seats: Sequence[Seat], slot: Slot) -> list[Seat]:
        day = self._day(slot.starts_at)
        return [seat for seat in seats if self._day(seat.starts_at) == day]

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.mission.time_zone)).date()


async def room(
    session: UnitSession,
    mission: Mission,
    one: Delegate,
    other: Delegate,
    *,
    moving: Meeting | None = None,
    slot_id: int | None = None,
) -> Room:
    """What decides when these two can meet. The seats of the meeting that is being moved or confirmed do not count.

    With a slot's id, only that slot is looked at.
    """
    aside = moving.id if moving else 0
    bridge = await _bridge(session, one, other)
    slots = select(Slot).where(Slot.mission_id == mission.id, Slot.starts_at > session.now)
    if slot_id is not None:
        slots = slots.where(Slot.id == slot_id)
    there = (await session.exec(slots.order_by(col(Slot.starts_at)))).all()
    usable = await _tables(session, mission)
    return Room(
        mission=mission,
        pair=(one, other),
        slots=there,
        venues=[venue for venue, _count in usable],
        tables=Counter({venue.id: count for venue, count in usable}),
        taken=await _taken(session, [slot.id for slot in there], aside),
        ways=await ways(session, mission),
        seats=await _seats(session, [one.id, other.id], aside),
        interpreters=bridge,
        interpreting=await _interpreting(session, [each.id for each in bridge or ()], aside),
    )


async def lock(session: UnitSession, one: Delegate, other: Delegate) -> None:
    """Nobody else settles a meeting of these two, or of those who could interpret for them, until this unit ends.

    Seats alone are held by the database; that nobody is too far away, and nobody above their limit, is held by this.
    """
    both = select(Delegate.id).where(col(Delegate.id).in_([one.id, other.id])).order_by(col(Delegate.id))
    await session.exec(both.with_for_update(key_share=True))
    if not share_a_language(one, other):
        all_of_them = select(Interpreter.id).where(Interpreter.mission_id == one.mission_id)
        await session.exec(all_of_them.order_by(col(Interpreter.id)).with_for_update(key_share=True))


async def bridgeless(session: UnitSession, one: Delegate, other: Delegate) -> bool:
    """Whether the two need an interpreter and the mission has none for them, at whatever time."""
    return await _bridge(session, one, other) == []


async def _bridge(session: UnitSession, one: Delegate, other: Delegate) -> list[Interpreter] | None:
    if share_a_language(one, other):
        return None
    found = await session.exec(select(Interpreter).where(Interpreter.mission_id == one.mission_id))
    return [each for each in found if each.away_since is None and bridges(each, one, other)]


async def ways(session: UnitSession, mission: Mission) -> Ways:
    found = await session.exec(
        select(VenueTravel).join(Venue, col(Venue.id) == col(VenueTravel.one_id)).where(Venue.mission_id == mission.id)
    )
    return Ways(mission.travel_minutes, {(each.one_id, each.other_id): each.minutes for each in found})


async def _tables(session: UnitSession, mission: Mission) -> list[tuple[Venue, int]]:
    statement = (
        select(Venue, func.count(col(MeetingTable.id)))
        .join(MeetingTable, col(MeetingTable.venue_id) == col(Venue.id))
        .where(Venue.mission_id == mission.id, col(Venue.closed_at).is_(None), col(MeetingTable.closed_at).is_(None))
        .group_by(col(Venue.id))
        .order_by(col(Venue.id))
    )
    return [(venue, count) for venue, count in await session.exec(statement)]


async def _taken(session: UnitSession, slot_ids: Sequence[int], aside: int) -> dict[tuple[int, int], int]:
    statement = (
        select(TableSeat.slot_id, MeetingTable.venue_id, func.count(col(TableSeat.id)))
        .join(MeetingTable, col(MeetingTable.id) == col(TableSeat.table_id))
        .where(
            col(TableSeat.slot_id).in_(slot_ids),
            TableSeat.meeting_id != aside,
            col(MeetingTable.closed_at).is_(None),
        )
        .group_by(col(TableSeat.slot_id), col(MeetingTable.venue_id))
    )
    return {(slot, venue): count for slot, venue, count in await session.exec(statement)}


async def _seats(session: UnitSession, delegate_ids: Sequence[int], aside: int) -> dict[int, list[Seat]]:
    statement = (
        select(PersonSeat.delegate_id, Slot, Meeting, MeetingTable.venue_id)
        .join(Slot, col(Slot.id) == col(PersonSeat.slot_id))
        .join(Meeting, col(Meeting.id) == col(PersonSeat.meeting_id))
        .outerjoin(MeetingTable, col(MeetingTable.id) == col(Meeting.table_id))
        .where(col(PersonSeat.delegate_id).in_(delegate_ids), PersonSeat.meeting_id != aside)
    )
    found: dict[int, list[Seat]] = {each: [] for each in delegate_ids}
    for delegate_id, slot, meeting, venue_id in await session.exec(statement):
        # The seat of a time that is only proposed says nothing about where it would be.
        held = meeting.state is MeetingState.CONFIRMED and meeting.slot_id == slot.id
        seat = Seat(slot.id, slot.starts_at, slot.ends_at)
        if held:
            seat = replace(seat, venue_id=venue_id, table_id=meeting.table_id, counts=True)
        found[delegate_id].append(seat)
    return found


async def _interpreting(session: UnitSession, ids: Sequence[int], aside: int) -> Mapping[int, list[Seat]]:
    found: dict[int, list[Seat]] = defaultdict(list)
    if not ids:
        return found
    statement = (
        select(InterpreterSeat.interpreter_id, Slot, MeetingTable.venue_id, MeetingTable.id)
        .join(Slot, col(Slot.id) == col(InterpreterSeat.slot_id))
        .join(Meeting, col(Meeting.id) == col(InterpreterSeat.meeting_id))
        .outerjoin(MeetingTable, col(MeetingTable.id) == col(Meeting.table_id))
        .where(col(InterpreterSeat.interpreter_id).in_(ids), InterpreterSeat.meeting_id != aside)
    )
    for interpreter_id, slot, venue_id, table_id in await session.exec(statement):
        found[interpreter_id].append(Seat(slot.id, slot.starts_at, slot.ends_at, venue_id, table_id, counts=True))
    return found


def _is_there(interpreter: Interpreter, slot: Slot) -> bool:
    present = not interpreter.present or spans.covers(interpreter.present, slot.starts_at, slot.ends_at)
    return present and not spans.touches(interpreter.breaks, slot.starts_at, slot.ends_at)
