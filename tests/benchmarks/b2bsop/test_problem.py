"""The benchmark as a mission's problem: its levels find as few breaks as trying every plan, or that there is none."""

from __future__ import annotations

from hypothesis import given, settings

from benchmarks.b2bsop import by_levels, reading
from missions.solver import LevelName, Plan
from missions.solver.solving import solve
from tests.benchmarks.b2bsop.checking import breaks_of, broken, fewest_breaks
from tests.benchmarks.b2bsop.described import Described, described
from tests.benchmarks.b2bsop.strategies import small_instances
from tests.examples import examples

ANY = 99
"""Fairness of plans whose breaks may differ by any number: a mission has no such rule."""


def solved(instance: Described) -> Plan:
    return solve(reading.read(instance.dzn()).problem(), seconds=30, workers=2)


def slots(plan: Plan) -> list[int]:
    """Counted from 1, in the order of the meetings."""
    return [int(slot) + 1 for _, slot in sorted((int(one.wish), one.slot) for one in plan.meetings)]


@given(instance=small_instances())
@settings(max_examples=examples(25), derandomize=True)
def test_no_plan_is_better(instance: Described) -> None:
    plan, best = solved(instance), fewest_breaks(instance, ANY)
    musts, gaps = plan.level(LevelName.MUSTS), plan.level(LevelName.GAPS)

    assert musts is not None
    assert gaps is not None
    assert musts.proven
    if best is None:
        assert musts.bound < len(instance.requested)
        return
    assert broken(instance, slots(plan), ANY) == []
    assert sum(breaks_of(instance, slots(plan))) == gaps.value == gaps.bound == best


def test_a_forbidden_slot_between_two_meetings_is_a_break() -> None:
    instance = described([(1, 2, 3), (1, 3, 3)], slots=3, forbidden={1: {2}})

    assert by_levels(reading.read(instance.dzn()), 30).breaks == 1


def test_morning_afternoon_and_what_must_come_before() -> None:
    instance = described([(1, 2, 3), (1, 3, 2), (2, 3, 1)], slots=4, morning=2, precedences={3: {1}})

    assert slots(solved(instance)) == [1, 3, 2]


def test_it_is_settled_that_there_is_no_plan() -> None:
    outcome = by_levels(reading.read(described([(1, 2, 3), (3, 4, 3), (1, 4, 3)], slots=2, tables=1).dzn()), 30)

    assert (outcome.settled, outcome.breaks) == (True, None)


def test_breaks_that_differ_too_much_are_told() -> None:
    rows = [(1, other, 3) for other in range(2, 6)]
    instance = described(rows, slots=7, fixed={1: 1, 2: 3, 3: 5, 4: 7})
    outcome = by_levels(reading.read(instance.dzn()), 30)

    assert (outcome.settled, outcome.breaks, outcome.unfair) == (True, 3, True)
