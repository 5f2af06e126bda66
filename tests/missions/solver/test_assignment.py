"""An assignment costs as little as the best of all permutations."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from missions.solver.assignment import assign

SIZES = st.tuples(st.integers(0, 5), st.integers(0, 2))
COSTS = st.sampled_from([0.0, 0.004, 1.0, 1.004, 3.0, 7.0, 1e5, 1e7, 1e9])


@given(SIZES, st.data())
def test_no_assignment_is_cheaper(size: tuple[int, int], data: st.DataObject) -> None:
    rows, columns = size[0], size[0] + size[1]
    cells = st.lists(COSTS, min_size=rows * columns, max_size=rows * columns)
    cost = np.array(data.draw(cells), float).reshape(rows, columns)
    chosen = assign(cost).tolist()

    assert len(set(chosen)) == rows
    least = min(
        sum(cost[row, column] for row, column in enumerate(each)) for each in permutations(range(columns), rows)
    )
    assert np.isclose(sum(cost[row, column] for row, column in enumerate(chosen)), least, rtol=0, atol=1e-4)
