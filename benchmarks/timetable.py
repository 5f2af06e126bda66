"""A mission's timetable: how long each size takes, how near to the best it is, what fairness and a lost room cost.

`make bench ONLY=timetable` takes the sizes of most missions, FULL=1 those of 2,000 people too. Each row runs in a
process of its own, whose peak of memory is printed.
"""

from __future__ import annotations

import multiprocessing
import resource
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from benchmarks.invented import Size, mission
from benchmarks.wished import example
from missions.solver import Level, LevelName, Plan, Problem
from missions.solver.replanning import replan
from missions.solver.solving import solve

WORKERS = 2
SIZES = {
    "90 people, 60 wishes": Size(90, 60, days=2, tables=8),
    "90 people, 150 wishes": Size(90, 150, tables=12),
    "90, 150, 3 venues 25 min apart": Size(90, 150, tables=12, venues=3, tight_travel=True),
    "500 people, 1,500 wishes": Size(500, 1500, tables=60),
    "500, 1,500, hardly any room": Size(500, 1500, tables=34),
    "500, 1,500, half the interpreters": Size(500, 1500, tables=60, interpreters=0.65),
}
LARGE = {"2,000 people, 8,000 wishes": Size(2000, 8000, tables=250)}
LOST = {
    "200 people, a venue lost for good": Size(200, 500, tables=30, venues=3),
    "500, half the tables of an afternoon": Size(500, 1500, tables=60),
}
LOST_LARGE = {"2,000, half the tables of an afternoon": Size(2000, 8000, tables=250)}


async def run(*, full: bool) -> None:
    sizes, lost = (SIZES | LARGE, LOST | LOST_LARGE) if full else (SIZES, LOST)
    print(f"Timetable, {WORKERS} workers; gap: from the weight placed to the bound; times in seconds")
    print(f"{'':36}{'load':>6}{'first':>7}{'weight':>8}{'total':>7}{'MiB':>6}  placed, gap, levels proven")
    for name, size in sizes.items():
        print(f"{name:36}{_apart(partial(_planned, size))}", flush=True)
    print("\nThe worst served at the same placed weight, level 2 left out and in")
    examples: dict[str, Callable[[], Problem]] = {
        "examples/malaga, 3 tables, 8 wishes each": partial(example, "malaga", 8, 3),
        "examples/abidjan, 1 table, 8 wishes each": partial(example, "abidjan", 8, 1),
        "invented, 90 people, 300 wishes": partial(mission, Size(90, 300, days=2, slots=8, tables=12)),
        "invented, 200 people, 800 wishes": partial(mission, Size(200, 800, days=2, slots=10, tables=30)),
    }
    for name, made in examples.items():
        for line in _apart(partial(_fairness, made)).splitlines():
            print(f"{name:44}{line}", flush=True)
    print("\nReplanned: meetings that have to move at least, and that do")
    for name, size in lost.items():
        print(f"{name:40}{_apart(partial(_replanned, size, whole=name.endswith('good')))}", flush=True)


def _apart(work: Callable[[], str]) -> str:
    """What the work says, done in another process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work)


def _level(plan: Plan, name: LevelName) -> Level:
    return {level.name: level for level in plan.levels}[name]


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _planned(size: Size) -> str:
    reached: dict[str, float] = {}

    def note(progress: Any) -> None:  # noqa: ANN401 -- a Progress
        reached.setdefault(progress.stage.value, progress.seconds)

    problem = mission(size)
    plan = solve(problem, workers=WORKERS, report=note)
    weight = _level(plan, LevelName.WISHES)
    first = reached[LevelName.WISHES.value]
    load = len(plan.meetings) / (len(problem.slots) * len(problem.tables))
    gap = (weight.bound - weight.value) / max(1, weight.bound)
    proven = [level.name.value for level in plan.levels if level.proven]
    open_levels = [f"{level.name.value} {level.value:g}/{level.bound:g}" for level in plan.levels if not level.proven]
    return (
        f"{load:6.0%}{first:7.1f}{reached[LevelName.SERVED.value]:8.1f}{plan.seconds:7.1f}{_memory():6}"
        f"  {len(plan.meetings)} of {len(problem.wishes)}, {gap:.2%}, {len(proven)} of {len(plan.levels)}"
        + (f" (open: {', '.join(open_levels)})" if open_levels else "")
    )


def _fairness(made: Callable[[], Problem]) -> str:
    problem = made()
    lines = []
    for said, fair in (("without", False), ("with", True)):
        plan = solve(problem, workers=WORKERS, fair=fair)
        weight = _level(plan, LevelName.WISHES)
        shares = [served.share for served in plan.served]
        tenth = shares[: max(1, len(shares) // 10)]
        lines.append(
            f"{said:>8}: weight {weight.value:g}, {sum(share == 0 for share in shares)} with nothing, "
            f"worst {shares[0]:.2f}, worst tenth {sum(tenth) / len(tenth):.3f} of {len(shares)} people"
        )
    return "\n".join(lines)


def _replanned(size: Size, *, whole: bool) -> str:
    problem = mission(size)
    plan = solve(problem, workers=WORKERS, seconds=40 if size.people < 1000 else 90)
    changed = _venue_lost(problem) if whole else _half_lost(problem, size)
    least = _least(changed, plan)
    mended = replan(changed, plan.meetings, workers=WORKERS)
    moved = _level(mended, LevelName.MOVED)
    return (
        f"at least {least}, moved {moved.value:g}, bound {moved.bound:g}, "
        f"lost {sum(move.after is None for move in mended.moves)}, {mended.seconds:.1f} s, {_memory()} MiB"
    )


def _venue_lost(problem: Problem) -> Problem:
    return replace(problem, venues=(replace(problem.venues[0], slots=frozenset()), *problem.venues[1:]))


def _half_lost(problem: Problem, size: Size) -> Problem:
    afternoon = {slot.key for slot in problem.slots[size.slots + size.slots // 2 : 2 * size.slots]}
    rest = frozenset(slot.key for slot in problem.slots) - afternoon
    tables = [replace(table, slots=rest) if number % 2 else table for number, table in enumerate(problem.tables)]
    return replace(problem, tables=tuple(tables))


def _least(problem: Problem, plan: Plan) -> int:
    """How many meetings cannot stay in their slots, by the tables that are left."""
    shut = {venue.key for venue in problem.venues if venue.slots is not None and not venue.slots}
    load = Counter(meeting.slot for meeting in plan.meetings)
    tables = {
        slot: sum((table.slots is None or slot in table.slots) and table.venue not in shut for table in problem.tables)
        for slot in load
    }
    return sum(max(0, count - tables[slot]) for slot, count in load.items())
