"""Each answer is true: a plan by the rules with so few breaks, and none only where trying every plan finds none."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from missions.solver.b2bsop import reading
from missions.solver.b2bsop.deciding import ANY, Decider, Question
from missions.solver.b2bsop.obstacles import obstacle
from missions.solver.b2bsop.relaxation import fewest_breaks as relaxed_breaks
from tests.missions.solver.b2bsop.checking import breaks_of, broken, fewest_breaks
from tests.missions.solver.b2bsop.described import Described
from tests.missions.solver.b2bsop.strategies import small_instances

QUESTIONS = st.lists(st.just(ANY) | st.integers(0, 6), min_size=1, max_size=8)


@given(instance=small_instances(), fairness=st.integers(0, 3), questions=QUESTIONS, seeking=st.booleans())
@settings(max_examples=150)
def test_answers_in_any_order(instance: Described, fairness: int, questions: list[Question], seeking: bool) -> None:
    read = reading.read(instance.dzn())
    best = fewest_breaks(instance, fairness)
    if obstacle(read):
        assert best is None
        return
    with Decider(read, fairness, seeking=seeking) as decider:
        for question in questions:
            told = decider.ask(question)
            possible = best is not None and (question == ANY or best <= question)
            assert (told.slots is not None) == possible
            if told.slots is not None:
                slots = [slot + 1 for slot in told.slots]
                assert broken(instance, slots, fairness) == []
                assert question == ANY or sum(breaks_of(instance, slots)) <= question
            elif told.never or question == ANY:
                assert best is None


@given(instance=small_instances())
@settings(max_examples=150)
def test_the_relaxation_is_never_above_the_best_plan(instance: Described) -> None:
    read = reading.read(instance.dzn())
    best = fewest_breaks(instance, fairness=instance.slots)
    if not obstacle(read) and best is not None:
        assert relaxed_breaks(read, 10.0, lambda: False) <= best
