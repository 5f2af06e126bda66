"""Search: the fewest breaks with every meeting placed, or the proof that they cannot all be."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ortools.sat.python import cp_model

from missions.timetable.b2bsop.instance import Instance, Outcome, total_breaks
from missions.timetable.b2bsop.model import Model, rules
from missions.timetable.b2bsop.obstacles import obstacle
from missions.timetable.b2bsop.rival import Rival
from missions.timetable.b2bsop.settings import Aim, settings
from missions.timetable.b2bsop.strengthening import strengthen

FAIRNESS = 2
"""The benchmark's own, where nothing else is said."""


_FOR_THE_BEST = 0.75
"""Of the time; if the best plan is not found by then, the rest is for some plan."""


_POLL = 0.05
"""Seconds between two looks at whether to stop."""


_HEAD_START = 0.7
"""Seconds of CP-SAT alone; most instances are solved by then, sooner than they are told to the other solver."""


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
    aims = _aims(model, fairness)
    paired = workers > 1 and aims[0][0] is Aim.BEST
    with _rival(model, fairness, seconds if paired else 0) as rival:
        search = _Search(model, rival, stopped)
        for aim, until in aims:
            left = max(0.1, until * seconds - (time.monotonic() - began))
            search.run(settings(aim, workers - 1 if rival else workers), left)
            if search.settled or stopped():
                break
    return search.outcome(time.monotonic() - began, fairness)


@contextmanager
def _rival(model: Model, fairness: int, seconds: float) -> Iterator[Rival | None]:
    rival = Rival(model, fairness, seconds) if seconds else None
    try:
        yield rival
    finally:
        if rival:
            rival.stop()


class _Search:
    """CP-SAT's search, which ends when it is stopped or its rival has found a plan as good as the bound."""

    def __init__(self, model: Model, rival: Rival | None, stopped: Callable[[], bool]) -> None:
        self._none = False
        self._bound = 0
        self._plan: tuple[int, ...] = ()
        self._breaks: int | None = None
        self._model = model
        self._rival = rival
        self._stopped = stopped
        self._solver = cp_model.CpSolver()
        self._solver.best_bound_callback = self._raise
        self._alone_until = time.monotonic() + _HEAD_START

    @property
    def settled(self) -> bool:
        """Whether the plan is proven to be the best, or that there is none."""
        return self._none or self._breaks == self._bound

    def run(self, how: str, seconds: float) -> None:
        """With such parameters, for so long; the plan and the bound of an earlier run are kept."""
        self._solver.parameters.parse_text_format(how)
        self._solver.parameters.max_time_in_seconds = seconds
        done = threading.Event()
        guarding = threading.Thread(target=self._guard, args=(done,), daemon=True)
        guarding.start()
        try:
            status = self._solver.solve(self._model.cp)
        finally:
            done.set()
            guarding.join()
        self._none = status == cp_model.INFEASIBLE
        if not self._none:
            self._raise(self._solver.best_objective_bound)
        if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            self._keep(self._found())
        if self._rival and self._rival.plan:
            self._keep(self._rival.plan)

    def outcome(self, took: float, fairness: int) -> Outcome:
        """What it came to."""
        if self._none:
            why = f"proven: no plan places all meetings by the rules with breaks at most {fairness} apart"
            return Outcome("infeasible", took, why=why)
        if not self._plan:
            why = f"no plan was found in {took:.0f} s, nor the proof of none"
            return Outcome("unknown", took, bound=self._bound, why=why)
        return Outcome("optimal" if self.settled else "feasible", took, self._plan, self._breaks, self._bound)

    def _keep(self, plan: tuple[int, ...]) -> None:
        breaks = total_breaks(self._model.instance, plan)
        if self._breaks is None or breaks < self._breaks:
            self._plan, self._breaks = plan, breaks

    def _found(self) -> tuple[int, ...]:
        return tuple(
            next(slot for slot in slots if self._solver.boolean_value(self._model.placed[meeting, slot]))
            for meeting, slots in enumerate(self._model.instance.open_slots)
        )

    def _raise(self, bound: float) -> None:
        self._bound = max(self._bound, round(bound))

    def _guard(self, done: threading.Event) -> None:
        while not done.wait(_POLL):
            found = False
            if self._rival and time.monotonic() > self._alone_until:
                found = self._rival.look(self._bound)
                self._raise(self._rival.bound)
            if found or self._stopped():
                self._solver.stop_search()


def _aims(model: Model, fairness: int) -> tuple[tuple[Aim, float], ...]:
    """What to look for until which part of the time is over."""
    if fairness == 0 and len(model.breaks) < model.instance.participants:
        return ((Aim.ANY, 1.0),)  # somebody cannot have breaks, so nobody may
    return ((Aim.BEST, _FOR_THE_BEST), (Aim.SOME, 1.0))
