"""A mission as the solver is given it: ids for keys, and what cannot be used left without a slot."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from missions import spans
from missions.meeting.bridging import spoken
from missions.meeting.slots import local_day
from missions.scheduling.wishes import Wish, wishes
from missions.timetable import Interpreter, Key, Meeting, Person, Problem, Slot, Table, Travel, Venue, write_problem
from missions.timetable import Wish as Wished
from storage import tables
from storage.tables import MeetingState, MeetingTable, Mission, PersonSeat, TimetableKind, VenueTravel


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be solved: meetings that stand are published, of which those agreed move only if they have to."""

    problem: Problem
    wishes: Mapping[str, Wish]
    published: Sequence[Meeting]
    agreed: frozenset[Key]

    @property
    def fingerprint(self) -> str:
        """The same as long as the same is wished, stands and can be used: sixteen hexadecimal digits."""
        stands = sorted(f"{wish.pair}@{wish.meeting.revision}" for wish in self.wishes.values() if wish.meeting)
        said = f"{write_problem(self.problem)}{stands}{sorted(map(str, self.agreed))}"
        return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


async def read(session: AsyncSession, mission: Mission, kind: TimetableKind) -> Task:
    """The task as the tables have it at session.info["now"]. Mending leaves out what is only wished, musts aside."""
    wanted = await wishes(session, mission, only_musts=kind is TimetableKind.MENDED)
    now = session.info["now"]
    rows = (
        await session.exec(
            select(tables.Slot)
            .where(tables.Slot.mission_id == mission.id, tables.Slot.starts_at > now)
            .order_by(col(tables.Slot.starts_at))
        )
    ).all()
    people = {each for wish in wanted for each in wish.people}
    published = [_standing(wish.meeting) for wish in wanted if wish.stands and wish.meeting]
    problem = Problem(
        slots=tuple(Slot(row.id, local_day(mission, row), row.starts_at, row.ends_at) for row in rows),
        venues=await _venues(session, mission, rows),
        tables=await _tables(session, mission),
        people=await _people(session, mission, rows, people),
        wishes=tuple(Wished(wish.pair, wish.people, wish.priority) for wish in wanted),
        interpreters=await _interpreters(session, mission, rows),
        travel=await _travel(session, mission),
    )
    agreed = frozenset(wish.pair for wish in wanted if wish.meeting and wish.meeting.is_agreed)
    return Task(problem, {wish.pair: wish for wish in wanted}, published, agreed)


def _standing(meeting: tables.Meeting) -> Meeting:
    return Meeting(meeting.pair, meeting.slot_id, meeting.table_id, meeting.interpreter_id)


async def _venues(session: AsyncSession, mission: Mission, slots: Sequence[tables.Slot]) -> tuple[Venue, ...]:
    rows = await session.exec(
        select(tables.Venue).where(tables.Venue.mission_id == mission.id).order_by(col(tables.Venue.id))
    )
    return tuple(
        Venue(row.id, frozenset(slot.id for slot in slots if row.closed_at is None and _is_open(row, slot)))
        for row in rows
    )


def _is_open(venue: tables.Venue, slot: tables.Slot) -> bool:
    if slot.closed_at is not None or slot.venue_id not in {None, venue.id}:
        return False
    return not venue.open or spans.covers(venue.open, slot.starts_at, slot.ends_at)


async def _tables(session: AsyncSession, mission: Mission) -> tuple[Table, ...]:
    rows = await session.exec(
        select(MeetingTable)
        .join(tables.Venue)
        .where(tables.Venue.mission_id == mission.id)
        .order_by(col(MeetingTable.id))
    )
    # Tables of one venue stand in a row, as they are listed: neighbours are near.
    found: list[Table] = []
    count: dict[int, int] = {}
    for row in rows:
        place = count[row.venue_id] = count.get(row.venue_id, 0) + 1
        found.append(
            Table(row.id, row.venue_id, x=float(3 * place), slots=frozenset() if row.closed_at is not None else None)
        )
    return tuple(found)


async def _people(
    session: AsyncSession, mission: Mission, slots: Sequence[tables.Slot], ids: Iterable[int]
) -> tuple[Person, ...]:
    rows = await session.exec(select(tables.Delegate).where(col(tables.Delegate.id).in_(sorted(ids))))
    moving, days = await _moving(session, mission), {slot.id: local_day(mission, slot).isoformat() for slot in slots}
    always = frozenset(days)

    def there(row: tables.Delegate) -> frozenset[Key]:
        if not row.days and not row.away and row.id not in moving:
            return always
        return frozenset(
            slot.id
            for slot in slots
            if (not row.days or days[slot.id] in row.days)
            and not spans.touches(row.away, slot.starts_at, slot.ends_at)
            and slot.id not in moving.get(row.id, ())
        )

    return tuple(
        Person(row.id, spoken(row), there(row), row.meetings_per_day or mission.meetings_per_day or None)
        for row in sorted(rows, key=lambda row: row.id)
    )


async def _moving(session: AsyncSession, mission: Mission) -> Mapping[int, set[int]]:
    """By delegate, times proposed for a meeting that stands: kept free for them until that is answered."""
    seats = await session.exec(
        select(PersonSeat.slot_id, PersonSeat.delegate_id)
        .join(tables.Meeting, col(tables.Meeting.id) == col(PersonSeat.meeting_id))
        .where(
            tables.Meeting.mission_id == mission.id,
            tables.Meeting.state == MeetingState.CONFIRMED,
            PersonSeat.slot_id == tables.Meeting.moves_to_id,
        )
    )
    found: dict[int, set[int]] = defaultdict(set)
    for slot_id, delegate_id in seats:
        found[delegate_id].add(slot_id)
    return found


async def _interpreters(
    session: AsyncSession, mission: Mission, slots: Sequence[tables.Slot]
) -> tuple[Interpreter, ...]:
    rows = await session.exec(
        select(tables.Interpreter)
        .where(tables.Interpreter.mission_id == mission.id)
        .order_by(col(tables.Interpreter.id))
    )
    return tuple(
        Interpreter(
            key=row.id,
            pairs=frozenset(frozenset(two) for two in combinations(sorted(row.languages), 2)),
            slots=frozenset(slot.id for slot in slots if _is_there(row, slot)),
        )
        for row in rows
    )


def _is_there(interpreter: tables.Interpreter, slot: tables.Slot) -> bool:
    if interpreter.away_since is not None or spans.touches(interpreter.breaks, slot.starts_at, slot.ends_at):
        return False
    return not interpreter.present or spans.covers(interpreter.present, slot.starts_at, slot.ends_at)


async def _travel(session: AsyncSession, mission: Mission) -> tuple[Travel, ...]:
    ids = (
        await session.exec(
            select(tables.Venue.id).where(tables.Venue.mission_id == mission.id).order_by(col(tables.Venue.id))
        )
    ).all()
    said = {
        (row.one_id, row.other_id): row.minutes
        for row in await session.exec(select(VenueTravel).where(col(VenueTravel.one_id).in_(ids)))
    }
    ways = ((one, other, said.get((one, other), mission.travel_minutes)) for one, other in combinations(ids, 2))
    return tuple(Travel(one, other, minutes) for one, other, minutes in ways if minutes)
