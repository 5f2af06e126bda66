"""The encodings count right: whatever literals are true, they allow what the sum allows."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from missions.solver import counters
from missions.solver.counters import Literals

Encoding = Callable[[cp_model.CpModel, Literals, int], None]
bits = st.lists(st.booleans(), min_size=2, max_size=9)


def allowed(encoding: Encoding, values: list[bool], number: int) -> bool:
    model = cp_model.CpModel()
    literals = [model.new_bool_var("") for _ in values]
    encoding(model, literals, number)
    for literal, value in zip(literals, values, strict=True):
        model.add(literal == value)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    return solver.solve(model) == cp_model.OPTIMAL


@given(values=bits, most=st.integers(0, 9))
@settings(max_examples=40)
def test_at_most(values: list[bool], most: int) -> None:
    assert allowed(counters.at_most, values, most) == (sum(values) <= most)


@given(values=bits, half=st.integers(0, 4))
@settings(max_examples=40)
def test_even_at_most(values: list[bool], half: int) -> None:
    most = min(2 * half, len(values) // 2 * 2)

    def encoding(model: cp_model.CpModel, literals: Literals, most: int) -> None:
        counters.even_at_most(model, counters.sorted_count(model, literals, most), most)

    assert allowed(encoding, values, most) == (sum(values) <= most and sum(values) % 2 == 0)


@given(values=bits, first=st.integers(0, 9))
@settings(max_examples=40)
def test_no_more(values: list[bool], first: int) -> None:
    def encoding(model: cp_model.CpModel, literals: Literals, first: int) -> None:
        count = (counters.sorted_count(model, part, len(values)) for part in (literals[:first], literals[first:]))
        counters.no_more(model, *count)

    assert allowed(encoding, values, first) == (sum(values[:first]) <= sum(values[first:]))


@given(values=bits, data=st.data())
@settings(max_examples=40)
def test_exactly(values: list[bool], data: st.DataObject) -> None:
    number = data.draw(st.integers(1, len(values) - 1))

    assert allowed(counters.exactly, values, number) == (sum(values) == number)
