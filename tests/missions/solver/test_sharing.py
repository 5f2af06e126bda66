"""Exchanges make a plan fairer and nothing worse."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings

from benchmarks.invented import Size, mission
from missions.solver.fairness import counts
from missions.solver.greedy import construct, repaired
from missions.solver.instance import Instance
from missions.solver.placing import Draft, Scoring
from missions.solver.sharing import share_out
from missions.solver.watch import Watch
from tests.missions.solver.test_solving import SEED, SMALL


def shares(instance: Instance, draft: Draft) -> list[Fraction]:
    """From the worst served on."""
    placed = zip(counts(instance, draft), instance.wishes_of, strict=True)
    return sorted(Fraction(count, len(wishes)) for count, wishes in placed if wishes)


def shared(size: Size, seed: int, seconds: float) -> tuple[Instance, Draft, Draft]:
    instance, watch = Instance(mission(size, seed)), Watch(60, size.wishes)
    first = construct(instance, watch).draft
    return instance, first, share_out(instance, first, watch, seconds)


@settings(max_examples=25, derandomize=True)
@given(SMALL, SEED)
def test_nothing_gets_worse_and_no_rule_is_broken(size: Size, seed: int) -> None:
    instance, first, after = shared(size, seed, 1)
    before, now = Scoring.of(instance, first), Scoring.of(instance, after)
    assert (now.musts, now.weight) >= (before.musts, before.weight)
    assert now.musts > before.musts or shares(instance, after) >= shares(instance, first)
    assert repaired(instance, after).place == after.place


def test_whoever_has_least_is_given_more_at_the_same_weight() -> None:
    instance, first, after = shared(Size(90, 300, days=2, slots=8, tables=12), 1, 1.5)
    before, now = shares(instance, first), shares(instance, after)
    assert Scoring.of(instance, after).weight >= Scoring.of(instance, first).weight
    assert now[0] > before[0]
    assert sum(now[:9]) > sum(before[:9])
