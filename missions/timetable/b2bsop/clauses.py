"""The same model for a solver of clauses: is there a plan with so few breaks?

What CP-SAT is told by literals is kept as clauses while the model is built. Its sums are left out: each of them is
also written as clauses, by the encodings of `strengthening`; but for those of the breaks, which are counted here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, combinations
from typing import Any

from ortools.sat.python import cp_model
from pysat.card import ITotalizer

Clause = list[int]
"""Literals by number from 1, of which one is true; below 0 for those that are false."""
_PAIRS = 5
"""Up to so many literals, every pair of them is a clause; more are parted by one that tells which part may have it."""


class ClausalModel(cp_model.CpModel):
    """A model of CP-SAT that keeps its clauses."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Iterable[Any]] = []
        """Of each of these, at least one is true."""
        self.one_of: list[Iterable[Any]] = []
        """Of each of these, exactly one is true."""

    def add_bool_or(self, *literals: Any) -> cp_model.Constraint:  # noqa: ANN401 - as CP-SAT has it
        if not (literals and isinstance(literals[0], list)):  # CP-SAT's own way to write 0 <= 1, a sum that is left out
            self.told.append(literals)
        return super().add_bool_or(*literals)

    def add_bool_and(self, *literals: Any) -> cp_model.Constraint:  # noqa: ANN401 - as CP-SAT has it
        self.told.extend((literal,) for literal in literals)
        return super().add_bool_and(*literals)

    def add_implication(self, if_so: cp_model.LiteralT, then: cp_model.LiteralT) -> cp_model.Constraint:
        self.told.append((~if_so, then))
        constraint = super().add_bool_and(then)
        constraint.only_enforce_if(if_so)
        return constraint

    def add_exactly_one(self, *literals: Any) -> cp_model.Constraint:  # noqa: ANN401 - as CP-SAT has it
        self.one_of.append(literals)
        return super().add_exactly_one(*literals)

    def all_clauses(self) -> tuple[list[Clause], int]:
        """All that was told, and the last number that is spoken of."""
        last = len(self.proto.variables)
        clauses = [_numbers(literals) for literals in self.told]
        for literals in self.one_of:
            left = _numbers(literals)
            clauses.append(left)
            while len(left) > _PAIRS:
                last += 1
                clauses.extend(_no_two([*left[: _PAIRS - 2], last]))
                left = [-last, *left[_PAIRS - 2 :]]
            clauses.extend(_no_two(left))
        return clauses, last


def _numbers(literals: Iterable[Any]) -> Clause:
    return [index + 1 if (index := literal.index) >= 0 else index for literal in literals]


def _no_two(literals: Clause) -> Iterator[Clause]:
    return ([-one, -other] for one, other in combinations(literals, 2))


class Question:
    """Is there a plan in which nobody has more breaks than `each`, and all together so many?"""

    def __init__(self, model: ClausalModel, ends: Iterable[list[cp_model.IntVar]], each: int) -> None:
        self.clauses, self._last = model.all_clauses()
        self._breaks = [_numbers(of_one) for of_one in ends]
        for of_one in self._breaks:
            self.clauses += self._at_most(of_one, each)

    def together(self, most: int) -> list[Clause]:
        """The clauses to add for so many breaks."""
        last = self._last
        clauses = self._at_most(list(chain.from_iterable(self._breaks)), most)
        self._last = last
        return clauses

    def _at_most(self, literals: Clause, most: int) -> list[Clause]:
        if len(literals) <= most:
            return []
        with ITotalizer(lits=literals, ubound=most, top_id=self._last) as counted:
            self._last = counted.top_id
            return [*counted.cnf.clauses, [-counted.rhs[most]]]
