"""The shape of the house: imports run one way, and heavy things are imported where they are used."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "handlers", "missions", "storage", "locales", "sandbox", "timekeeping")

MAY_IMPORT = {
    "bot": {"bot", "handlers", "missions", "storage", "locales", "timekeeping"},
    "handlers": {"handlers", "missions", "storage", "locales", "timekeeping"},
    "missions": {"missions", "storage", "locales", "timekeeping"},
    "missions/matching": {"missions.matching"},
    "missions/solver": {"missions.solver"},
    "storage": {"storage", "timekeeping"},
    "locales": {"locales"},
    "timekeeping": {"timekeeping"},
    "sandbox": {"sandbox", "timekeeping"},
}
TELEGRAM = {"aiogram", "telegram"}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def within(module: str, packages: set[str]) -> bool:
    return any(module == package or module.startswith(package + ".") for package in packages)


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_run_one_way(package: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {module}"
        for path in sorted((ROOT / package).rglob("*.py"))
        for module in imports(path)
        if within(module, {*PACKAGES, "tests"}) and not within(module, MAY_IMPORT[package])
    ]

    assert not wrong


WALL_TIME = {
    *("datetime.now", "datetime.today", "datetime.utcnow", "date.today", "time.time", "time.time_ns"),
    *("time.localtime", "time.gmtime", "time.ctime", "time.strftime"),
}
MAY_ASK_THE_MACHINE = {"timekeeping/clock.py": "the one clock"}


def calls(path: Path) -> Iterator[str]:
    """What a module calls, or hands on, by the last two names: "datetime.now"."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            base = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            yield f"{base}.{node.attr}"
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (f"time.{name.name}" for name in node.names)


def test_everything_asks_one_clock() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {call}"
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if str(path.relative_to(ROOT)) not in MAY_ASK_THE_MACHINE
        for call in calls(path)
        if call in WALL_TIME
    ]

    assert not wrong


@pytest.mark.parametrize("package", ["missions", "storage", "locales"])
def test_the_rules_know_no_telegram(package: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {module}"
        for path in sorted((ROOT / package).rglob("*.py"))
        for module in imports(path)
        if within(module, TELEGRAM)
    ]

    assert not wrong


def test_help_imports_nothing_heavy() -> None:
    script = "import sys; import bot.cli.app; print(*sys.modules)"
    output = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout

    assert not {"aiogram", "telegram", "sqlalchemy", "apscheduler", "alembic", "babel"} & set(output.split())
