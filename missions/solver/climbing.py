"""From a relaxed programme to whole solutions, fast: most of a relaxation's corner is whole already.

The bound comes from the relaxation as it is. A second one, with a little noise in its profits so that it has one corner
only, is the guide: what is whole there is kept, and the small rest is solved. If that reaches the bound, it is proven;
if not, the whole programme is solved for as long as there is time.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from missions.solver.mip import Reals, Solved
from missions.solver.placing import PlacingModel
from missions.solver.watch import Watch

LARGE = 12_000
"""Columns from which an interior point is faster than the simplex method."""

WHOLE = 0.99
"""What counts as one in a relaxed solution."""


NOISE = 0.02
"""How much profits of the guide differ at random, beside 1 for the least real difference."""


def floored(bound: float) -> float:
    """Whole profits have whole bounds; a relaxed solution is exact to about a millionth."""
    return float(np.floor(bound + 1e-5))


def climb(
    model: PlacingModel,
    start: Reals | None,
    watch: Watch,
    seconds: float,
    taste: Reals | None = None,
    *,
    workers: int = 1,
) -> Solved:
    """The best solution of the model, whose profits are whole numbers, found in some seconds, and its bound.

    `start`: a solution known already. `taste`: small profits by column that choose among equals. `workers`: with two
    processors, the guide of a large programme is looked for beside its bound.
    """
    climber = _Climber(model, start, watch, seconds, taste)
    if climber.inside and workers > 1:
        # HiGHS lets other threads of Python run.
        with ThreadPoolExecutor(1) as aside:
            guide = aside.submit(climber.guide)
            climber.relax()
        climber.follow(guide.result())
    else:
        climber.relax()
        if not climber.impossible and not (climber.proven and taste is None):
            climber.follow(climber.guide())
    if not climber.impossible and not climber.proven:
        climber.search()
    if climber.impossible:
        return Solved(None, -np.inf, impossible=True)
    return Solved(climber.best, climber.bound, optimal=climber.proven)


class _Climber:
    def __init__(
        self, model: PlacingModel, start: Reals | None, watch: Watch, seconds: float, taste: Reals | None
    ) -> None:
        self.model, self.mip, self.watch, self.taste = model, model.mip, watch, taste
        self.ends = watch.elapsed + min(seconds, watch.left())
        self.profit = np.concatenate(self.mip.profit)
        self.best = start
        self.value = float(self.profit @ start) if start is not None else -np.inf
        self.bound = self.mip.most
        self.impossible = False
        self.inside = self.mip.columns >= LARGE

    @property
    def proven(self) -> bool:
        return self.best is not None and self.value >= self.bound - 1e-6

    @property
    def seconds(self) -> float:
        """Seconds left for this climb; 0 once it was stopped."""
        return 0.0 if self.halted() else max(0.0, self.ends - self.watch.elapsed)

    def halted(self) -> bool:
        return self.watch.halted

    def relax(self) -> None:
        solved = self.mip.relax(self.seconds, stopped=self.halted, inside=self.inside, tolerance=1e-6)
        self.impossible = solved.impossible
        self.bound = min(self.bound, floored(solved.bound))

    def guide(self) -> Solved:
        noise = np.random.default_rng(7).random(self.mip.columns) * NOISE
        priced = self.mip.priced(self.profit + noise + (self.taste if self.taste is not None else 0))
        return priced.relax(self.seconds, stopped=self.halted, inside=self.inside)

    def follow(self, guide: Solved) -> None:
        """Keep what is whole there, and solve the rest."""
        if guide.values is None or self.impossible:
            return
        with self.mip.at_least(np.where(guide.values[: self.model.own] > WHOLE, 1.0, 0.0)):
            self._offer(self.mip.solve(self.seconds, stopped=self.halted))

    def search(self) -> None:
        solved = self.mip.solve(self.seconds, start=self.best, stopped=self.halted)
        self.impossible = solved.impossible
        self.bound = min(self.bound, floored(solved.bound))
        self._offer(solved)

    def _offer(self, solved: Solved) -> None:
        if solved.values is not None and self.profit @ solved.values >= self.value - 1e-6:
            self.best, self.value = solved.values, float(self.profit @ solved.values)
