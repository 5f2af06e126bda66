"""What is published is changed as little as can be."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from benchmarks.invented import Size, mission
from missions.solver import LevelName, Plan, PlannedMeeting, Priority, Problem, Wish
from missions.solver.replanning import replan
from missions.solver.solving import solve
from tests.missions.solver.checker import plan_faults

SIZE = Size(people=30, wishes=36, days=2, slots=6, tables=10, venues=2)


@pytest.fixture(scope="module")
def published() -> tuple[Problem, Plan]:
    problem = mission(SIZE, 4)
    return problem, solve(problem, seconds=4, workers=1)


def moved(plan: Plan) -> set[object]:
    return {move.before.wish for move in plan.moves if move.after is None or move.after.slot != move.before.slot}


def test_nothing_lost_changes_nothing(published: tuple[Problem, Plan]) -> None:
    problem, plan = published
    again = replan(problem, plan.meetings, workers=1)

    assert again.moves == ()
    assert again.meetings == plan.meetings


def test_tables_lost_move_no_more_than_their_number_asks(published: tuple[Problem, Plan]) -> None:
    problem, plan = published
    busiest, load = Counter(meeting.slot for meeting in plan.meetings).most_common(1)[0]
    fewer = tuple(
        replace(table, slots=frozenset(slot.key for slot in problem.slots) - {busiest}) if table.key != 0 else table
        for table in problem.tables
    )
    mended = replan(replace(problem, tables=fewer), plan.meetings, workers=1)

    assert not plan_faults(replace(problem, tables=fewer), mended)
    assert len(moved(mended)) >= load - 1
    level = mended.level(LevelName.MOVED)
    assert level is not None
    assert level.proven
    lost = mended.level(LevelName.LOST)
    assert lost is not None
    assert lost.value == sum(move.after is None for move in mended.moves) >= lost.bound
    assert level.value == len(moved(mended)) - lost.value


def test_a_venue_lost_keeps_everybody_in_their_slot_if_there_is_room(published: tuple[Problem, Plan]) -> None:
    problem, plan = published
    lost = tuple(replace(venue, slots=frozenset()) if venue.key == 1 else venue for venue in problem.venues)
    more = tuple(replace(problem.tables[0], key=100 + number) for number in range(10))
    changed = replace(problem, venues=lost, tables=problem.tables + more)
    mended = replan(changed, plan.meetings, workers=1)
    homes = {table.key: table.venue for table in problem.tables}

    assert not plan_faults(changed, mended)
    assert not moved(mended)
    assert {move.before.wish for move in mended.moves} == {
        meeting.wish for meeting in plan.meetings if meeting.table is not None and homes[meeting.table] == 1
    }


def test_a_person_who_comes_late_moves_only_what_was_before(published: tuple[Problem, Plan]) -> None:
    problem, plan = published
    late = Counter(person for wish in problem.wishes for person in wish.people).most_common(1)[0][0]
    morning = {slot.key for slot in problem.slots[:3]}
    people = tuple(
        replace(person, slots=(person.slots or frozenset()) - morning) if person.key == late else person
        for person in problem.people
    )
    mended = replan(replace(problem, people=people), plan.meetings, workers=1)
    theirs = {wish.key for wish in problem.wishes if late in wish.people}
    hit = {meeting.wish for meeting in plan.meetings if meeting.wish in theirs and meeting.slot in morning}

    assert not plan_faults(replace(problem, people=people), mended)
    assert hit <= moved(mended)


def stage(**changes: Any) -> Problem:  # noqa: ANN401 -- fields of a problem
    """Three slots at one table, six people free all the time."""
    problem = mission(Size(people=6, wishes=0, days=1, slots=3, tables=1, strangers=0))
    people = tuple(replace(person, slots=None) for person in problem.people)
    told: dict[str, Any] = {"people": people, **changes}
    return replace(problem, **told)


def test_a_confirmed_meeting_is_moved_only_if_there_is_no_other_way() -> None:
    wishes = (Wish(0, (0, 1)), Wish(1, (2, 3)))
    few = frozenset({0, 1})
    people = tuple(replace(one, slots=few if one.key in {0, 1, 2, 3} else None) for one in stage().people)
    problem = stage(wishes=(*wishes, Wish(2, (4, 0), Priority.MUST, frozenset({0}))), people=people)
    told = [PlannedMeeting(0, 0, 0), PlannedMeeting(1, 1, 0)]

    mended = replan(problem, told, confirmed={1}, workers=1)
    assert PlannedMeeting(2, 0, 0) in mended.meetings
    assert PlannedMeeting(1, 1, 0) in mended.meetings
    assert [(move.before.wish, move.after) for move in mended.moves] == [(0, None)]


def test_what_was_without_a_seat_takes_none_from_the_published() -> None:
    wishes = (Wish(0, (0, 1), Priority.ONE_SIDED), Wish(1, (2, 3)), Wish(2, (4, 5)))
    problem = stage(wishes=wishes, slots=stage().slots[:2])
    told = [PlannedMeeting(0, 0, 0)]
    mended = replan(problem, told, workers=1)

    assert mended.moves == ()
    assert len(mended.meetings) == 2
