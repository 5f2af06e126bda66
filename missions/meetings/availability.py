"""Where and when two delegates could meet beside everything booked.

Reads the tables in a few queries; the solver's search for one seat (missions.solver.single) decides.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import col, select

from locales import N_
from missions import solver
from missions.meetings import mission_frame
from missions.meetings.bookings import Stops, upheld
from missions.meetings.companions import companions
from missions.pairs import pair_of
from missions.people.languages import share_a_language
from missions.solver import Rule, Seating, Surroundings, Wish, seatings
from storage.database import UnitSession
from storage.tables import Delegate, Interpreter, Meeting, Mission, Slot

NOT_FREE = N_("This time is no longer free for both of you. Please choose another one.")
NO_TABLE = N_("No table is free at that time. Please choose another time.")
NO_INTERPRETER = N_("No interpreter is free for you two at that time. Please choose another time.")
NO_BRIDGE = N_("You have no common language, and no interpreter of this mission speaks one of each.")
TOO_FAR = N_("One of you could not get there in time from another meeting. Please choose another time.")
ENOUGH = N_("One of you has reached the limit of meetings on that day. Please choose another day.")

NOT_FREE_THEN = N_("{name} is not free at that time.")
WHY_NOT_ALONG = {
    Rule.TRAVEL: N_("{name} could not get there in time from another meeting."),
    Rule.DAY_LIMIT: N_("{name} has reached the limit of meetings on that day."),
}

WHY = {
    Rule.TABLES: NO_TABLE,
    Rule.TRAVEL: TOO_FAR,
    Rule.DAY_LIMIT: ENOUGH,
    Rule.INTERPRETERS: NO_INTERPRETER,
    Rule.NO_INTERPRETER: NO_BRIDGE,
}
"""The refusal for each rule; any other rule is NOT_FREE."""


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A slot in which the two could meet, with its tables and interpreters, best first."""

    slot: Slot
    seatings: Sequence[Seating]


@dataclass(frozen=True, slots=True)
class Room:
    """All that decides when the two can meet, as read from the tables."""

    mission: Mission
    slots: Sequence[Slot]
    people: Sequence[solver.Attendee]
    tables: Sequence[solver.Table]
    opening: Mapping[solver.Key, frozenset[solver.Key]]
    """By the id of the venue, the slots in which it is open."""
    taken: Collection[tuple[int, int | None]]
    """Slot and table of each booking."""
    interpreters: Sequence[solver.InterpreterDuty]
    around: Surroundings
    held: Mapping[int, Collection[int]]
    """By delegate, the slots in which they have a seat."""

    def openings(self) -> list[FreeSlot]:
        """In order of time."""
        found = (self.at(slot) for slot in self.slots)
        return [each for each in found if isinstance(each, FreeSlot)]

    def best(self) -> FreeSlot | None:
        """The seat with the fewest gaps for both, then the shortest way, then the earliest."""
        return min(self.openings(), key=lambda opening: opening.seatings[0].cost, default=None)

    def at(self, slot: Slot, table_id: int | None = None) -> FreeSlot | str:
        """The free tables in a slot, or the message id of why there is none. table_id: only that table."""
        if slot.closed_at is not None:
            return NOT_FREE
        free = [
            each
            for each in self.tables
            if slot.id in self.opening[each.venue]
            and (slot.id, each.key) not in self.taken
            and table_id in {None, each.key}
        ]
        looked_at = solver.Opening(mission_frame.slot_of(self.mission, slot), free, self.interpreters)
        two = Wish("these two", tuple(each.key for each in self.people))
        found = seatings(two, self.people, looked_at, self.around)
        return WHY.get(found, NOT_FREE) if isinstance(found, Rule) else FreeSlot(slot, found)


async def room(
    session: UnitSession,
    mission: Mission,
    one: Delegate,
    other: Delegate,
    *,
    moving: Meeting | None = None,
    slot_id: int | None = None,
) -> Room:
    """Read all that decides when the two can meet; the seats of the meeting being moved or confirmed do not count.

    Who has joined the meeting being moved has to be free as well. slot_id: only that slot, even if it has begun.
    """
    everybody = [one, other, *(await companions(session, moving) if moving else [])]
    ids = [each.id for each in everybody]
    aside = moving.id if moving else 0
    rows = await (
        mission_frame.slots_to_come(session, mission) if slot_id is None else _slot(session, mission, slot_id)
    )
    there = [each for each in rows if slot_id in {None, each.id}]
    people = await mission_frame.people(session, mission, there, everybody, aside)
    tables = await mission_frame.tables_of(session, mission)
    bridge = [] if share_a_language(one, other) else await _bridge(session, mission, there)
    stops = Stops(mission, tables)
    voices = [int(each.key) for each in bridge]
    await stops.read(session, ids, voices, [slot.id for slot in there], aside)
    for seat in await upheld(session, mission, without=pair_of(one.id, other.id)):
        stops.note(seat.slot, seat.people, seat.table_id, seat.interpreter_id)
    venues = await mission_frame.venues(session, mission, there, rows)
    ways = await mission_frame.travel(session, mission, [each.key for each in venues])
    return Room(
        mission=mission,
        slots=there,
        people=[_unless_kept(each, stops, interpreted=each.key in {one.id, other.id}) for each in people],
        tables=[each for each in tables if each.slots is None],
        opening={each.key: each.slots or frozenset() for each in venues},
        taken=stops.taken,
        interpreters=bridge,
        around=stops.around(ways),
        held=stops.held,
    )


