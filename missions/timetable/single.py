"""A seat for one meeting at once, beside a plan that stands: for a confirmation in the chat, without any solver."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from missions.timetable.speaking import bridges, strangers
from missions.timetable.values import Interpreter, Key, Meeting, Person, Slot, Table, Travel, Wish


@dataclass(frozen=True, slots=True)
class Opening:
    """A slot in which all people of the meeting are free, and which tables and interpreters are free in it."""

    slot: Slot
    tables: Sequence[Table]
    interpreters: Sequence[Interpreter] = ()


@dataclass(frozen=True, slots=True)
class Stop:
    """A meeting that somebody has already. `table` None: somewhere that is no table of the mission."""

    slot: Slot
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the meeting has to fit into: what its people and the interpreters have already, by their keys, and the ways.

    Only days on which there is an opening matter.
    """

    people: Mapping[Key, Sequence[Stop]] = field(default_factory=dict)
    interpreters: Mapping[Key, Sequence[Stop]] = field(default_factory=dict)
    travel: Sequence[Travel] = ()


def place_one(
    wish: Wish, people: Sequence[Person], openings: Iterable[Opening], around: Surroundings | None = None
) -> Meeting | None:
    """The seat that leaves the fewest gaps, then the shortest way, then the earliest; None if there is none.

    Every hard rule holds if the openings are right: presence, limits of a day, travel time, seats, an interpreter with
    breaks wherever the people share no language.
    """
    around = around or Surroundings()
    spoken = strangers(person.languages for person in people)
    best: tuple[tuple[int, float, float, float], Meeting] | None = None
    for opening in openings:
        slot = opening.slot
        if not _present(wish, people, slot, around):
            continue
        voices = [one for one in opening.interpreters if _able(one, slot, spoken, around)] if spoken else []
        if spoken and not voices:
            continue
        mine = [_beside(around.people.get(person.key, ()), slot) for person in people]
        gaps = sum(_gaps(stops, slot) for stops in mine)
        today = [stop for person in people for stop in _on(slot.day, around.people.get(person.key, ()))]
        for table in opening.tables:
            if (table.seats or math.inf) < (wish.seats or len(people)) or _closed(table, slot):
                continue
            if not all(_reaches(stop, slot, table, around) for stop in today):
                continue
            voice = next((one for one in voices if _voice_reaches(one, slot, table, around)), None)
            if spoken and voice is None:
                continue
            way = sum(_way(stop, table) for stops in mine for stop in stops)
            cost = (gaps, way, slot.start.timestamp(), table.seats or 0)
            if best is None or cost < best[0]:
                best = cost, Meeting(wish.key, slot.key, table.key, voice.key if voice else None)
    return best[1] if best else None


def _present(wish: Wish, people: Sequence[Person], slot: Slot, around: Surroundings) -> bool:
    if wish.slots is not None and slot.key not in wish.slots:
        return False
    for person in people:
        stops = around.people.get(person.key, ())
        if person.slots is not None and slot.key not in person.slots:
            return False
        if any(stop.slot.start < slot.end and slot.start < stop.slot.end for stop in stops):
            return False
        if person.per_day is not None and sum(stop.slot.day == slot.day for stop in stops) >= person.per_day:
            return False
    return True


def _able(one: Interpreter, slot: Slot, spoken: Sequence[frozenset[str]], around: Surroundings) -> bool:
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


def _row(today: Sequence[Slot], slot: Slot) -> int:
    """How many meetings stand in a row with the one in this slot."""
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


def _start(slot: Slot) -> float:
    return slot.start.timestamp()


def _on(day: date, stops: Iterable[Stop]) -> list[Stop]:
    return [stop for stop in stops if stop.slot.day == day]


def _beside(stops: Iterable[Stop], slot: Slot) -> list[Stop]:
    """The last one before and the first one after, on that day."""
    today = sorted(_on(slot.day, stops), key=lambda stop: stop.slot.start)
    before = [stop for stop in today if stop.slot.start < slot.start]
    after = [stop for stop in today if stop.slot.start > slot.start]
    return [*before[-1:], *after[:1]]


def _gaps(beside: Sequence[Stop], slot: Slot) -> int:
    """How many neighbours leave a pause that is as long as a slot; between two of them, one was there already."""
    length = slot.end - slot.start
    apart = sum(max(slot.start - stop.slot.end, stop.slot.start - slot.end) >= length for stop in beside)
    return apart - (len(beside) == 2)


def _closed(table: Table, slot: Slot) -> bool:
    return table.slots is not None and slot.key not in table.slots


def _reaches(stop: Stop, slot: Slot, table: Table, around: Surroundings) -> bool:
    if stop.table is None or stop.table.venue == table.venue:
        return True
    pause = max(slot.start - stop.slot.end, stop.slot.start - slot.end)
    venues = {stop.table.venue, table.venue}
    needed = max((way.minutes for way in around.travel if {way.one, way.other} == venues), default=0)
    return pause >= timedelta(minutes=needed)


def _voice_reaches(one: Interpreter, slot: Slot, table: Table, around: Surroundings) -> bool:
    return all(_reaches(stop, slot, table, around) for stop in _on(slot.day, around.interpreters.get(one.key, ())))


def _way(stop: Stop, table: Table) -> float:
    if stop.table is None or stop.table.key == table.key:
        return 0
    if stop.table.venue != table.venue:
        return 1e5
    return max(1.0, math.hypot(stop.table.x - table.x, stop.table.y - table.y))
