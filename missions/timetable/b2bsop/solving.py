"""Search: the fewest breaks with every meeting placed, or the proof that they cannot all be."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from ortools.sat.python import cp_model

from missions.timetable.b2bsop.instance import Instance, Outcome, Status
from missions.timetable.b2bsop.model import Model, rules
from missions.timetable.b2bsop.obstacles import obstacle
from missions.timetable.b2bsop.settings import Aim, settings
from missions.timetable.b2bsop.strengthening import strengthen

FAIRNESS = 2
"""The benchmark's own, where nothing else is said."""


_FOR_THE_BEST = 0.75
"""Of the time; if the best plan is not found by then, the rest is for some plan."""


_POLL = 0.05
"""Seconds between two looks at whether to stop."""


def solve(
    instance: Instance,
    *,
    fairness: int = FAIRNESS,
    seconds: float = 60,
    workers: int = 2,
    stopped: Callable[[], bool] = lambda: False,
) -> Outcome:
    """The best plan within `seconds`, which include the building of the model, on so many processors.

    :param stopped: is asked whether to end now, with what it has.
    """
    began = time.monotonic()
    if why := obstacle(instance):
        return Outcome("infeasible", time.monotonic() - began, why=why)
    if not instance.meetings:
        return Outcome("optimal", time.monotonic() - began, breaks=0, bound=0)
    model = rules(instance, fairness)
    strengthen(model)
    solver = cp_model.CpSolver()
    bound = 0
    for aim, until in _aims(model, fairness):
        solver.parameters.parse_text_format(settings(aim, workers))
        solver.parameters.max_time_in_seconds = max(0.1, until * seconds - (time.monotonic() - began))
        status = _solved(solver, model, stopped)
        if status != cp_model.UNKNOWN or stopped():
            break
        bound = max(bound, round(solver.best_objective_bound))
    took = time.monotonic() - began
    if status == cp_model.INFEASIBLE:
        why = f"proven: no plan places all meetings by the rules with breaks at most {fairness} apart"
        return Outcome("infeasible", took, why=why)
    if status == cp_model.UNKNOWN:
        return Outcome("unknown", took, bound=bound, why=f"no plan was found in {took:.0f} s, nor the proof of none")
    slots = tuple(
        next(slot for slot in slots if solver.boolean_value(model.placed[meeting, slot]))
        for meeting, slots in enumerate(instance.open_slots)
    )
    bound = max(bound, round(solver.best_objective_bound))
    told: Status = "optimal" if round(solver.objective_value) == bound else "feasible"
    return Outcome(told, took, slots, round(solver.objective_value), bound)


def _solved(solver: cp_model.CpSolver, model: Model, stopped: Callable[[], bool]) -> cp_model.CpSolverStatus:
    """The search, which ends when it is stopped."""
    done = threading.Event()

    def guard() -> None:
        while not done.wait(_POLL):
            if stopped():
                solver.stop_search()
                return

    guarding = threading.Thread(target=guard, daemon=True)
    guarding.start()
    try:
        return solver.solve(model.cp)
    finally:
        done.set()
        guarding.join()


def _aims(model: Model, fairness: int) -> tuple[tuple[Aim, float], ...]:
    """What to look for until which part of the time is over."""
    if fairness == 0 and len(model.breaks) < model.instance.participants:
        return ((Aim.ANY, 1.0),)  # somebody cannot have breaks, so nobody may
    return ((Aim.BEST, _FOR_THE_BEST), (Aim.SOME, 1.0))
