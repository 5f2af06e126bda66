"""Search: the fewest breaks with every meeting placed, or the proof that they cannot all be."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from missions.solver.b2bsop.instance import Instance, Outcome, Status
from missions.solver.b2bsop.obstacles import obstacle
from missions.solver.b2bsop.racing import Race
from missions.solver.b2bsop.relaxation import fewest_breaks

FAIRNESS = 2
"""The benchmark's own, where nothing else is said."""
_RELAXED_SECONDS = 3.0
"""For the bound by linear programming; where it helps, it takes a second."""


def solve(
    instance: Instance,
    *,
    fairness: int = FAIRNESS,
    seconds: float = 60,
    workers: int = 2,
    stopped: Callable[[], bool] = lambda: False,
) -> Outcome:
    """The best plan within `seconds`, on so many processors.

    :param stopped: is asked whether to end now, with what it has.
    """
    began = time.monotonic()
    if why := obstacle(instance):
        return Outcome("infeasible", time.monotonic() - began, why=why)
    if not instance.meetings:
        return Outcome("optimal", time.monotonic() - began, breaks=0, bound=0)

    def over() -> bool:
        return stopped() or time.monotonic() - began >= seconds

    with closing(Race(instance, fairness, seconds)) as race:
        _run(race, instance, workers, over)
    return _outcome(race, time.monotonic() - began, fairness)


def _run(race: Race, instance: Instance, workers: int, over: Callable[[], bool]) -> None:
    """One processor first looks for a bound by linear programming, while the others begin to search."""
    for _ in range(workers - 1):
        race.join()
    with ThreadPoolExecutor(1) as pool:
        relaxed = pool.submit(fewest_breaks, instance, _RELAXED_SECONDS, lambda: race.settled or over())
        while not (race.settled or over() or relaxed.done()):
            race.listen()
    race.raise_bound(relaxed.result())
    race.join()
    while not (race.settled or over() or race.lost):
        race.listen()


def _outcome(race: Race, took: float, fairness: int) -> Outcome:
    if race.impossible:
        why = f"proven: no plan places all meetings by the rules with breaks at most {fairness} apart"
        return Outcome("infeasible", took, why=why)
    if race.breaks is None:
        why = f"no plan was found in {took:.0f} s, nor the proof of none"
        return Outcome("unknown", took, bound=race.bound, why=why)
    told: Status = "optimal" if race.settled else "feasible"
    return Outcome(told, took, race.slots, race.breaks, race.bound)
