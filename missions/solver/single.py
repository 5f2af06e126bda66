"""A seat for one meeting in a plan that stays as it is: for a confirmation in the chat, without any solver."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from missions.solver.speaking import bridges, strangers
from missions.solver.values import Attendee, InterpreterDuty, Key, PlannedMeeting, Rule, Table, TimeSlot, Travel, Wish


@dataclass(frozen=True, slots=True)
class Opening:
    """A slot in which all people of the meeting are free, and which tables and interpreters are free in it."""

    slot: TimeSlot
    tables: Sequence[Table]
    interpreters: Sequence[InterpreterDuty] = ()


@dataclass(frozen=True, slots=True)
class Appointment:
    """A meeting that a person has already. `table` None: at a place that is no table of the mission."""

    slot: TimeSlot
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the meeting has to fit into: what its people and the interpreters have already, by their keys, and the ways.

    Only days on which there is an opening matter.
    """

    people: Mapping[Key, Sequence[Appointment]] = field(default_factory=dict)
    interpreters: Mapping[Key, Sequence[Appointment]] = field(default_factory=dict)
    travel: Sequence[Travel] = ()


@dataclass(frozen=True, slots=True)
class Seating:
    """A table at which the meeting can be held in a slot, and the interpreters who can be there, the best first; none
    where none is needed. `cost`: the less the better."""

    cost: tuple[float, ...]
    slot: Key
    table: Key
    interpreters: tuple[Key, ...] = ()


def place_one(
    wish: Wish, people: Sequence[Attendee], openings: Iterable[Opening], around: Surroundings | None = None
) -> PlannedMeeting | None:
    """The best seat of all openings; None if there is none."""
    best: Seating | None = None
    for opening in openings:
        found = seatings(wish, people, opening, around or Surroundings())
        if not isinstance(found, Rule) and (best is None or found[0].cost < best.cost):
            best = found[0]
    return PlannedMeeting(wish.key, best.slot, best.table, next(iter(best.interpreters), None)) if best else None


def seatings(wish: Wish, people: Sequence[Attendee], opening: Opening, around: Surroundings) -> list[Seating] | Rule:
    """Where the meeting can be held in an opening, the best first; or the rule that prevents it.

    Best is what leaves the fewest gaps, brings the fewest people on a day for nothing else, then the shortest way, then
    the earliest. Every hard rule holds if the opening is right: presence, limits of a day, travel time, seats, an
    interpreter with breaks wherever the people share no language.
    """
    held = [around.people.get(person.key, ()) for person in people]
    rule = _absent(wish, people, held, opening.slot)
    return rule or _tables(wish, people, held, opening, around)


def _absent(
    wish: Wish, people: Sequence[Attendee], held: Sequence[Sequence[Appointment]], slot: TimeSlot
) -> Rule | None:
    """Why the people themselves cannot be there."""
    if not all(_free(person, stops, slot) for person, stops in zip(people, held, strict=True)):
        return Rule.BUSY
    if wish.slots is not None and slot.key not in wish.slots:
        return Rule.SLOTS
    within = all(_has_room(person, stops, slot) for person, stops in zip(people, held, strict=True))
    return None if within else Rule.DAY_LIMIT


def _tables(
    wish: Wish,
    people: Sequence[Attendee],
    held: Sequence[Sequence[Appointment]],
    opening: Opening,
    around: Surroundings,
) -> list[Seating] | Rule:
    """The tables at which people who are free can be, the best first; or why there is none."""
    slot, spoken = opening.slot, strangers(person.languages for person in people)
    least = wish.seats or len(people)
    tables = [each for each in opening.tables if (each.seats or math.inf) >= least and not _closed(each, slot)]
    if not tables:
        return Rule.TABLES
    today = [stop for stops in held for stop in _on(slot.day, stops)]
    near = {
        venue
        for venue in {each.venue for each in tables}
        if not any((slot.key, venue) in person.unreachable for person in people)
        and _all_reach(today, slot, venue, around)
    }
    if not near:
        return Rule.TRAVEL
    voices = _voices(near, opening, spoken, around) if spoken else dict.fromkeys(near, ())
    if not voices:
        known = any(bridges(pair, spoken) for one in opening.interpreters for pair in one.pairs)
        return Rule.INTERPRETERS if known else Rule.NO_INTERPRETER
    mine = [_beside(stops, slot) for stops in held]
    wait = (sum(_gaps(stops, slot) for stops in mine), sum(not stops for stops in mine), slot.start.timestamp())
    beside = [stop for stops in mine for stop in stops]
    found = [
        Seating(
            (*wait[:2], sum(_way(stop, table) for stop in beside), wait[2], table.seats or 0),
            slot.key,
            table.key,
            voices[table.venue],
        )
        for table in tables
        if table.venue in voices
    ]
    return sorted(found, key=lambda each: each.cost)


