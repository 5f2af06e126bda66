"""The public benchmark of business meetings: ours beside the bare rules and the published values.

`make bench B2BSOP=DIR` takes every `.dzn` of the folder, and `published.json` if it lies there: {"instances": {name:
{"breaks": 3}}}, null where there is no plan, at fairness 2. FAIRNESS=0 asks for another. The bare rules are tried on
the originals, with FULL=1 on all.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ortools.sat.python import cp_model

from benchmarks.bare_rules import rules
from missions.solver.b2bsop import reading, solving
from missions.solver.b2bsop.instance import Instance, Outcome, Status
from missions.solver.b2bsop.obstacles import obstacle

SECONDS = 60
WORKERS = 2
Solver = Callable[[Instance, int], Outcome]


@dataclass(frozen=True)
class Published:
    """The fewest breaks, None where it is proven that there is no plan."""

    breaks: int | None


async def run(*, full: bool) -> None:
    folder = os.environ.get("B2BSOP", "")
    files = _files(folder)
    if not files:
        print("B2BSOP: no instances; make bench B2BSOP=DIR takes the .dzn files of a folder")
        return
    fairness = int(os.environ.get("FAIRNESS", solving.FAIRNESS))
    published = _published(Path(folder)) if fairness == solving.FAIRNESS else {}
    print(f"B2BSOP: {len(files)} instances, fairness {fairness}, {WORKERS} workers, at most {SECONDS} s each")
    ours: list[tuple[str, Outcome]] = []
    bare: list[tuple[str, Outcome]] = []
    for file in files:
        instance = reading.read(file.read_text(encoding="utf-8"))
        ours.append((file.stem, _ours(instance, fairness)))
        line = f"{file.stem:26}{_shown(ours[-1][1])}{_compared(ours[-1][1], published.get(file.stem))}"
        if full or file.stem.endswith(".original"):
            bare.append((file.stem, _bare(instance, fairness)))
            line += f"   bare rules: {_shown(bare[-1][1])}"
        print(line, flush=True)
    _sums(ours, bare)


def _files(folder: str) -> list[Path]:
    return sorted(Path(folder).glob("*.dzn")) if folder else []


def _published(folder: Path) -> dict[str, Published]:
    file = folder / "published.json"
    if not file.exists():
        return {}
    instances = json.loads(file.read_text(encoding="utf-8"))["instances"]
    return {name: Published(result["breaks"]) for name, result in instances.items()}


def _ours(instance: Instance, fairness: int) -> Outcome:
    return solving.solve(instance, fairness=fairness, seconds=SECONDS, workers=WORKERS)


def _bare(instance: Instance, fairness: int) -> Outcome:
    """The same rules as CP-SAT takes them out of the box."""
    began = time.monotonic()
    if obstacle(instance):
        return Outcome("infeasible", time.monotonic() - began)
    model = rules(instance, fairness)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.max_time_in_seconds = SECONDS
    status = solver.solve(model.cp)
    seconds = time.monotonic() - began
    if status == cp_model.INFEASIBLE:
        return Outcome("infeasible", seconds)
    if status == cp_model.UNKNOWN:
        return Outcome("unknown", seconds)
    told: Status = "optimal" if status == cp_model.OPTIMAL else "feasible"
    return Outcome(told, seconds, breaks=round(solver.objective_value))


def _shown(outcome: Outcome) -> str:
    breaks = "" if outcome.breaks is None else outcome.breaks
    return f"{outcome.status:>11}{breaks:>4}{outcome.seconds:7.1f} s"


def _compared(outcome: Outcome, published: Published | None) -> str:
    if published is None:
        return ""
    value = "none" if published.breaks is None else published.breaks
    settled = outcome.status in {"optimal", "infeasible"}
    return f"   published {value:>4}" + ("  DIFFERS" if settled and outcome.breaks != published.breaks else "")


def _sums(ours: list[tuple[str, Outcome]], bare: list[tuple[str, Outcome]]) -> None:
    print(f"ours: {_sum(ours)}")
    if bare:
        both = {name for name, _ in bare}
        print(f"ours where the bare rules were tried: {_sum((name, one) for name, one in ours if name in both)}")
        print(f"the bare rules: {_sum(bare)}")


def _sum(outcomes: Iterable[tuple[str, Outcome]]) -> str:
    told = list(outcomes)
    statuses = Counter(outcome.status for _, outcome in told)
    seconds = [outcome.seconds for _, outcome in told]
    counted = ", ".join(f"{number} {status}" for status, number in sorted(statuses.items()))
    return f"{counted}; {sum(seconds):.1f} s together, {max(seconds):.1f} s the slowest"
