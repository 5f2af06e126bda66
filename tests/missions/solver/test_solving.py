"""Plans break no rule, and are as good as can be: compared with all plans there are, where those can be counted."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.invented import Size, mission
from missions.solver import (
    Attendee,
    InterpreterDuty,
    LevelName,
    Order,
    Plan,
    PlannedMeeting,
    Priority,
    Problem,
    Rule,
    Scope,
    Site,
    Status,
    Table,
    Wish,
    write_problem,
)
from missions.solver.reading import read_problem
from missions.solver.solving import solve
from tests.missions.solver.brute_force import best, worth
from tests.missions.solver.checker import faults, plan_faults, shares_of

TINY = st.builds(
    Size,
    people=st.integers(3, 5),
    wishes=st.integers(2, 4),
    days=st.integers(1, 2),
    slots=st.integers(1, 2),
    tables=st.integers(1, 2),
    venues=st.integers(1, 2),
    languages=st.just(3),
    strangers=st.sampled_from([0.0, 0.5]),
    interpreters=st.just(0.3),
    musts=st.sampled_from([0.0, 0.3]),
    orders=st.integers(0, 1),
    tight_travel=st.booleans(),
)
SMALL = st.builds(
    Size,
    people=st.integers(6, 16),
    wishes=st.integers(6, 16),
    days=st.integers(1, 3),
    slots=st.integers(2, 5),
    tables=st.integers(2, 6),
    venues=st.integers(1, 3),
    musts=st.sampled_from([0.0, 0.2]),
    orders=st.integers(0, 3),
    tight_travel=st.booleans(),
)
SEED = st.integers(0, 10_000)


def shuffled(problem: Problem, seed: int) -> Problem:
    """The same problem, told in another order."""
    dice = random.Random(seed)
    lists = ("slots", "venues", "tables", "people", "wishes", "interpreters", "travel", "fixed", "orders")
    mixed: dict[str, Any] = {name: tuple(dice.sample(some := getattr(problem, name), len(some))) for name in lists}
    return replace(problem, **mixed)


def proven(plan: Plan) -> dict[LevelName, float]:
    return {level.name: level.value for level in plan.levels if level.proven and level.scope is Scope.ALL}


@settings(max_examples=15, derandomize=True)
@given(TINY, SEED)
def test_a_tiny_plan_is_the_best_of_all(size: Size, seed: int) -> None:
    problem = mission(size, seed)
    plan = solve(problem, seconds=20, workers=1)

    assert not plan_faults(problem, plan)
    assert worth(problem, list(plan.meetings)) == best(problem)
    levels = {level.name: level for level in plan.levels}
    settled = (LevelName.MUSTS, LevelName.WISHES, LevelName.SERVED, LevelName.WORST_SHARE, LevelName.NEXT_WORST)
    assert all(levels[name].proven for name in settled)


def attending(problem: Problem, seed: int) -> Problem:
    """The same where a third of the people comes from, or goes to, something else: a slot with a venue is too far."""
    dice = random.Random(seed)
    far = [(slot.key, venue.key) for slot in problem.slots for venue in problem.venues]

    def busy(person: Attendee) -> Attendee:
        return replace(person, unreachable=frozenset(dice.sample(far, len(far) // 2 if dice.random() < 0.4 else 0)))

    return replace(problem, people=tuple(map(busy, problem.people)))


@settings(max_examples=10, derandomize=True)
@given(TINY, SEED)
def test_no_one_is_sent_where_they_cannot_be_in_time(size: Size, seed: int) -> None:
    problem = attending(mission(size, seed), seed)
    plan = solve(problem, seconds=20, workers=1)

    assert not plan_faults(problem, plan)
    assert worth(problem, list(plan.meetings)) == best(problem)
    assert read_problem(write_problem(problem)) == problem


@settings(max_examples=5, derandomize=True)
@given(SMALL, SEED)
def test_the_order_of_input_changes_no_value(size: Size, seed: int) -> None:
    problem = mission(size, seed)
    plan, other = (solve(told, seconds=20, workers=1) for told in (problem, shuffled(problem, seed)))

    assert not plan_faults(problem, plan)
    assert [(level.name, level.value, level.bound) for level in plan.levels] == [
        (level.name, level.value, level.bound) for level in other.levels
    ]


@settings(max_examples=8, derandomize=True)
@given(SMALL, SEED, st.integers(0, 60))
def test_a_plan_that_was_stopped_is_valid(size: Size, seed: int, questions: int) -> None:
    asked = 0

    def stopped() -> bool:
        nonlocal asked
        asked += 1
        return asked > questions

    problem = mission(size, seed)
    plan = solve(problem, workers=1, stopped=stopped)

    assert not plan_faults(problem, plan)


def stage(**changes: Any) -> Problem:  # noqa: ANN401 -- fields of a problem
    """A morning of two slots at two tables for four people, of whom one and two would meet, and three and four."""
    problem = mission(Size(people=4, wishes=0, days=1, slots=2, tables=2, strangers=0))
    everywhere = tuple(replace(person, slots=None, languages=frozenset({"fr"})) for person in problem.people)
    wishes = (Wish(0, (0, 1), Priority.MUST), Wish(1, (2, 3)))
    told: dict[str, Any] = {"people": everywhere, "wishes": wishes, **changes}
    return replace(problem, **told)


def test_the_musts_come_before_any_number_of_others() -> None:
    wishes = (Wish(0, (0, 1), Priority.MUST), Wish(1, (0, 2)), Wish(2, (1, 3)), Wish(3, (2, 3)))
    problem = stage(wishes=wishes, slots=stage().slots[:1])
    plan = solve(problem)

    assert {meeting.wish for meeting in plan.meetings} == {0, 3}


def test_a_must_that_cannot_be_is_told_with_the_rules_in_its_way() -> None:
    people = [replace(person, slots=frozenset({0})) for person in stage().people[:3]] + [stage().people[3]]
    wishes = (Wish(0, (0, 1), Priority.MUST), Wish(1, (1, 2), Priority.MUST), Wish(2, (2, 3)))
    plan = solve(stage(people=tuple(people), wishes=wishes))

    (conflict,) = plan.conflicts
    assert set(conflict.wishes) == {0, 1}
    assert {(reason.rule, reason.keys) for reason in conflict.reasons if reason.rule is Rule.BUSY} == {
        (Rule.BUSY, (1,))
    }
    assert Rule.ABSENT in {reason.rule for reason in conflict.reasons}
    assert Rule.TABLES not in {reason.rule for reason in conflict.reasons}
    assert plan.level(LevelName.MUSTS) == replace(plan.levels[0], value=1, bound=1)


def test_fixed_meetings_that_break_a_rule_leave_no_plan() -> None:
    wishes = (Wish(0, (0, 1)), Wish(1, (1, 2)))
    plan = solve(stage(wishes=wishes, fixed=(PlannedMeeting(0, 1), PlannedMeeting(1, 1))))

    assert plan.status is Status.INFEASIBLE
    assert not plan.meetings
    (conflict,) = plan.conflicts
    assert (Rule.BUSY, (1,)) in [(reason.rule, reason.keys) for reason in conflict.reasons]


def test_a_fixed_meeting_stays_where_it_is_though_it_pushes_out_others() -> None:
    wishes = (Wish(0, (0, 1), Priority.ONE_SIDED), Wish(1, (2, 3), Priority.MUST))
    problem = stage(wishes=wishes, tables=stage().tables[:1], slots=stage().slots[:1], fixed=(PlannedMeeting(0, 0, 0),))
    plan = solve(problem)

    assert [(meeting.wish, meeting.slot, meeting.table) for meeting in plan.meetings] == [(0, 0, 0)]
    assert plan.conflicts


def test_strangers_meet_only_with_an_interpreter_who_has_breaks() -> None:
    people = tuple(Attendee(number, frozenset({"ar" if number % 2 else "es"})) for number in range(4))
    slots = mission(Size(people=2, wishes=0, days=1, slots=8)).slots[:4]
    wishes = tuple(Wish(number, (one, other)) for number, (one, other) in enumerate([(0, 1), (0, 3), (2, 1), (2, 3)]))
    interpreters = (InterpreterDuty("amal", frozenset({frozenset({"ar", "es"})}), in_a_row=2),)
    problem = stage(people=people, slots=slots, wishes=wishes, interpreters=interpreters)
    plan = solve(problem)

    assert not plan_faults(problem, plan)
    assert len(plan.meetings) == 3
    assert plan.unplaced[0].reasons[0].rule is Rule.INTERPRETERS


def test_who_has_nobody_to_interpret_is_told_so() -> None:
    people = (Attendee(0, frozenset({"fr"})), Attendee(1, frozenset({"ar"})))
    plan = solve(stage(people=people, wishes=(Wish(0, (0, 1)),)))

    assert plan.unplaced[0].reasons[0].rule is Rule.NO_INTERPRETER
    assert plan.unplaced[0].reasons[0].keys == ("ar", "fr")


def test_orders_seats_and_limits_hold() -> None:
    people = tuple(replace(person, per_day=1 if person.key == 3 else None) for person in stage().people)
    wishes = (Wish(0, (0, 1)), Wish(1, (0, 2), seats=5), Wish(2, (3, 1)), Wish(3, (3, 2)))
    tables = (Table(0, 0, 2), Table(1, 0, 6))
    problem = stage(people=people, wishes=wishes, tables=tables, orders=(Order(1, 0),))
    plan = solve(problem)

    assert not plan_faults(problem, plan)
    assert [meeting.table for meeting in plan.meetings if meeting.wish == 1] == [1]
    assert len(plan.meetings) == 3


def test_the_worst_served_gets_a_meeting_at_the_same_weight() -> None:
    """One person is wanted by two who have nobody else and by one who has others."""
    wishes = (Wish(0, (0, 1)), Wish(1, (0, 2)), Wish(2, (2, 3)), Wish(3, (0, 3)))
    problem = stage(wishes=wishes, tables=stage().tables[:1])
    plan = solve(problem)

    assert len(plan.meetings) == 2
    assert min(shares_of(problem, {meeting.wish for meeting in plan.meetings}).values()) > 0


def test_venues_far_apart_are_not_visited_one_after_the_other() -> None:
    problem = mission(Size(people=10, wishes=12, days=1, slots=6, tables=4, venues=2, tight_travel=True), 3)
    assert not faults(problem, solve(problem).meetings)
    near = replace(problem, travel=(), venues=(Site(0), Site(1)))
    assert len(solve(near).meetings) >= len(solve(problem).meetings)


@pytest.mark.parametrize("size", [Size(0, 0, tables=1), Size(2, 0), Size(2, 1, tables=0)])
def test_nothing_to_do_is_done(size: Size) -> None:
    plan = solve(mission(size))

    assert plan.status is Status.OPTIMAL
    assert not plan.meetings
