"""The best that any timetable of a tiny mission can be, found by trying all of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from missions.solver import Key, PlannedMeeting, Priority, Problem, Wish
from tests.missions.solver.checker import faults, shares_of

Worth = tuple[int, int, tuple[float, ...]]
"""Musts, weight, and everybody's share, the worst first."""


def worth(problem: Problem, meetings: list[PlannedMeeting]) -> Worth:
    wishes = {wish.key: wish for wish in problem.wishes}
    priorities = [wishes[meeting.wish].priority for meeting in meetings]
    shares = shares_of(problem, {meeting.wish for meeting in meetings})
    return (
        priorities.count(Priority.MUST),
        sum(problem.weights.get(priority, 0) for priority in priorities),
        tuple(sorted(shares.values())),
    )


def best(problem: Problem) -> Worth | None:
    """None if the fixed meetings cannot be held."""
    found: Worth | None = None
    for meetings in _all(problem, list(problem.wishes), set()):
        value = worth(problem, meetings)
        if (found is None or value > found) and not faults(problem, meetings):
            found = value
    return found


def _all(problem: Problem, wishes: list[Wish], taken: set[tuple[str, Key, Key]]) -> Iterator[list[PlannedMeeting]]:
    """Every way to seat these with nobody and nothing in two meetings at once."""
    if not wishes:
        yield []
        return
    wish, rest = wishes[0], wishes[1:]
    voices: list[Key | None] = [None, *(one.key for one in problem.interpreters)]
    for slot, table, voice in product(problem.slots, problem.tables, voices):
        seat = {("person", person, slot.key) for person in wish.people} | {("table", table.key, slot.key)}
        seat |= {("interpreter", voice, slot.key)} if voice is not None else set()
        meeting = PlannedMeeting(wish.key, slot.key, table.key, voice)
        if not seat & taken and not _alone(problem, meeting):
            for others in _all(problem, rest, taken | seat):
                yield [meeting, *others]
    yield from _all(problem, rest, taken)


def _alone(problem: Problem, meeting: PlannedMeeting) -> bool:
    """Whether the meeting breaks a rule all by itself."""
    others = {one.wish for one in problem.fixed} - {meeting.wish}
    return any(not any(str(other) == fault.split()[0] for other in others) for fault in faults(problem, [meeting]))
