"""wasl timetable --problem FILE: solve a problem from a file, without a database, and print the plan."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bot.cli.plan_report import Report, of_benchmark, of_mission, readable, told
from bot.cli.until_stopped import until_stopped
from missions.solver import ProblemError
from missions.solver.b2bsop import reading
from missions.solver.b2bsop.dzn import BadInstance
from missions.solver.reading import problem_from
from storage import json_text

PLANNED, WRONG_INPUT, NO_PLAN = 0, 2, 3
BENCHMARK_SECONDS = 60.0


def solve(path: Path, *, as_json: bool, seconds: float | None, workers: int, fairness: int) -> int:
    """Solve the problem in a file and print the plan. The exit code: 0 with a plan, 3 without, 2 for wrong input.

    :param seconds: after which the best plan so far is taken; as is usual for such a problem if None.
    :param fairness: only the benchmark has it.
    """
    began = time.monotonic()
    try:
        text = _text(path)
        if _is_json(path, text):
            left = None if seconds is None else seconds - (time.monotonic() - began)
            report, lines, why = _mission(text, left, workers)
        else:
            report, lines, why = _benchmark(text, seconds, workers, fairness)
    except (BadInstance, ProblemError) as wrong:
        print(f"{path}: {wrong}", file=sys.stderr)
        return WRONG_INPUT
    report["seconds"] = round(time.monotonic() - began, 3)
    print(json.dumps(report) if as_json else "\n".join([*lines, *readable(report)]))
    if report["status"] in {"optimal", "feasible"}:
        return PLANNED
    print(f"{path}: {why}", file=sys.stderr)
    return NO_PLAN


Solved = tuple[Report, Sequence[str], str]
"""The plan, what the problem was in lines for people, and why there is no plan."""


def _benchmark(text: str, seconds: float | None, workers: int, fairness: int) -> Solved:
    from missions.solver.b2bsop import solving  # noqa: PLC0415 - loads the solver, which wrong input need not wait for

    began = time.monotonic()
    instance = reading.read(text)
    left = (BENCHMARK_SECONDS if seconds is None else seconds) - (time.monotonic() - began)
    outcome = until_stopped(
        lambda stop: solving.solve(instance, fairness=fairness, seconds=left, workers=workers, stopped=stop)
    )
    lines = [
        f"{len(instance.meetings)} meetings of {instance.participants} participants",
        f"{instance.slots} slots, {instance.tables} tables",
    ]
    return of_benchmark(outcome), lines, outcome.why


def _mission(text: str, seconds: float | None, workers: int) -> Solved:
    try:
        problem = problem_from(json_text.loads(text))
    except json_text.JsonInvalid as error:
        raise ProblemError(str(error)) from None
    from missions.solver import solving  # noqa: PLC0415 - the same

    plan = until_stopped(lambda stop: solving.solve(problem, seconds=seconds, workers=workers, stopped=stop))
    lines = [
        f"{len(problem.wishes)} wished meetings of {len(problem.people)} people",
        f"{len(problem.slots)} slots, {len(problem.tables)} tables, {len(problem.interpreters)} interpreters",
    ]
    report = of_mission(plan)
    return report, lines, "the fixed meetings break hard rules: " + "; ".join(map(told, report.get("conflicts", [])))


def _is_json(path: Path, text: str) -> bool:
    """By the name's ending; without one that says so, by the first character."""
    if path.suffix in {".dzn", ".json"}:
        return path.suffix == ".json"
    return text.lstrip().startswith("{")


def _text(path: Path) -> str:
    """What the file says. Raises BadInstance where it cannot be read as a text."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadInstance(error.strerror or "cannot be read") from None
    except UnicodeDecodeError as error:
        raise BadInstance(f"byte {error.start + 1} is no UTF-8") from None
