"""The shape of the house: imports run one way, and heavy things are imported where they are used."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "web", "handlers", "missions", "storage", "locales", "sandbox", "timekeeping")

MAY_IMPORT = {
    "bot": {"bot", "web", "handlers", "missions", "storage", "locales", "timekeeping"},
    "handlers": {"handlers", "missions", "storage", "locales", "timekeeping"},
    "handlers/views": {"handlers.views", "missions", "storage", "locales", "timekeeping"},
    "web": {"web", "handlers.views", "missions", "storage", "locales", "timekeeping"},
    "missions": {"missions", "storage", "locales", "timekeeping"},
    "missions/matching": {"missions.matching"},
    "missions/solver": {"missions.solver"},
    "storage": {"storage", "timekeeping"},
    "locales": {"locales"},
    "timekeeping": {"timekeeping"},
    "sandbox": {"sandbox", "timekeeping"},
}
TELEGRAM = {"aiogram", "telegram"}


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
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
    for node in ast.walk(tree_of(path)):
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


MUTUAL_FOLDERS: set[frozenset[str]] = {
    frozenset({"bot", "bot/cli"}),
    frozenset({"bot", "bot/clock"}),
    frozenset({"bot", "bot/courier"}),
    frozenset({"bot", "bot/intake"}),
    frozenset({"locales", "locales/upkeep"}),
    frozenset({"sandbox", "sandbox/methods"}),
}
"""Folders that import each other.

bot/ holds both what its parts share and what puts them together; locales/upkeep is the command of the package that it
keeps; sandbox/ lists its methods.
"""


def modules() -> dict[str, Path]:
    """Every module of the program by its dotted name; a package by its own."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = path
    return found


@cache
def arrows() -> dict[str, set[str]]:
    """By module, the modules that it imports anywhere in it."""
    known = modules()
    found: dict[str, set[str]] = {}
    for name, path in known.items():
        found[name] = set()
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ImportFrom) and node.module:
                parts = (f"{node.module}.{each.name}" for each in node.names)
                found[name] |= {part if part in known else node.module for part in parts} & known.keys()
            elif isinstance(node, ast.Import):
                found[name] |= {each.name for each in node.names} & known.keys()
        found[name].discard(name)
    return found


def test_no_class_name_has_two_meanings() -> None:
    places: dict[str, list[str]] = {}
    for package in ("bot", "web", "handlers", "missions", "storage"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(tree_of(path)):
                if isinstance(node, ast.ClassDef):
                    places.setdefault(node.name, []).append(str(path.relative_to(ROOT)))
    shared = {name: where for name, where in places.items() if len(where) > 1}

    assert not shared


def test_no_two_folders_import_each_other() -> None:
    paths = modules()
    folders = {
        (str(paths[one].parent.relative_to(ROOT)), str(paths[other].parent.relative_to(ROOT)))
        for one, others in arrows().items()
        for other in others
    }
    mutual = {frozenset(each) for each in folders if each[0] != each[1] and each[::-1] in folders}

    assert mutual <= MUTUAL_FOLDERS


def test_no_modules_import_each_other_in_a_circle() -> None:
    left = dict(arrows())
    # What imports nothing that is left is in no circle, and neither is what only imports such.
    while free := {name for name, others in left.items() if not others & left.keys()}:
        left = {name: others for name, others in left.items() if name not in free}

    assert not left
