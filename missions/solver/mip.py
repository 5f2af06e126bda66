"""A mixed-integer programme as arrays, solved by HiGHS. It is written in bulk: one by one takes longer than solving."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.int64]
Reals = NDArray[np.float64]
INFINITE = highspy.kHighsInf


@dataclass(frozen=True, slots=True)
class Solved:
    """`values` None: none was found. `bound`: no solution is better. `impossible`: proven that there is none."""

    values: Reals | None
    bound: float
    optimal: bool = False
    impossible: bool = False


class Mip:
    """Maximises. Columns are from 0 to their upper bound, whole numbers unless said."""

    def __init__(self) -> None:
        self.profit: list[Reals] = []
        self.lower: list[Reals] = []
        self.upper: list[Reals] = []
        self.whole: list[NDArray[np.bool_]] = []
        self.columns = 0
        self.rows = 0
        self._row_lower: list[Reals] = []
        self._row_upper: list[Reals] = []
        self._row: list[Numbers] = []
        self._column: list[Numbers] = []
        self._factor: list[Reals] = []

    def add_columns(
        self, profit: ArrayLike, *, lower: ArrayLike = 0.0, upper: ArrayLike = 1.0, whole: bool = True
    ) -> int:
        """More columns, as many as there are profits; the number of the first one."""
        profit = np.atleast_1d(np.asarray(profit, float))
        self.profit.append(profit)
        self.lower.append(np.broadcast_to(np.asarray(lower, float), profit.shape).copy())
        self.upper.append(np.broadcast_to(np.asarray(upper, float), profit.shape).copy())
        self.whole.append(np.full(profit.shape, whole))
        first, self.columns = self.columns, self.columns + len(profit)
        return first

    def add_rows(
        self,
        keys: ArrayLike,
        columns: ArrayLike,
        upper: ArrayLike,
        *,
        lower: ArrayLike = -INFINITE,
        factors: ArrayLike = 1.0,
        slim: bool = True,
    ) -> None:
        """A row for each distinct key (0 …), over the columns that have it. `upper` and `lower`: one each, or by key.

        `slim`: leave out rows that cannot be broken, since they have at most as many entries as their upper bound.
        """
        keys, columns = np.asarray(keys, np.int64), np.asarray(columns, np.int64)
        if not len(keys):
            return
        factors = np.broadcast_to(np.asarray(factors, float), columns.shape)
        size = int(keys.max()) + 1
        upper = np.broadcast_to(np.asarray(upper, float), (size,)) if np.ndim(upper) == 0 else np.asarray(upper, float)
        lower = np.broadcast_to(np.asarray(lower, float), (size,)) if np.ndim(lower) == 0 else np.asarray(lower, float)
        counts = np.bincount(keys, minlength=size)
        wanted = counts > 0
        if slim:
            wanted &= (counts > upper[:size]) | (lower[:size] > -INFINITE)
        number = np.cumsum(wanted) - 1 + self.rows
        kept = wanted[keys]
        self._row.append(number[keys[kept]])
        self._column.append(columns[kept])
        self._factor.append(factors[kept])
        self._row_lower.append(lower[:size][wanted])
        self._row_upper.append(upper[:size][wanted])
        self.rows += int(wanted.sum())

    def add_row(
        self, columns: ArrayLike, upper: float = INFINITE, *, lower: float = -INFINITE, factors: ArrayLike = 1.0
    ) -> None:
        columns = np.asarray(columns, np.int64)
        self.add_rows(np.zeros(len(columns), np.int64), columns, upper, lower=lower, factors=factors, slim=False)

    def raise_lower(self, columns: Sequence[int], lower: float) -> None:
        """A higher lower bound of some columns, for good."""
        whole = np.concatenate(self.lower)
        whole[list(columns)] = lower
        self.lower = np.split(whole, np.cumsum([len(part) for part in self.lower])[:-1])

    def priced(self, profit: Reals) -> Mip:
        """The same programme with other profits."""
        other = copy(self)
        other.profit = [profit]
        return other

    @contextmanager
    def at_least(self, lower: Reals) -> Iterator[None]:
        """Higher lower bounds of the first columns for a while."""
        own, whole = self.lower, np.concatenate(self.lower)
        whole[: len(lower)] = np.maximum(whole[: len(lower)], lower)
        self.lower = [whole]
        yield
        self.lower = own

    def solve(
        self,
        seconds: float,
        *,
        start: Reals | None = None,
        stopped: Callable[[], bool] | None = None,
        heard: Callable[[float, float], None] | None = None,
        step: float = 1.0,
    ) -> Solved:
        """`start`: a solution to begin with. `heard` is called with the best value and the bound.

        `step`: the least by which the profits of two solutions differ if at all.
        """
        if seconds <= 0:
            return Solved(start, self.most)
        solver = self._load(whole=True)
        solver.setOptionValue("time_limit", float(seconds))
        solver.setOptionValue("mip_abs_gap", 0.999 * step)
        if start is not None:
            solution = highspy.HighsSolution()
            solution.col_value = list(start)
            solver.setSolution(solution)
        _listen(solver, stopped, heard)
        solver.run()
        status, info = solver.getModelStatus(), solver.getInfo()
        statuses = highspy.HighsModelStatus
        if status in {statuses.kInfeasible, statuses.kUnboundedOrInfeasible}:
            return Solved(None, -INFINITE, impossible=True)
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        values = np.array(solver.getSolution().col_value) if found else start
        return Solved(values, min(self.most, float(info.mip_dual_bound)), status == statuses.kOptimal)

    def relax(
        self,
        seconds: float,
        *,
        stopped: Callable[[], bool] | None = None,
        inside: bool = False,
        tolerance: float = 1e-8,
    ) -> Solved:
        """With fractions allowed. The bound holds for whole solutions, too, whatever the solver's tolerance.

        `inside`: by an interior point instead of the simplex method: faster with hundreds of thousands of columns, and
        close to a corner only if no two have the same profit.
        """
        if seconds <= 0:
            return Solved(None, self.most)
        solver = self._load(whole=False)
        solver.setOptionValue("time_limit", float(seconds))
        if inside:
            solver.setOptionValue("solver", "ipm")
            solver.setOptionValue("run_crossover", "off")
            solver.setOptionValue("presolve", "off")
            solver.setOptionValue("ipm_optimality_tolerance", tolerance)
        _listen(solver, stopped, None)
        solver.run()
        status, solution = solver.getModelStatus(), solver.getSolution()
        if status in {highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible}:
            return Solved(None, -INFINITE, impossible=True)
        if status not in {highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kUnknown}:
            return Solved(None, self.most)
        if not solution.value_valid or not solution.dual_valid:
            return Solved(None, self.most)
        # What is not exact to the solver's taste is a guide all the same, and the bound holds for any prices.
        bound = min(self.most, self._bound(np.array(solution.row_dual)))
        return Solved(np.array(solution.col_value), bound, optimal=status == highspy.HighsModelStatus.kOptimal)

    @property
    def most(self) -> float:
        """A bound without solving: all that brings profit."""
        profit = np.concatenate(self.profit)
        return float(np.maximum(profit * np.concatenate(self.upper), profit * np.concatenate(self.lower)).sum())

    def _bound(self, prices: Reals) -> float:
        """What no solution exceeds, by weak duality. It holds for any prices, also for those of a solver in a hurry."""
        low, high = _joined(self._row_lower), _joined(self._row_upper)
        prices = np.where(np.isinf(high), np.minimum(prices, 0), prices)
        prices = np.where(np.isinf(low), np.maximum(prices, 0), prices)
        at = np.where(prices > 0, high, np.where(prices < 0, low, 0.0))
        entries = prices[_joined(self._row).astype(np.int64)] * _joined(self._factor)
        charged = np.bincount(_joined(self._column).astype(np.int64), entries, self.columns)
        left = np.concatenate(self.profit) - charged
        free = np.maximum(left * np.concatenate(self.upper), left * np.concatenate(self.lower))
        return float((prices * at).sum() + free.sum())

    def _load(self, *, whole: bool) -> highspy.Highs:
        solver = highspy.Highs()
        for name, value in (("output_flag", False), ("mip_rel_gap", 0.0), ("threads", 1)):
            solver.setOptionValue(name, value)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self.columns, self.rows
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_ = np.concatenate(self.profit)
        model.col_lower_, model.col_upper_ = np.concatenate(self.lower), np.concatenate(self.upper)
        model.row_lower_, model.row_upper_ = _joined(self._row_lower), _joined(self._row_upper)
        rows = _joined(self._row).astype(np.int64)
        order = np.argsort(rows, kind="stable")
        starts = np.zeros(self.rows + 1, np.int32)
        starts[1:] = np.cumsum(np.bincount(rows, minlength=self.rows))
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = starts
        model.a_matrix_.index_ = _joined(self._column)[order].astype(np.int32)
        model.a_matrix_.value_ = _joined(self._factor)[order]
        if whole:
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            model.integrality_ = [kinds[int(one)] for one in np.concatenate(self.whole)]
        solver.passModel(model)
        return solver


def _joined(parts: Sequence[Numbers] | Sequence[Reals]) -> Reals:
    return np.concatenate(parts).astype(float) if parts else np.zeros(0)


def _listen(
    solver: highspy.Highs, stopped: Callable[[], bool] | None, heard: Callable[[float, float], None] | None
) -> None:
    def interrupt(event: highspy.HighsCallbackEvent) -> None:
        if stopped is not None and stopped():
            event.interrupt()
        if heard is not None:
            heard(event.data_out.mip_primal_bound, event.data_out.mip_dual_bound)

    solver.cbMipInterrupt += interrupt
    if stopped is not None:
        solver.cbSimplexInterrupt += interrupt
        solver.cbIpmInterrupt += interrupt
