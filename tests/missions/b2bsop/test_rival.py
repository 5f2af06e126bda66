"""The search by clauses alone finds as few breaks as trying every plan does, and proves where there are not so few."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st
from pysat.solvers import Solver

from missions.timetable.b2bsop import reading
from missions.timetable.b2bsop.clauses import ClausalModel, Question
from missions.timetable.b2bsop.model import Model, rules
from missions.timetable.b2bsop.obstacles import obstacle
from missions.timetable.b2bsop.rival import Rival
from missions.timetable.b2bsop.strengthening import strengthen
from tests.missions.b2bsop.checking import breaks_of, broken, fewest_breaks
from tests.missions.b2bsop.described import Described, described
from tests.missions.b2bsop.strategies import small_instances

FORCED = described([(1, 2, 3), (1, 3, 3)], slots=3, fixed={1: 1, 2: 3})
EVERYBODY = described([(1, 2, 3), (1, 2, 3)], slots=3, fixed={1: 1, 2: 3})


def model_of(instance: Described, fairness: int) -> Model:
    model = rules(reading.read(instance.dzn()), fairness)
    strengthen(model)
    return model


def answer(instance: Described, fairness: int, breaks: int) -> list[int] | None:
    """The slots, from 1, of a plan with no more breaks; None where there is none."""
    model = model_of(instance, fairness)
    question = Question(model.cp, model.ends.values(), fairness)
    with Solver(name="cadical195", bootstrap_with=question.clauses + question.together(breaks)) as solver:
        if not solver.solve():
            return None
        true = set(solver.get_model())
    held = {meeting: slot + 1 for (meeting, slot), placed in model.placed.items() if placed.index + 1 in true}
    return [held[meeting] for meeting in range(len(instance.requested))]


@given(instance=small_instances(), fairness=st.integers(0, 3), breaks=st.integers(0, 4))
@settings(deadline=None, max_examples=80)
def test_the_clauses_say_what_the_rules_say(instance: Described, fairness: int, breaks: int) -> None:
    if obstacle(reading.read(instance.dzn())) or breaks >= instance.participants:
        return
    fewest = fewest_breaks(instance, fairness)
    plan = answer(instance, fairness, breaks)
    assert (plan is not None) == (fewest is not None and fewest <= breaks)
    if plan is not None:
        assert broken(instance, plan, fairness) == []
        assert sum(breaks_of(instance, plan)) <= breaks


def test_exactly_one_of_many() -> None:
    cp = ClausalModel()
    literals = [cp.new_bool_var("") for _ in range(12)]
    cp.add_exactly_one(*literals)
    clauses, _ = cp.all_clauses()
    with Solver(name="cadical195", bootstrap_with=clauses) as solver:
        found = [one for one in range(1, 13) if solver.solve(assumptions=[one])]
        pairs = [
            (one, other) for one in range(1, 13) for other in range(1, one) if solver.solve(assumptions=[one, other])
        ]
        none = solver.solve(assumptions=[-one for one in range(1, 13)])
    assert (found, pairs, none) == (list(range(1, 13)), [], False)


def until(rival: Rival, bound: int = 0) -> Rival:
    """After it has found a plan, or has asked for as many breaks as make it give up."""
    latest = time.monotonic() + 20
    try:
        while not rival.look(bound) and rival.busy and time.monotonic() < latest:
            time.sleep(0.01)
    finally:
        rival.stop()
    return rival


def test_it_raises_the_bound_itself() -> None:
    rival = until(Rival(model_of(FORCED, 2), 2, 20))

    assert (rival.bound, rival.plan) == (1, (0, 2))


def test_it_begins_where_the_bound_is() -> None:
    rival = until(Rival(model_of(FORCED, 2), 2, 20), bound=1)

    assert (rival.bound, rival.plan) == (1, (0, 2))


def test_where_everybody_may_have_breaks_it_is_silent() -> None:
    rival = until(Rival(model_of(EVERYBODY, 0), 0, 20))

    assert (rival.bound, rival.plan, rival.busy) == (2, (), False)


def test_a_process_that_is_ended_says_nothing() -> None:
    rival = Rival(model_of(FORCED, 2), 2, 20)
    rival.look(0)
    rival.stop()

    assert (rival.look(0), rival.plan, rival.busy) == (False, (), False)
