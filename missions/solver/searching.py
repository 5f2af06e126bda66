"""Runs a constraint programme with the search that suits counts to be minimised, and stops it when asked."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from ortools.sat.python import cp_model

from missions.solver.watch import Watch

PLANS = """
    subsolvers: "core"
    subsolvers: "quick_restart_no_lp"
"""
"""Counts to be minimised: good plans from above, and proofs of small counts from below beside it."""

PROOF = """
    subsolvers: "core"
    subsolvers: "objective_lb_search_no_lp"
    linearization_level: 0
    max_presolve_iterations: 1
    restart_period: 1000
"""
"""One search raises the bound by unsatisfiable cores, the other looks for a plan as good as the bound.

`restart_period`, in conflicts up to the first restart: with the usual 50, each try at such a plan ends too early. The
later rounds of presolve take longer than most searches. The linear relaxation says nothing here.
"""

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


def search(model: cp_model.CpModel, watch: Watch, seconds: float, workers: int, *, settings: str = PLANS) -> Searched:
    """Solves the model within some seconds. `settings`: CP-SAT's parameters as text."""
    solver = cp_model.CpSolver()
    solver.parameters.parse_text_format(settings)  # first, since it resets all others
    solver.parameters.max_time_in_seconds = max(0.0, min(seconds, watch.left()))
    solver.parameters.num_workers = workers
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
