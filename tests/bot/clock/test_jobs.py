"""The clock's table of jobs is complete: what has the shape of a job is asked."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

from bot.clock import jobs

ROOT = Path(__file__).parents[3]


def shaped_like_jobs() -> Iterator[str]:
    """Public functions of missions/ that take a unit of work alone and answer notices: "missions.people.reach.f"."""
    modules = {path: ast.parse(path.read_text(encoding="utf-8")).body for path in (ROOT / "missions").rglob("*.py")}
    notices = {"Notice", *(each.name for body in modules.values() for each in body if is_notice(each))}
    answers = {f"Sequence[{notice}]" for notice in notices}
    for path, body in modules.items():
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in body:
            if not isinstance(node, ast.AsyncFunctionDef) or node.returns is None or node.name.startswith("_"):
                continue
            if len(node.args.args) == 1 and ast.unparse(node.returns) in answers:
                yield f"{module}.{node.name}"


def is_notice(node: ast.stmt) -> TypeGuard[ast.ClassDef]:
    return isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("Notice") for base in node.bases)


def test_every_job_has_an_entry() -> None:
    asked = {f"{job.__module__}.{job.__qualname__}" for job in (jobs.EACH_TICK | jobs.EACH_HOUR).values()}
    found = set(shaped_like_jobs())

    assert found == asked
    assert "missions.meetings.reminders.due_reminders" in found


def test_no_name_is_asked_twice() -> None:
    assert not jobs.EACH_TICK.keys() & jobs.EACH_HOUR.keys()
