"""Search: the fewest breaks with every meeting placed, or the proof that they cannot all be."""

from __future__ import annotations

import time

from ortools.sat.python import cp_model

from missions.timetable.b2bsop.instance import Instance, Outcome
from missions.timetable.b2bsop.model import rules
from missions.timetable.b2bsop.obstacles import obstacle
from missions.timetable.b2bsop.settings import settings
from missions.timetable.b2bsop.strengthening import strengthen

FAIRNESS = 2
"""The benchmark's own, where nothing else is said."""


def solve(instance: Instance, *, fairness: int = FAIRNESS, seconds: float = 60, workers: int = 2) -> Outcome:
    """The best plan within `seconds`, which include the building of the model, on so many processors."""
    began = time.monotonic()
    if why := obstacle(instance):
        return Outcome("infeasible", time.monotonic() - began, why=why)
    if not instance.meetings:
        return Outcome("optimal", time.monotonic() - began, breaks=0, bound=0)
    model = rules(instance, fairness)
    strengthen(model)
    solver = cp_model.CpSolver()
    minimise = fairness > 0 or len(model.breaks) == instance.participants  # else somebody without breaks allows none
    solver.parameters.parse_text_format(settings(workers, minimise=minimise))
    solver.parameters.max_time_in_seconds = max(0.1, seconds - (time.monotonic() - began))
    status = solver.solve(model.cp)
    took = time.monotonic() - began
    if status == cp_model.INFEASIBLE:
        why = f"proven: no plan places all meetings by the rules with breaks at most {fairness} apart"
        return Outcome("infeasible", took, why=why)
    bound = max(0, round(solver.best_objective_bound))
    if status == cp_model.UNKNOWN:
        return Outcome("unknown", took, bound=bound, why=f"no plan was found in {took:.0f} s, nor the proof of none")
    slots = tuple(
        next(slot for slot in slots if solver.boolean_value(model.placed[meeting, slot]))
        for meeting, slots in enumerate(instance.open_slots)
    )
    return Outcome(
        "optimal" if status == cp_model.OPTIMAL else "feasible", took, slots, round(solver.objective_value), bound
    )
