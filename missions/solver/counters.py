"""Cardinality constraints as clauses, for CP-SAT.

From a plain sum, such as "eight of these forty at most", the solver learns one long clause after another. The auxiliary
literals of these encodings name partial counts, and what it learns of them is short.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product

from ortools.sat.python import cp_model

Literals = Sequence[cp_model.LiteralT]


def at_most(model: cp_model.CpModel, literals: Literals, most: int) -> None:
    """At most `most` are true: a sequential counter.

    `so_far[count]` is true where more than `count` of the literals up to here are. Sinz, "Towards an Optimal CNF
    Encoding of Boolean Cardinality Constraints", CP 2005.
    """
    if len(literals) <= most:
        return
    so_far: list[cp_model.IntVar] = []
    for place, literal in enumerate(literals):
        counted = [model.new_bool_var("") for _ in range(min(place + 1, most))]
        for before, now in zip(so_far, counted, strict=False):
            model.add_implication(before, now)
        if counted:
            model.add_implication(literal, counted[0])
        for before, more in zip(so_far, counted[1:], strict=False):
            model.add_bool_or(~literal, ~before, more)
        if len(so_far) >= most:
            model.add_implication(literal, ~so_far[-1] if most else ~literal)
        so_far = counted


def sorted_count(model: cp_model.CpModel, literals: Literals, most: int) -> list[cp_model.LiteralT]:
    """Literals of which the first is true where one of these is, the second where two are … up to `most` + 1.

    A totaliser, in both directions. Bailleux and Boufkhad, "Efficient CNF Encoding of Boolean Cardinality Constraints",
    CP 2003.
    """
    if len(literals) <= 1:
        return list(literals)
    middle = len(literals) // 2
    left = sorted_count(model, literals[:middle], most)
    right = sorted_count(model, literals[middle:], most)
    return merged(model, left, right, most)


def merged(model: cp_model.CpModel, left: Literals, right: Literals, most: int) -> list[cp_model.LiteralT]:
    """The sum of two sorted counts as a sorted count.

    A true literal of each is a lower bound of the sum, a false literal of each an upper one.
    """
    count = [model.new_bool_var("") for _ in range(min(len(left) + len(right), most + 1))]
    for some, others in product(range(len(left) + 1), range(len(right) + 1)):
        together = some + others
        if together:
            reached = [~left[some - 1]] if some else []
            reached += [~right[others - 1]] if others else []
            model.add_bool_or(*reached, count[min(together, len(count)) - 1])
        if together < len(count):
            exceeded = [left[some]] if some < len(left) else []
            exceeded += [right[others]] if others < len(right) else []
            model.add_bool_or(*exceeded, ~count[together])
    for fewer, more in pairwise(count):
        model.add_implication(more, fewer)
    return list(count)


def exactly(model: cp_model.CpModel, literals: Literals, number: int) -> None:
    """Exactly `number` are true; from 1 to one less than there are literals."""
    count = sorted_count(model, literals, number)
    model.add_bool_and(count[number - 1], ~count[number])


def even_at_most(model: cp_model.CpModel, count: Literals, most: int) -> None:
    """A sorted count is even, and at most `most`, which is even too."""
    for odd, even in zip(count[0:most:2], count[1:most:2], strict=False):
        model.add_implication(odd, even)
    for beyond in count[most:]:
        model.add_bool_and(~beyond)


def no_more(model: cp_model.CpModel, count: Literals, than: Literals) -> None:
    """One sorted count is at most another."""
    for one, other in zip(count, than, strict=False):
        model.add_implication(one, other)
    for beyond in count[len(than) :]:
        model.add_bool_and(~beyond)
