"""The encodings count right: whatever literals are true, they allow what the sum allows."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st
from pysat.solvers import Solver

from missions.solver.b2bsop import counters
from missions.solver.b2bsop.clauses import Clauses, Literals

Encoding = Callable[[Clauses, Literals, int], None]
bits = st.lists(st.booleans(), min_size=2, max_size=9)


def allowed(encoding: Encoding, values: list[bool], number: int) -> bool:
    clauses = Clauses()
    literals = [clauses.new() for _ in values]
    encoding(clauses, literals, number)
    with Solver(name="cadical195", bootstrap_with=clauses.all) as solver:
        return bool(
            solver.solve([literal if value else -literal for literal, value in zip(literals, values, strict=True)])
        )


@given(values=bits, most=st.integers(0, 9))
@settings(max_examples=40)
def test_at_most(values: list[bool], most: int) -> None:
    assert allowed(counters.at_most, values, most) == (sum(values) <= most)


@given(values=bits, half=st.integers(0, 4))
@settings(max_examples=40)
def test_even_at_most(values: list[bool], half: int) -> None:
    most = min(2 * half, len(values) // 2 * 2)

    def encoding(clauses: Clauses, literals: Literals, most: int) -> None:
        counters.even_at_most(clauses, counters.sorted_count(clauses, literals, most), most)

    assert allowed(encoding, values, most) == (sum(values) <= most and sum(values) % 2 == 0)


@given(values=bits, first=st.integers(0, 9))
@settings(max_examples=40)
def test_no_more(values: list[bool], first: int) -> None:
    def encoding(clauses: Clauses, literals: Literals, first: int) -> None:
        count = (counters.sorted_count(clauses, part, len(values)) for part in (literals[:first], literals[first:]))
        counters.no_more(clauses, *count)

    assert allowed(encoding, values, first) == (sum(values[:first]) <= sum(values[first:]))


@given(values=bits, data=st.data())
@settings(max_examples=40)
def test_exactly(values: list[bool], data: st.DataObject) -> None:
    number = data.draw(st.integers(1, len(values) - 1))

    def encoding(clauses: Clauses, literals: Literals, number: int) -> None:
        counters.exactly(clauses, counters.sorted_count(clauses, literals, number), number)

    assert allowed(encoding, values, number) == (sum(values) == number)


@given(values=bits, first=st.integers(0, 9), most=st.integers(0, 9))
@settings(max_examples=40)
def test_sum_of(values: list[bool], first: int, most: int) -> None:
    def encoding(clauses: Clauses, literals: Literals, most: int) -> None:
        parts = (literals[:first], literals[first : first + 2], literals[first + 2 :])
        count = counters.sum_of(clauses, (counters.sorted_count(clauses, part, most) for part in parts), most)
        for beyond in count[most:]:
            clauses.add(-beyond)

    assert allowed(encoding, values, most) == (sum(values) <= most)


@given(values=st.lists(st.booleans(), max_size=12))
@settings(max_examples=40)
def test_at_most_one_and_any_of(values: list[bool]) -> None:
    def encoding(clauses: Clauses, literals: Literals, _: int) -> None:
        clauses.at_most_one(literals)
        if literals:
            clauses.add(clauses.any_of(literals))

    assert allowed(encoding, values, 0) == (sum(values) == bool(values))
