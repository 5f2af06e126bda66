"""What the solver says is true: as few breaks as trying every plan finds, and none where there is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from missions.solver.b2bsop import reading, solving
from missions.solver.b2bsop.instance import Outcome
from tests.missions.solver.b2bsop.checking import breaks_of, broken, fewest_breaks
from tests.missions.solver.b2bsop.described import Described, described
from tests.missions.solver.b2bsop.strategies import small_instances


def solve(instance: Described, fairness: int = 2) -> Outcome:
    """What the solver says, after a look whether it may say so."""
    outcome = solving.solve(reading.read(instance.dzn()), fairness=fairness, seconds=30)
    if outcome.status == "optimal":
        slots = [slot + 1 for slot in outcome.slots]
        assert broken(instance, slots, fairness) == []
        assert sum(breaks_of(instance, slots)) == outcome.breaks == outcome.bound
        assert outcome.why == ""
    else:
        assert outcome.status == "infeasible"
        assert outcome.slots == ()
        assert outcome.breaks is outcome.bound is None
        assert outcome.why
    return outcome


@given(instance=small_instances(), fairness=st.integers(0, 3))
@settings(max_examples=6)
def test_no_plan_is_better(instance: Described, fairness: int) -> None:
    assert solve(instance, fairness).breaks == fewest_breaks(instance, fairness)


def test_a_break_that_cannot_be_avoided() -> None:
    instance = described([(1, 2, 3), (1, 3, 3)], slots=3, fixed={1: 1, 2: 3})

    assert solve(instance).breaks == 1


def test_fairness_forbids_what_the_others_do_not_have() -> None:
    instance = described([(1, 2, 3), (1, 3, 3)], slots=3, fixed={1: 1, 2: 3})

    assert solve(instance, fairness=0).why == (
        "proven: no plan places all meetings by the rules with breaks at most 0 apart"
    )


def test_breaks_as_many_for_everybody_are_fair() -> None:
    instance = described([(1, 2, 3), (1, 2, 3)], slots=3, fixed={1: 1, 2: 3})

    assert solve(instance, fairness=0).breaks == 2


def test_morning_afternoon_and_what_must_come_before() -> None:
    instance = described([(1, 2, 3), (1, 3, 2), (2, 3, 1)], slots=4, morning=2, precedences={3: {1}})

    assert [slot + 1 for slot in solve(instance).slots] == [1, 3, 2]


def test_why_a_meeting_has_no_slot() -> None:
    instance = described([(1, 2, 1)], slots=3, morning=1, forbidden={2: {1}})

    assert solve(instance).why == "meeting 1 of participants 1 and 2 has no slot that both can take"


def test_why_a_participant_is_overbooked() -> None:
    instance = described([(1, 2, 3), (1, 3, 1), (1, 4, 1)], slots=4, morning=1)

    assert solve(instance).why == "participant 1 has more meetings than slots in which they can take place"


def test_why_an_order_cannot_be_kept() -> None:
    instance = described([(1, 2, 3), (3, 4, 3), (1, 4, 3)], slots=3, precedences={1: {2}, 2: {3}, 3: {1}})

    assert solve(instance).why == "meeting 2 finds no slot after the meetings that must come before it"


def test_why_the_tables_do_not_do() -> None:
    instance = described([(1, 2, 3), (3, 4, 3), (1, 4, 3)], slots=2, tables=1)

    assert solve(instance).why == "there are 3 meetings, and 1 tables in 2 slots seat 2"


def test_nobody_to_place() -> None:
    nobody = [frozenset[int]()] * 2
    nothing = Described(2, 1, 3, morning=3, requested=(), forbidden=nobody, fixed=(), precedences=())

    outcome = solving.solve(reading.read(nothing.dzn()))
    assert (outcome.status, outcome.breaks, outcome.bound, outcome.slots) == ("optimal", 0, 0, ())


def test_no_time_is_told() -> None:
    rows = [(one, other, 3) for one in range(1, 20) for other in range(20, 40)]
    outcome = solving.solve(reading.read(described(rows, slots=21, tables=19).dzn()), seconds=0.01)

    assert (outcome.status, outcome.slots, outcome.bound) == ("unknown", (), 0)
    assert outcome.why.startswith("no plan was found in ")


@pytest.mark.parametrize("workers", [1, 2, 4])
@pytest.mark.parametrize("fairness", [0, 2])
def test_any_number_of_processors(workers: int, fairness: int) -> None:
    ring = described([(one, one % 5 + 1, 3) for one in range(1, 6)] + [(1, 6, 3)], slots=4, tables=2)

    outcome = solving.solve(reading.read(ring.dzn()), fairness=fairness, seconds=30, workers=workers)
    assert outcome.breaks == fewest_breaks(ring, fairness)