def _free(person: Attendee, stops: Sequence[Appointment], slot: TimeSlot) -> bool:
    if person.slots is not None and slot.key not in person.slots:
        return False
    return not any(stop.slot.start < slot.end and slot.start < stop.slot.end for stop in stops)


def _has_room(person: Attendee, stops: Sequence[Appointment], slot: TimeSlot) -> bool:
    return person.per_day is None or len(_on(slot.day, stops)) < person.per_day


def _voices(
    venues: Iterable[Key], opening: Opening, spoken: Sequence[frozenset[str]], around: Surroundings
) -> dict[Key, tuple[Key, ...]]:
    """By venue, the interpreters who can be there, those with least to do first; only venues that have one."""
    able = [one for one in opening.interpreters if _able(one, opening.slot, spoken, around)]
    able.sort(key=lambda one: len(around.interpreters.get(one.key, ())))
    found = {
        venue: tuple(
            one.key
            for one in able
            if _all_reach(_on(opening.slot.day, around.interpreters.get(one.key, ())), opening.slot, venue, around)
        )
        for venue in venues
    }
    return {venue: keys for venue, keys in found.items() if keys}


def _able(one: InterpreterDuty, slot: TimeSlot, spoken: Sequence[frozenset[str]], around: Surroundings) -> bool:
    """Whether the interpreter knows the languages, is there and free, and rested."""
    if one.slots is not None and slot.key not in one.slots:
        return False
    if not any(bridges(pair, spoken) for pair in one.pairs):
        return False
    today = [stop.slot for stop in around.interpreters.get(one.key, ()) if stop.slot.day == slot.day]
    if any(other.start < slot.end and slot.start < other.end for other in today):
        return False
    if one.per_day is not None and len(today) >= one.per_day:
        return False
    return one.in_a_row is None or _row(today, slot) <= one.in_a_row


def _row(today: Sequence[TimeSlot], slot: TimeSlot) -> int:
    """How many meetings follow each other without a break, the one in this slot included."""
    length, first, last = 1, slot, slot
    for other in sorted((other for other in today if other.start < slot.start), key=_start, reverse=True):
        if first.start - other.end >= other.end - other.start:
            break
        length, first = length + 1, other
    for other in sorted((other for other in today if other.start > slot.start), key=_start):
        if other.start - last.end >= last.end - last.start:
            break
        length, last = length + 1, other
    return length


def _start(slot: TimeSlot) -> float:
    return slot.start.timestamp()


def _on(day: date, stops: Iterable[Appointment]) -> list[Appointment]:
    return [stop for stop in stops if stop.slot.day == day]


def _beside(stops: Iterable[Appointment], slot: TimeSlot) -> list[Appointment]:
    """The last one before and the first one after, on that day."""
    today = sorted(_on(slot.day, stops), key=lambda stop: stop.slot.start)
    before = [stop for stop in today if stop.slot.start < slot.start]
    after = [stop for stop in today if stop.slot.start > slot.start]
    return [*before[-1:], *after[:1]]


def _gaps(beside: Sequence[Appointment], slot: TimeSlot) -> int:
    """How many neighbours leave a pause that is as long as a slot; between two of them, one was there already."""
    length = slot.end - slot.start
    apart = sum(max(slot.start - stop.slot.end, stop.slot.start - slot.end) >= length for stop in beside)
    return apart - (len(beside) == 2)


def _closed(table: Table, slot: TimeSlot) -> bool:
    return table.slots is not None and slot.key not in table.slots


def _all_reach(stops: Iterable[Appointment], slot: TimeSlot, venue: Key, around: Surroundings) -> bool:
    """Whether one can be at the venue in the slot and at all of these stops in time."""
    return all(_reaches(stop, slot, venue, around) for stop in stops)


def _reaches(stop: Appointment, slot: TimeSlot, venue: Key, around: Surroundings) -> bool:
    if stop.table is None or stop.table.venue == venue:
        return True
    pause = max(slot.start - stop.slot.end, stop.slot.start - slot.end)
    venues = {stop.table.venue, venue}
    needed = max((way.minutes for way in around.travel if {way.one, way.other} == venues), default=0)
    return pause >= timedelta(minutes=needed)


def _way(stop: Appointment, table: Table) -> float:
    if stop.table is None or stop.table.key == table.key:
        return 0
    if stop.table.venue != table.venue:
        return 1e5
    return max(1.0, math.hypot(stop.table.x - table.x, stop.table.y - table.y))
