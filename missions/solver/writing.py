"""The problem's file, written: see `missions.solver.reading`."""

from __future__ import annotations

import json
from typing import Any

from missions.solver.values import Key, PlannedMeeting, Problem


def write_problem(problem: Problem) -> str:
    """The problem as a JSON text that `read_problem` reads; what is left to its default is left out."""
    return json.dumps(problem_value(problem), ensure_ascii=False, separators=(",", ":"))


def problem_value(problem: Problem) -> dict[str, Any]:
    """The same as plain lists and dictionaries."""
    lists = {
        "slots": [
            _lean(id=slot.key, day=slot.day.isoformat(), start=slot.start.isoformat(), end=slot.end.isoformat())
            for slot in problem.slots
        ],
        "venues": [_lean(id=venue.key, slots=_sorted(venue.slots)) for venue in problem.venues],
        "travel": [{"from": way.one, "to": way.other, "minutes": way.minutes} for way in problem.travel],
        "tables": [
            _lean(
                id=table.key,
                venue=table.venue,
                seats=table.seats,
                x=table.x or None,
                y=table.y or None,
                slots=_sorted(table.slots),
            )
            for table in problem.tables
        ],
        "people": [
            _lean(
                id=person.key,
                languages=sorted(person.languages) or None,
                slots=_sorted(person.slots),
                per_day=person.per_day,
                unreachable=_sorted_pairs(person.unreachable) or None,
            )
            for person in problem.people
        ],
        "interpreters": [
            _lean(
                id=one.key,
                pairs=sorted(_pair(pair) for pair in one.pairs),
                slots=_sorted(one.slots),
                in_a_row=one.in_a_row,
                per_day=one.per_day,
            )
            for one in problem.interpreters
        ],
        "wishes": [
            _lean(
                id=wish.key,
                people=list(wish.people),
                priority=wish.priority.value,
                slots=_sorted(wish.slots),
                seats=wish.seats,
            )
            for wish in problem.wishes
        ],
        "fixed": [meeting_value(meeting) for meeting in problem.fixed],
        "orders": [{"first": order.first, "then": order.then} for order in problem.orders],
    }
    return {**lists, "weights": {priority.value: weight for priority, weight in problem.weights.items()}}


def meeting_value(meeting: PlannedMeeting) -> dict[str, Any]:
    return {
        "meeting": meeting.wish,
        "slot": meeting.slot,
        "table": meeting.table,
        "interpreter": meeting.interpreter,
    }


def _lean(**fields: object) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _sorted(keys: frozenset[Key] | None) -> list[Key] | None:
    return None if keys is None else sorted(keys, key=lambda key: (isinstance(key, str), key))


def _sorted_pairs(pairs: frozenset[tuple[Key, Key]]) -> list[list[Key]]:
    return [list(pair) for pair in sorted(pairs, key=lambda pair: [(isinstance(key, str), key) for key in pair])]


def _pair(pair: frozenset[str]) -> list[str]:
    return sorted(pair) if len(pair) == 2 else sorted(pair) * 2
