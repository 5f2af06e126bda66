"""What fairness costs, and what it gives, in a mission where many want what few offer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from benchmarks.matching.synthetic import mission
from missions.matching import Index, Lists, Rules, fair_lists, rank_all


@dataclass(frozen=True)
class Shares:
    """How lists share people out. `score`: the mean of all pairs proposed."""

    score: float
    without: int
    never_shown: int
    most_shown: int


def shares(lists: Lists) -> Shares:
    shown = Counter(other for found in lists.values() for other, _ in found)
    scores = [score for found in lists.values() for _, score in found]
    return Shares(
        score=sum(scores) / len(scores),
        without=sum(not found for found in lists.values()),
        never_shown=sum(x not in shown for x in lists),
        most_shown=max(shown.values()),
    )


def compare(count: int, limit: int, seed: int) -> tuple[Shares, Shares]:
    """The best there are for each by itself, and the fair lists, of one synthetic mission."""
    profiles, vectors = mission(count, seed)
    index = Index(profiles, vectors)
    return shares(rank_all(index, Rules(), limit=limit, floor=0)), shares(fair_lists(index, Rules(), limit=limit))
