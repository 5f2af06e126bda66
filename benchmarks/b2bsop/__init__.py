"""The public benchmark of business meetings, solved by the missions' own levels, beside the bare rules.

Bofill, Coll, Garcia, Giráldez-Cru, Pesant, Suy, Villaret: "Constraint Solving Approaches to the Business-to-Business
Meeting Scheduling Problem", Journal of Artificial Intelligence Research 74 (2022).

`make bench B2BSOP=DIR` takes every `.dzn` of the folder, and `published.json` if there is one: {"instances": {name:
{"breaks": 3}}}, null where there is no plan. The bare rules are tried on the originals, with FULL=1 on all.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ortools.sat.python import cp_model

from benchmarks.b2bsop import reading
from benchmarks.b2bsop.bare_rules import rules
from benchmarks.b2bsop.instance import FAIRNESS, Instance
from missions.solver import LevelName
from missions.solver.solving import solve

SECONDS = 60
WORKERS = 2
NONE = "no plan"


@dataclass(frozen=True)
class Outcome:
    """`settled`: proven, the breaks or that there is no plan. `breaks`: None without a plan."""

    settled: bool
    breaks: int | None
    seconds: float
    busy: float
    """Seconds of processor, divided by `WORKERS`: what it would take on as many idle cores."""
    unfair: bool = False
    """The plan has breaks that differ by more than `FAIRNESS`: a plan by the benchmark's rules may have more breaks."""

    def __str__(self) -> str:
        said = "settled" if self.settled else "open"
        breaks = NONE if self.breaks is None else f"{self.breaks} breaks"
        return f"{said:>8} {breaks:>9}{self.seconds:7.1f} s ({self.busy:.1f})" + (" UNFAIR" if self.unfair else "")


async def run(*, full: bool) -> None:
    folder = os.environ.get("B2BSOP", "")
    files = _files(folder)
    if not files:
        print("B2BSOP: no instances; make bench B2BSOP=DIR takes the .dzn files of a folder")
        return
    published = _published(Path(folder, "published.json"))
    print(f"B2BSOP: {len(files)} instances, {WORKERS} workers, at most {SECONDS} s each; in brackets: of work of each")
    ours: dict[str, Outcome] = {}
    bare: dict[str, Outcome] = {}
    for file in files:
        instance = reading.read(file.read_text(encoding="utf-8"))
        ours[file.stem] = by_levels(instance, SECONDS)
        line = f"{file.stem:26}{ours[file.stem]}{_compared(ours[file.stem], published, file.stem)}"
        if full or file.stem.endswith(".original"):
            bare[file.stem] = by_bare_rules(instance, SECONDS)
            line += f"   bare rules: {bare[file.stem]}"
        print(line, flush=True)
    print(f"ours: {_sum(ours.values())}")
    if bare:
        print(f"ours where the bare rules were tried: {_sum(ours[name] for name in bare)}")
        print(f"the bare rules: {_sum(bare.values())}")


def _files(folder: str) -> list[Path]:
    return sorted(Path(folder).glob("*.dzn")) if folder else []


def _published(file: Path) -> dict[str, int | None]:
    """By instance the fewest breaks, None where it is proven that there is no plan."""
    if not file.exists():
        return {}
    instances = json.loads(file.read_text(encoding="utf-8"))["instances"]
    return {name: result["breaks"] for name, result in instances.items()}


def by_levels(instance: Instance, seconds: float) -> Outcome:
    """As a mission: placing all meetings is its first level, breaks are its third."""
    began, busy = time.monotonic(), time.process_time()
    plan = solve(instance.problem(), seconds=seconds, workers=WORKERS)
    took, worked = time.monotonic() - began, (time.process_time() - busy) / WORKERS
    musts, gaps = plan.level(LevelName.MUSTS), plan.level(LevelName.GAPS)
    if len(plan.meetings) < len(instance.meetings) or gaps is None:
        return Outcome(musts is not None and musts.bound < len(instance.meetings), None, took, worked)
    slots = {int(meeting.wish): int(meeting.slot) for meeting in plan.meetings}
    breaks = instance.breaks(slots)
    unfair = max(breaks, default=0) - min(breaks, default=0) > FAIRNESS
    return Outcome(gaps.proven, sum(breaks), took, worked, unfair)


def by_bare_rules(instance: Instance, seconds: float) -> Outcome:
    """The same rules as CP-SAT takes them out of the box."""
    began, busy = time.monotonic(), time.process_time()
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(rules(instance).cp)
    took, worked = time.monotonic() - began, (time.process_time() - busy) / WORKERS
    found = status in {cp_model.OPTIMAL, cp_model.FEASIBLE}
    settled = status in {cp_model.OPTIMAL, cp_model.INFEASIBLE}
    return Outcome(settled, round(solver.objective_value) if found else None, took, worked)


def _compared(outcome: Outcome, published: dict[str, int | None], name: str) -> str:
    if name not in published:
        return ""
    differs = outcome.settled and outcome.breaks != published[name]
    value = NONE if published[name] is None else published[name]
    return f"   published {value}" + ("  DIFFERS" if differs else "")


def _sum(outcomes: Iterable[Outcome]) -> str:
    told = list(outcomes)
    settled = Counter(outcome.settled for outcome in told)[True]
    return (
        f"{settled} of {len(told)} settled; {sum(outcome.seconds for outcome in told):.1f} s together"
        f" ({sum(outcome.busy for outcome in told):.1f}), {max(outcome.seconds for outcome in told):.1f} s the slowest"
        f" ({max(outcome.busy for outcome in told):.1f})"
    )
