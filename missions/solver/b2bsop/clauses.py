"""A formula in clauses, in the making.

A literal is a number from 1, or the same below 0 for its opposite; of the literals of a clause, one at least is true.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

Literals = Sequence[int]

_PAIRS = 5
"""Of up to so many literals, each pair is a clause; of more, a new literal tells which part may have the true one."""


class Clauses:
    """All that was added so far, and the literals that it speaks of."""

    def __init__(self) -> None:
        self.all: list[list[int]] = []
        self.last = 0
        """The largest number in use."""

    def new(self) -> int:
        """A literal that nothing is said of yet."""
        self.last += 1
        return self.last

    def add(self, *literals: int) -> None:
        """At least one of these is true."""
        self.all.append([*literals])

    def at_most_one(self, literals: Iterable[int]) -> None:
        left = list(literals)
        while len(left) > _PAIRS:
            later = self.new()
            self.all.extend([-one, -other] for one, other in combinations([*left[: _PAIRS - 2], later], 2))
            left = [-later, *left[_PAIRS - 2 :]]
        self.all.extend([-one, -other] for one, other in combinations(left, 2))

    def exactly_one(self, literals: Literals) -> None:
        self.add(*literals)
        self.at_most_one(literals)

    def any_of(self, literals: Literals) -> int:
        """A literal that is true where one of these is."""
        if len(literals) == 1:
            return literals[0]
        some = self.new()
        self.add(-some, *literals)
        self.all.extend([-literal, some] for literal in literals)
        return some
