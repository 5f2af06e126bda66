"""One seat at once: consistent with what is there already, and quick."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings

from benchmarks.invented import Size, mission
from missions.solver import Appointment, Opening, PlannedMeeting, Problem, Surroundings, Wish, place_one
from tests.missions.solver.checker import faults
from tests.missions.solver.test_solving import SEED, SMALL


def seated(problem: Problem, meetings: list[PlannedMeeting], wish: Wish) -> PlannedMeeting | None:
    """As the chat asks: with what is free beside these meetings."""
    slots = {slot.key: slot for slot in problem.slots}
    tables = {table.key: table for table in problem.tables}
    wishes = {one.key: one for one in problem.wishes}
    stops = {person.key: list[Appointment]() for person in problem.people}
    voices = {one.key: list[Appointment]() for one in problem.interpreters}
    for meeting in meetings:
        stop = Appointment(slots[meeting.slot], tables[meeting.table] if meeting.table is not None else None)
        for person in wishes[meeting.wish].people:
            stops[person].append(stop)
        if meeting.interpreter is not None:
            voices[meeting.interpreter].append(stop)
    taken = {(meeting.slot, meeting.table) for meeting in meetings}
    openings = [
        Opening(slot, [table for table in problem.tables if (slot.key, table.key) not in taken], problem.interpreters)
        for slot in problem.slots
    ]
    people = [person for person in problem.people if person.key in wish.people]
    return place_one(wish, people, openings, Surroundings(stops, voices, problem.travel))


@settings(max_examples=25, derandomize=True)
@given(SMALL, SEED)
def test_meetings_confirmed_one_by_one_break_no_rule(size: Size, seed: int) -> None:
    problem = replace(mission(size, seed), orders=())
    meetings: list[PlannedMeeting] = []
    for wish in problem.wishes:
        seat = seated(problem, meetings, wish)
        if seat is not None:
            meetings.append(seat)

    assert not faults(problem, meetings)


def test_a_seat_is_found_wherever_there_is_one() -> None:
    problem = mission(Size(people=4, wishes=0, days=1, slots=2, tables=1, strangers=0))
    free = tuple(replace(person, slots=None) for person in problem.people)
    problem = replace(problem, people=free, wishes=(Wish(0, (0, 1)), Wish(1, (2, 3)), Wish(2, (0, 2))))
    first = seated(problem, [], problem.wishes[0])
    assert first == PlannedMeeting(0, 0, 0)
    second = seated(problem, [first], problem.wishes[1])
    assert second == PlannedMeeting(1, 1, 0)
    assert seated(problem, [first, second], problem.wishes[2]) is None


@pytest.mark.parametrize("size", [Size(people=300, wishes=900, tables=250, venues=3)])
def test_a_seat_is_found_at_once_among_ten_thousand(size: Size) -> None:
    problem = mission(size)
    people = [person for person in problem.people if person.key in problem.wishes[0].people]
    openings = [Opening(slot, problem.tables, problem.interpreters) for slot in problem.slots]
    began = time.process_time()
    seat = place_one(problem.wishes[0], people, openings, Surroundings(travel=problem.travel))

    assert seat is not None
    assert time.process_time() - began < 0.05