def _unless_kept(person: solver.Attendee, stops: Stops, *, interpreted: bool) -> solver.Attendee:
    """Without the slots that they keep for a request. Who has joined a meeting needs no interpreter: their side has."""
    free = (person.slots or frozenset()) - stops.kept[int(person.key)]
    return replace(person, slots=free, languages=person.languages if interpreted else frozenset())


async def lock(session: UnitSession, one: Delegate, other: Delegate, *more: Delegate) -> None:
    """Lock both delegates, who has joined them, and, if they need one, the interpreters, until the transaction ends.

    Unique constraints protect the seats; travel times and daily limits hold only under this lock, as do the hours:
    a shift of the clock locks the mission.
    """
    if session.get_bind().dialect.name == "sqlite":
        return  # it has one writer
    mission = select(Mission.id).where(Mission.id == one.mission_id)
    await session.exec(mission.with_for_update(key_share=True, read=True))
    people = select(Delegate.id).where(col(Delegate.id).in_([each.id for each in (one, other, *more)]))
    await session.exec(people.order_by(col(Delegate.id)).with_for_update(key_share=True))
    if not share_a_language(one, other):
        await lock_interpreters(session, one.mission_id)


async def lock_interpreters(session: UnitSession, mission_id: int) -> None:
    all_of_them = select(Interpreter.id).where(Interpreter.mission_id == mission_id)
    await session.exec(all_of_them.order_by(col(Interpreter.id)).with_for_update(key_share=True))


ANSWER_BEFORE = timedelta(minutes=30)
"""The last moment to answer is this long before the meeting: time to walk there, and for the other to plan."""


def answer_until(mission: Mission, slot: Slot, now: datetime, since: datetime | None = None) -> datetime:
    """When a request made now expires; its slot is held until then. since: when it can be read, if that is later."""
    latest = slot.starts_at - ANSWER_BEFORE
    return min((since or now) + timedelta(hours=mission.request_hours), latest if latest > now else slot.starts_at)


async def free_for(
    session: UnitSession, mission: Mission, one: Delegate, other: Delegate, moving: Meeting | None = None
) -> Sequence[Slot]:
    """The slots in which the two could meet, in order of time; without those that the meeting being moved has."""
    found = (await room(session, mission, one, other, moving=moving)).openings()
    own = {moving.slot_id, moving.moves_to_id} if moving else {None}
    return [opening.slot for opening in found if opening.slot.id not in own]


async def why_not_along(
    session: UnitSession, mission: Mission, meeting: Meeting, slot: Slot, joining: Delegate
) -> str | None:
    """Why a delegate cannot come along to a confirmed meeting, as a message id; None if they can."""
    people = await mission_frame.people(session, mission, [slot], [joining], meeting.id)
    tables = await mission_frame.tables_of(session, mission)
    stops = Stops(mission, tables)
    await stops.read(session, [joining.id], [], [])
    for seat in await upheld(session, mission):
        stops.note(seat.slot, seat.people, seat.table_id, seat.interpreter_id)
    venues = await mission_frame.venues(session, mission, [slot])
    ways = await mission_frame.travel(session, mission, [each.key for each in venues])
    at = [each for each in tables if each.key == meeting.table_id]
    looked_at = solver.Opening(mission_frame.slot_of(mission, slot), [replace(each, slots=None) for each in at])
    found = seatings(
        Wish("one more", (joining.id,)),
        [_unless_kept(each, stops, interpreted=False) for each in people],
        looked_at,
        stops.around(ways),
    )
    return WHY_NOT_ALONG.get(found, NOT_FREE_THEN) if isinstance(found, Rule) else None


async def _slot(session: UnitSession, mission: Mission, slot_id: int) -> Sequence[Slot]:
    """This slot, unless it is over, and those that stand apart."""
    wanted = (col(Slot.id) == slot_id) | col(Slot.apart_from).is_not(None)
    named = select(Slot).where(wanted, Slot.mission_id == mission.id, Slot.ends_at > session.now)
    return (await session.exec(named)).all()


async def _bridge(session: UnitSession, mission: Mission, slots: Sequence[Slot]) -> list[solver.InterpreterDuty]:
    """The interpreters who have not gone away."""
    away = select(Interpreter.id).where(Interpreter.mission_id == mission.id, col(Interpreter.away_since).is_not(None))
    gone = set((await session.exec(away)).all())
    return [each for each in await mission_frame.interpreters(session, mission, slots) if each.key not in gone]
