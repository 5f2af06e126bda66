"""The file of a timetable's problem: JSON, as docs/timetable.md and problem.schema.json describe it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import pairwise

from missions.solver.entries import Entry, ProblemError, shown
from missions.solver.values import (
    DEFAULT_WEIGHTS,
    Attendee,
    InterpreterDuty,
    Key,
    Order,
    PlannedMeeting,
    Priority,
    Problem,
    Site,
    Table,
    TimeSlot,
    Travel,
    Wish,
)


def read_problem(text: str) -> Problem:
    """The problem that a JSON text describes.

    :raises ProblemError: with one line that says which entry is wrong, and what would be right.
    """
    try:
        value = json.loads(text)
    except json.JSONDecodeError as wrong:
        raise ProblemError(f"line {wrong.lineno}, column {wrong.colno}: this is no JSON ({wrong.msg})") from None
    return problem_from(value)


def problem_from(value: object) -> Problem:
    """The same, from what a JSON text was parsed to."""
    file = Entry(value, "")
    slots = _slots(file.entries("slots", required=True))
    times = _known(slot.key for slot in slots)
    venues = tuple(_venue(entry, times) for entry in file.entries("venues"))
    houses = _known_once("venues", [venue.key for venue in venues])
    tables = tuple(_table(entry, houses, times) for entry in file.entries("tables", required=True))
    people = tuple(_person(entry, times, houses) for entry in file.entries("people", required=True))
    names = _known_once("people", [person.key for person in people])
    interpreters = tuple(_interpreter(entry, times) for entry in file.entries("interpreters"))
    wishes = tuple(_wish(entry, names, times) for entry in file.entries("wishes", required=True))
    wished = _known_once("wishes", [wish.key for wish in wishes])
    seats = _known_once("tables", [table.key for table in tables])
    voices = _known_once("interpreters", [interpreter.key for interpreter in interpreters])
    travel = tuple(_travel(entry, houses) for entry in file.entries("travel"))
    fixed = tuple(_meeting(entry, wished, times, seats, voices) for entry in file.entries("fixed"))
    _known_once("fixed", [meeting.wish for meeting in fixed])
    orders = tuple(_order(entry, wished) for entry in file.entries("orders"))
    weights = _weights(file)
    file.done()
    return Problem(slots, venues, tables, people, wishes, interpreters, travel, fixed, orders, weights)


def _known(keys: Iterable[Key]) -> frozenset[Key]:
    return frozenset(keys)


def _known_once(name: str, keys: list[Key]) -> frozenset[Key]:
    """The keys as a set.

    :raises ProblemError: if one is given twice, or numbers are mixed with texts.
    """
    if len({type(key) for key in keys}) > 1:
        raise ProblemError(f"{name}: keys are either all texts or all whole numbers")
    known: set[Key] = set()
    for number, key in enumerate(keys):
        if key in known:
            raise ProblemError(f"{name}[{number}]: {shown(key)} is there twice")
        known.add(key)
    return frozenset(known)


def _slots(entries: list[Entry]) -> tuple[TimeSlot, ...]:
    slots = []
    for entry in entries:
        key, start, end = entry.key("id"), entry.moment("start"), entry.moment("end")
        if (start.tzinfo is None) != (end.tzinfo is None):
            raise entry.wrong("end", "either both times name their offset from UTC or neither does")
        if end <= start:
            raise entry.wrong("end", "is not after the start")
        slots.append(TimeSlot(key, entry.day("day", start.date()), start, end))
        entry.done()
    _known_once("slots", [slot.key for slot in slots])
    if len({slot.start.tzinfo is None for slot in slots}) > 1:
        raise ProblemError("slots: either all times name their offset from UTC or none does")
    for one, other in pairwise(sorted(slots, key=_start)):
        if other.start < one.end:
            raise ProblemError(f"slots: {shown(one.key)} and {shown(other.key)} overlap")
        if other.day < one.day:
            raise ProblemError(f"slots: {shown(other.key)} is later than {shown(one.key)} but on an earlier day")
    return tuple(slots)


def _start(slot: TimeSlot) -> datetime:
    return slot.start


def _venue(entry: Entry, times: Collection[Key]) -> Site:
    venue = Site(
        entry.key("id"),
        entry.maybe_keys("slots", times, "slot"),
    )
    entry.done()
    return venue


def _table(entry: Entry, venues: Collection[Key], times: Collection[Key]) -> Table:
    table = Table(
        entry.key("id"),
        entry.key("venue", venues, "venue"),
        entry.number("seats", 1),
        entry.metres("x"),
        entry.metres("y"),
        entry.maybe_keys("slots", times, "slot"),
    )
    entry.done()
    return table


def _person(entry: Entry, times: Collection[Key], houses: Collection[Key]) -> Attendee:
    person = Attendee(
        entry.key("id"),
        frozenset(entry.words("languages")),
        entry.maybe_keys("slots", times, "slot"),
        entry.number("per_day", 0),
        frozenset(entry.pairs("unreachable", (times, "slot"), (houses, "venue"))),
    )
    entry.done()
    return person


def _interpreter(entry: Entry, times: Collection[Key]) -> InterpreterDuty:
    key, value = entry.key("id"), entry.take("pairs")
    if not isinstance(value, list) or not all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(one, str) and one for one in pair)
        for pair in value
    ):
        raise entry.wrong("pairs", f'a list such as [["fr", "es"], ["ar", "es"]] is expected, not {shown(value)}')
    interpreter = InterpreterDuty(
        key,
        frozenset(frozenset(pair) for pair in value),
        entry.maybe_keys("slots", times, "slot"),
        entry.number("in_a_row", 1),
        entry.number("per_day", 0),
    )
    entry.done()
    return interpreter


def _wish(entry: Entry, names: Collection[Key], times: Collection[Key]) -> Wish:
    key, people = entry.key("id"), entry.keys("people", names, "person")
    if len(people) < 2:
        raise entry.wrong("people", "a meeting takes two people at least")
    wish = Wish(
        key,
        people,
        entry.choice("priority", Priority, Priority.MUTUAL),
        entry.maybe_keys("slots", times, "slot"),
        entry.number("seats", 1),
    )
    entry.done()
    return wish


def _travel(entry: Entry, venues: Collection[Key]) -> Travel:
    minutes = entry.number("minutes", 0)
    if minutes is None:
        raise entry.wrong("minutes", "is missing")
    travel = Travel(entry.key("from", venues, "venue"), entry.key("to", venues, "venue"), minutes)
    entry.done()
    return travel


def _meeting(
    entry: Entry,
    wished: Collection[Key],
    times: Collection[Key],
    tables: Collection[Key],
    interpreters: Collection[Key],
) -> PlannedMeeting:
    meeting = PlannedMeeting(
        entry.key("meeting", wished, "wish"),
        entry.key("slot", times, "slot"),
        entry.maybe_key("table", tables, "table"),
        entry.maybe_key("interpreter", interpreters, "interpreter"),
    )
    entry.done()
    return meeting


def _order(entry: Entry, wished: Collection[Key]) -> Order:
    order = Order(entry.key("first", wished, "wish"), entry.key("then", wished, "wish"))
    if order.first == order.then:
        raise entry.wrong("then", "a meeting cannot come before itself")
    entry.done()
    return order


def _weights(file: Entry) -> dict[Priority, int]:
    weights = dict(DEFAULT_WEIGHTS)
    if file.has("weights"):
        entry = Entry(file.take("weights"), "weights")
        weights = {priority: entry.number(priority.value, 0, usual) or 0 for priority, usual in weights.items()}
        entry.done()
    file.fields.pop("weights", None)
    return weights
