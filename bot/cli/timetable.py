"""wasl timetable --problem FILE: solve a problem from a file, without a database, and print the plan."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from bot.cli.plan_report import of_mission, readable, told
from bot.cli.until_stopped import until_stopped
from missions.solver import Problem, ProblemError, problem_from
from storage import json_text

PLANNED, WRONG_INPUT, NO_PLAN = 0, 2, 3


def solve(path: Path, *, as_json: bool, seconds: float | None, workers: int) -> int:
    """Solve the problem in a file and print the plan. The exit code: 0 with a plan, 3 without, 2 for wrong input.

    :param seconds: after which the best plan so far is taken; as is usual for such a problem if None.
    """
    began = time.monotonic()
    try:
        problem = _read(path)
    except ProblemError as wrong:
        print(f"{path}: {wrong}", file=sys.stderr)
        return WRONG_INPUT
    from missions.solver import solving  # noqa: PLC0415 - loads the solvers, which wrong input need not wait for

    left = None if seconds is None else seconds - (time.monotonic() - began)
    plan = until_stopped(lambda stop: solving.solve(problem, seconds=left, workers=workers, stopped=stop))
    report = of_mission(plan)
    report["seconds"] = round(time.monotonic() - began, 3)
    lines = [
        f"{len(problem.wishes)} wished meetings of {len(problem.people)} people",
        f"{len(problem.slots)} slots, {len(problem.tables)} tables, {len(problem.interpreters)} interpreters",
        *readable(report),
    ]
    print(json.dumps(report) if as_json else "\n".join(lines))
    if report["status"] in {"optimal", "feasible"}:
        return PLANNED
    why = "; ".join(map(told, report["conflicts"]))
    print(f"{path}: the fixed meetings break hard rules: {why}", file=sys.stderr)
    return NO_PLAN


def _read(path: Path) -> Problem:
    """The problem in the file. Raises ProblemError where there is none."""
    try:
        return problem_from(json_text.loads(path.read_text(encoding="utf-8-sig")))
    except json_text.JsonInvalid as error:
        raise ProblemError(str(error)) from None
    except OSError as error:
        raise ProblemError(error.strerror or "cannot be read") from None
    except UnicodeDecodeError as error:
        raise ProblemError(f"byte {error.start + 1} is no UTF-8") from None
