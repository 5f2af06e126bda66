"""Several processes at one instance: what they find out together, and what becomes of it when some of them end."""

from __future__ import annotations

from contextlib import closing

import psutil

from missions.solver.b2bsop import reading, solving
from missions.solver.b2bsop.racing import Race
from tests.missions.solver.b2bsop.described import described

RING = described([(one, one % 5 + 1, 3) for one in range(1, 6)] + [(1, 6, 3)], slots=4, tables=2)


def children() -> list[psutil.Process]:
    """The processes at work; the one that keeps account of shared memory is not."""
    mine = psutil.Process().children(recursive=True)
    return [child for child in mine if "spawn_main" in " ".join(child.cmdline())]


def test_whoever_ends_is_not_waited_for() -> None:
    with closing(Race(reading.read(RING.dzn()), 2, 30)) as race:
        race.join()
        race.join()
        victim, *_ = children()
        victim.kill()
        while not (race.settled or race.lost):
            race.listen()
        assert race.settled
    assert children() == []


def test_nobody_is_left() -> None:
    with closing(Race(reading.read(RING.dzn()), 2, 30)) as race:
        race.join()
        for child in children():
            child.kill()
        while not (race.settled or race.lost):
            race.listen()
        assert race.lost
        assert (race.slots, race.breaks) == ((), None)


def test_what_is_proven_elsewhere_counts() -> None:
    """A plan as good as a bound that was raised from outside ends the race."""
    forced = described([(1, 2, 3), (1, 3, 3)], slots=3, fixed={1: 1, 2: 3})
    with closing(Race(reading.read(forced.dzn()), 2, 30)) as race:
        race.raise_bound(1)
        race.join()
        while not (race.settled or race.lost):
            race.listen()
        assert (race.breaks, race.bound) == (1, 1)


def test_stopped_with_the_best_so_far() -> None:
    """Asked to stop once a plan is there, it ends with the plan, and leaves no process behind."""
    rows = [(one, other, 3) for one in range(1, 20) for other in range(20, 40) if (one + other) % 2]
    instance = reading.read(described(rows, slots=21, tables=12).dzn())
    asked = []

    def stopped() -> bool:
        asked.append(children())
        return len(asked) > 1

    outcome = solving.solve(instance, seconds=60, stopped=stopped)
    assert outcome.status in {"optimal", "feasible", "unknown"}
    assert outcome.seconds < 60
    assert asked[0]
    assert children() == []
