"""Runs a constraint programme with the search that suits counts to be minimised, and stops it when asked."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from ortools.sat.python import cp_model

from missions.solver.watch import Watch

CORE = ("core", "quick_restart_no_lp")
"""Proves small counts from below and looks for good plans beside it."""

POLL = 0.05
"""Seconds between two looks at whether to stop."""


@dataclass(frozen=True, slots=True)
class Searched:
    """`found`: whether there is a solution to read values from. `bound`: no solution is below it."""

    solver: cp_model.CpSolver
    found: bool
    optimal: bool
    impossible: bool
    bound: float

    def value(self, variable: cp_model.IntVar) -> bool:
        return bool(self.solver.boolean_value(variable))


def search(model: cp_model.CpModel, watch: Watch, seconds: float, workers: int, *, core: bool = True) -> Searched:
    """Solves the model within some seconds."""
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.0, min(seconds, watch.left()))
    solver.parameters.num_workers = workers
    if core:
        solver.parameters.subsolvers.extend(CORE)
    done = threading.Event()
    guard = threading.Thread(target=_stop_when_asked, args=(solver, watch, done), daemon=True)
    guard.start()
    try:
        status = solver.solve(model)
    finally:
        done.set()
        guard.join()
    return Searched(
        solver,
        found=status in {cp_model.OPTIMAL, cp_model.FEASIBLE},
        optimal=status == cp_model.OPTIMAL,
        impossible=status == cp_model.INFEASIBLE,
        bound=solver.best_objective_bound if model.has_objective() else 0.0,
    )


def _stop_when_asked(solver: cp_model.CpSolver, watch: Watch, done: threading.Event) -> None:
    while not done.wait(POLL):
        if watch.halted:
            solver.stop_search()
            return
