"""Linear assignment: a column of its own for each row, at the least cost together."""

from __future__ import annotations

import numpy as np

from missions.solver.mip import Numbers, Reals


def assign(cost: Reals) -> Numbers:
    """The column of each row. `cost`: rows by columns, finite; at least as many columns as rows.

    Each row takes its cheapest column if that is free; the others are placed one by one along shortest augmenting
    paths, with prices for rows and columns. Jonker and Volgenant, "A Shortest Augmenting Path Algorithm for Dense and
    Sparse Linear Assignment Problems", Computing 1987.
    """
    rows, columns = cost.shape
    prices = cost.min(axis=1, initial=np.inf), np.zeros(columns)
    row_of, column_of = np.full(columns, -1), np.full(rows, -1)
    for row in range(rows):
        cheapest = np.flatnonzero((cost[row] == prices[0][row]) & (row_of < 0))
        if len(cheapest):
            row_of[cheapest[0]], column_of[row] = row, cheapest[0]
    for row in np.flatnonzero(column_of < 0).tolist():
        end, before = _shortest_path(cost, prices, row, row_of)
        while end >= 0:
            row_of[end] = before[end]
            column_of[before[end]], end = end, column_of[before[end]]
    return column_of


def _shortest_path(cost: Reals, prices: tuple[Reals, Reals], start: int, row_of: Numbers) -> tuple[int, Numbers]:
    """The free column at the least cost from a free row, and by column the row before it. Updates the prices."""
    of_rows, of_columns = prices
    length = np.full(cost.shape[1], np.inf)
    open_length = length.copy()
    before = np.full(cost.shape[1], -1)
    reached: list[int] = []
    row, least = start, 0.0
    while row >= 0:
        step = least + cost[row] - of_rows[row] - of_columns
        step[reached] = np.inf
        shorter = step < length
        length[shorter] = open_length[shorter] = step[shorter]
        before[shorter] = row
        least = open_length.min()
        nearest = np.flatnonzero(open_length == least)
        free = nearest[row_of[nearest] < 0]
        column = int(free[0] if len(free) else nearest[0])
        reached.append(column)
        open_length[column] = np.inf
        row = int(row_of[column])
    of_rows[start] += least
    passed = reached[:-1]
    of_rows[row_of[passed]] += least - length[passed]
    of_columns[passed] -= least - length[passed]
    return reached[-1], before
