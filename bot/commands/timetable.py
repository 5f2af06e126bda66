"""wasl timetable --problem FILE: solve a problem from a file, without a database, and print the plan."""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

from missions.timetable.b2bsop import reading, solving
from missions.timetable.b2bsop.dzn import BadInstance
from missions.timetable.b2bsop.instance import Instance, Outcome

PLANNED, WRONG_INPUT, NO_PLAN = 0, 2, 3


class Level(TypedDict):
    """What one level came to. No plan does better than the bound; both are None where there is no plan."""

    name: str
    value: int | None
    bound: int | None


class Held(TypedDict):
    """When and where a meeting is held."""

    meeting: int | str
    slot: int | str
    table: int | str
    interpreter: int | str | None


class Report(TypedDict):
    """What `--json` prints."""

    status: str
    levels: list[Level]
    meetings: list[Held]
    seconds: float


def solve(path: Path, *, as_json: bool, seconds: float, workers: int, fairness: int) -> int:
    """Solve the problem in a file and print the plan. The exit code: 0 with a plan, 3 without, 2 for wrong input."""
    began = time.monotonic()
    try:
        instance = reading.read(_text(path))
    except BadInstance as wrong:
        print(f"{path}: {wrong}", file=sys.stderr)
        return WRONG_INPUT
    left = seconds - (time.monotonic() - began)
    outcome = solving.solve(instance, fairness=fairness, seconds=left, workers=workers)
    report = _report(instance, outcome, time.monotonic() - began)
    print(json.dumps(report) if as_json else "\n".join(_lines(instance, report)))
    if outcome.slots or outcome.status == "optimal":
        return PLANNED
    print(f"{path}: {outcome.why}", file=sys.stderr)
    return NO_PLAN


def _text(path: Path) -> str:
    """What the file says. Raises BadInstance where it cannot be read as a text."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadInstance(error.strerror or "cannot be read") from None
    except UnicodeDecodeError as error:
        raise BadInstance(f"byte {error.start + 1} is no UTF-8") from None


def _report(instance: Instance, outcome: Outcome, seconds: float) -> Report:
    """The outcome with everything counted from 1, as in the file. Tables are alike: each slot fills them in order."""
    taken: defaultdict[int, int] = defaultdict(int)
    meetings: list[Held] = []
    for meeting, slot in enumerate(outcome.slots, start=1):
        taken[slot] += 1
        meetings.append({"meeting": meeting, "slot": slot + 1, "table": taken[slot], "interpreter": None})
    assert all(number <= instance.tables for number in taken.values())  # noqa: S101 - the model's rule
    return {
        "status": outcome.status,
        "levels": [{"name": "breaks", "value": outcome.breaks, "bound": outcome.bound}],
        "meetings": meetings,
        "seconds": round(seconds, 3),
    }


def _lines(instance: Instance, report: Report) -> Sequence[str]:
    """The same for people: what was asked, what it came to, and who meets in each slot."""
    lines = [
        f"{len(instance.meetings)} meetings of {instance.participants} participants",
        f"{instance.slots} slots, {instance.tables} tables",
        f"{report['status']} after {report['seconds']:.1f} s",
    ]
    lines += [
        f"{level['name']}: {level['value']}; no plan has fewer than {level['bound']}"
        for level in report["levels"]
        if level["value"] is not None
    ]
    slots: defaultdict[int | str, list[str]] = defaultdict(list)
    for held in report["meetings"]:
        slots[held["slot"]].append(str(held["meeting"]))
    lines += [f"slot {slot}: meetings {', '.join(slots[slot])}" for slot in range(1, instance.slots + 1) if slots[slot]]
    return lines
