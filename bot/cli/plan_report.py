"""A plan from the command line: as JSON, and as lines for people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NotRequired, TypedDict

from missions.solver import Key, Plan, Reason


class LevelReport(TypedDict):
    """What one level came to. No plan does better than the bound."""

    name: str
    value: float
    bound: float
    scope: NotRequired[str]
    """For which plans the bound holds, if not for all: those with the same meetings, days or slots."""


class Held(TypedDict):
    """When and where a meeting is held."""

    meeting: Key
    slot: Key
    table: Key | None
    interpreter: Key | None


class Why(TypedDict):
    """What stands in the way of meetings."""

    meetings: list[Key]
    reasons: list[str]


class Report(TypedDict):
    """What `--json` prints. `unplaced`: wishes without a seat. `conflicts`: what keeps musts from theirs."""

    status: str
    levels: list[LevelReport]
    meetings: list[Held]
    seconds: float
    unplaced: list[Why]
    conflicts: list[Why]


def of_mission(plan: Plan) -> Report:
    levels: list[LevelReport] = []
    for level in plan.levels:
        levels.append({"name": level.name.value, "value": _number(level.value), "bound": _number(level.bound)})
        if level.scope != "all":
            levels[-1]["scope"] = level.scope.value
    return {
        "status": plan.status.value,
        "levels": levels,
        "meetings": [
            {"meeting": held.wish, "slot": held.slot, "table": held.table, "interpreter": held.interpreter}
            for held in plan.meetings
        ],
        "seconds": plan.seconds,
        "unplaced": [{"meetings": [one.wish], "reasons": _reasons(one.reasons)} for one in plan.unplaced],
        "conflicts": [{"meetings": list(one.wishes), "reasons": _reasons(one.reasons)} for one in plan.conflicts],
    }


def readable(report: Report) -> list[str]:
    """What it came to, who meets in each slot, and who does not."""
    lines = [f"{report['status']} after {report['seconds']:.1f} s"]
    for level in report["levels"]:
        plan = f"no plan with the same {level['scope']}" if "scope" in level else "no plan"
        lines.append(f"{level['name']}: {level['value']}; {plan} does better than {level['bound']}")
    slots: defaultdict[Key, list[str]] = defaultdict(list)
    for held in report["meetings"]:
        slots[held["slot"]].append(str(held["meeting"]))
    lines += [f"slot {slot}: meetings {', '.join(held)}" for slot, held in _in_order(slots.items())]
    lines += [f"no place: {told(why)}" for why in report["unplaced"]]
    return lines + [f"not all of them can be held: {told(why)}" for why in report["conflicts"]]


def told(why: Why) -> str:
    return f"{', '.join(map(str, why['meetings']))}: {'; '.join(why['reasons']) or 'no reason was found in time'}"


def _in_order(slots: Iterable[tuple[Key, list[str]]]) -> list[tuple[Key, list[str]]]:
    """Numbered slots in their order; named ones as the plan has them, which is in order of time."""
    rows = list(slots)
    return sorted(rows, key=lambda row: row[0]) if all(isinstance(slot, int) for slot, _ in rows) else rows


def _reasons(reasons: Iterable[Reason]) -> list[str]:
    return [
        " ".join([reason.rule.value, *map(str, reason.keys)])
        + (f" in slots {', '.join(map(str, reason.slots))}" if reason.slots else "")
        for reason in reasons
    ]


def _number(value: float) -> float:
    """Without a point where it is whole."""
    return int(value) if float(value).is_integer() else value
