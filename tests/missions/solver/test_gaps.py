"""Gaps are as few as can be, and what strengthens a day's model leaves its plans as they are."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from benchmarks.invented import Size, mission
from missions.solver import Level, LevelName, Problem, Scope
from missions.solver.day_model import DayModel
from missions.solver.gaps import fewest_gaps, gaps_by_person
from missions.solver.greedy import construct
from missions.solver.instance import Instance
from missions.solver.placing import Draft
from missions.solver.strengthening import strengthen
from missions.solver.watch import Watch
from tests.examples import examples

SMALL = st.builds(
    Size,
    people=st.integers(3, 9),
    wishes=st.integers(4, 16),
    days=st.integers(1, 2),
    slots=st.integers(3, 6),
    tables=st.integers(1, 4),
    venues=st.integers(1, 2),
    orders=st.integers(0, 2),
    tight_travel=st.booleans(),
)


def least(model: DayModel) -> int:
    """The fewest gaps of the model's plans."""
    model.model.minimize(sum(gap for some in model.gaps.values() for gap in some))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model.model) == cp_model.OPTIMAL
    return round(solver.objective_value)


@settings(max_examples=examples(60), derandomize=True)
@given(SMALL, st.integers(0, 10_000), st.booleans())
def test_a_strengthened_model_has_the_same_best(size: Size, seed: int, whole: bool) -> None:
    problem = mission(size, seed)
    instance, draft = constructed(problem)
    placed = [wish for wish, place in enumerate(draft.place) if place >= 0]
    domains = {wish: instance.domains[wish] for wish in placed}
    if not whole:
        day = instance.day_of[instance.places[draft.place[placed[0]]].slot] if placed else 0
        here = [wish for wish in placed if instance.day_of[instance.places[draft.place[wish]].slot] == day]
        domains = {wish: instance.domain_on(wish, day) for wish in here}
    plain, strong = DayModel(instance, domains), DayModel(instance, domains)
    strengthen(strong)

    assert least(plain) == least(strong)


def constructed(problem: Problem) -> tuple[Instance, Draft]:
    instance = Instance(problem)
    return instance, construct(instance, Watch(60, len(problem.wishes))).draft


def test_a_full_day_is_proven() -> None:
    """The plain model leaves some twenty gaps after five seconds of two cores."""
    problem = mission(Size(60, 220, days=1, slots=14, tables=14))
    instance, draft = constructed(problem)
    watch = Watch(120, len(problem.wishes))
    draft, levels = fewest_gaps(instance, draft, watch, 120, 2, all_placed=False)

    assert levels[0] == Level(LevelName.GAPS, 0, 0, Scope.ALL)
    assert sum(gaps_by_person(instance, draft)) == 0
