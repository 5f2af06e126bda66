"""What is the same but for the last bits of sums: a processor adds up in an order of its own, by a matrix's shape."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from missions.matching import Suggestion
from missions.matching.ranking import FLOOR

A_LITTLE = 2.5e-4
"""Two of the last of a score's four digits: each may be rounded to the next."""

Ranked = Sequence[tuple[str, float]]


def near(one: NDArray[np.float32], other: NDArray[np.float32]) -> bool:
    """Whether two matrices hold the same numbers."""
    return one.shape == other.shape and np.allclose(one, other, rtol=0, atol=1e-5)


def scored(suggestions: Iterable[Suggestion]) -> Ranked:
    return [(each.counterpart, each.score) for each in suggestions]


def alike(one: Ranked, other: Ranked) -> bool:
    """Whether two lists propose the same, with the same scores, in the same order but for those of equal scores.

    One may have somebody more, where a score is just what the list ends with.
    """
    scores, others = dict(one), dict(other)
    end = FLOOR if len(one) != len(other) else min((*scores.values(), *others.values()), default=FLOOR)
    either, both = scores | others, [x for x in scores if x in others]
    if any(either[x] > end + A_LITTLE for x in scores.keys() ^ others.keys()):
        return False
    if any(abs(scores[x] - others[x]) > A_LITTLE for x in both):
        return False
    place = {x: n for n, x in enumerate(others)}
    turned = ((x, y) for x, y in combinations(both, 2) if place[x] > place[y])
    return all(abs(scores[x] - scores[y]) <= A_LITTLE for x, y in turned)
