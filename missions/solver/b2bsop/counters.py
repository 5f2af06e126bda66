"""How many of some literals are true, written as clauses.

The auxiliary literals of these encodings name partial counts, which the clauses that a solver learns then speak of.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise, product

from missions.solver.b2bsop.clauses import Clauses, Literals


def at_most(clauses: Clauses, literals: Literals, most: int) -> None:
    """No more than `most` are true: a sequential counter.

    `so_far[count]` is true where more than `count` of the literals up to here are. Sinz, "Towards an Optimal CNF
    Encoding of Boolean Cardinality Constraints", CP 2005.
    """
    if len(literals) <= most:
        return
    so_far: list[int] = []
    for place, literal in enumerate(literals):
        counted = [clauses.new() for _ in range(min(place + 1, most))]
        for before, now in zip(so_far, counted, strict=False):
            clauses.add(-before, now)
        if counted:
            clauses.add(-literal, counted[0])
        for before, more in zip(so_far, counted[1:], strict=False):
            clauses.add(-literal, -before, more)
        if len(so_far) >= most:
            clauses.add(-literal, *(-before for before in so_far[-1:]))
        so_far = counted


def sorted_count(clauses: Clauses, literals: Literals, most: int) -> list[int]:
    """Literals of which the first is true where one of these is, the second where two are … up to `most` + 1.

    Both ways: a totaliser. Bailleux and Boufkhad, "Efficient CNF Encoding of Boolean Cardinality Constraints",
    CP 2003.
    """
    if len(literals) <= 1:
        return list(literals)
    middle = len(literals) // 2
    left = sorted_count(clauses, literals[:middle], most)
    right = sorted_count(clauses, literals[middle:], most)
    return merged(clauses, left, right, most)


def merged(clauses: Clauses, left: Literals, right: Literals, most: int) -> list[int]:
    """The sorted count of what two sorted counts count: some of the left and others of the right are as many together.

    A true literal of both raises the sum at least so far; a false one of each keeps it below.
    """
    count = [clauses.new() for _ in range(min(len(left) + len(right), most + 1))]
    for some, others in product(range(len(left) + 1), range(len(right) + 1)):
        together = some + others
        if together:
            reached = [-left[some - 1]] if some else []
            reached += [-right[others - 1]] if others else []
            clauses.add(*reached, count[min(together, len(count)) - 1])
        if together < len(count):
            exceeded = [left[some]] if some < len(left) else []
            exceeded += [right[others]] if others < len(right) else []
            clauses.add(*exceeded, -count[together])
    for fewer, more in pairwise(count):
        clauses.add(-more, fewer)
    return count


def sum_of(clauses: Clauses, counts: Iterable[Literals], most: int) -> list[int]:
    """The sorted count of all that some sorted counts count, the smallest merged first."""
    left = [list(count) for count in counts]
    while len(left) > 1:
        left.sort(key=len)
        one, other, *left = left
        left.append(merged(clauses, one, other, most))
    return left[0] if left else []


def exactly(clauses: Clauses, count: Literals, number: int) -> None:
    """As many are counted as `number`, from 1 to one less than there are."""
    clauses.add(count[number - 1])
    clauses.add(-count[number])


def even_at_most(clauses: Clauses, count: Literals, most: int) -> None:
    """A sorted count is even and no more than the even `most`."""
    for odd, even in zip(count[0:most:2], count[1:most:2], strict=False):
        clauses.add(-odd, even)
    for beyond in count[most:]:
        clauses.add(-beyond)


def no_more(clauses: Clauses, count: Literals, than: Literals) -> None:
    """One sorted count does not exceed another."""
    for one, other in zip(count, than, strict=False):
        clauses.add(-one, other)
    for beyond in count[len(than) :]:
        clauses.add(-beyond)
