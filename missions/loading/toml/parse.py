"""From the text of a mission file to a plan, or to all that is wrong with it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any
from zoneinfo import ZoneInfo

from missions.loading.plan.errors import FileError, MissionFileInvalid
from missions.loading.plan.known import nearest
from missions.loading.plan.slots import cut_all
from missions.loading.plan.values import MissionPlan
from missions.loading.toml.delegates import read_delegates
from missions.loading.toml.frame import read_blocks, read_delegations, read_mission, read_venues
from missions.loading.toml.interpreters import read_interpreters
from missions.loading.toml.lines import Path, locate
from missions.loading.toml.section import Problems, Section
from missions.loading.toml.sessions import read_sessions
from missions.loading.toml.wishes import read_may_meet, read_pairs, read_tags

_LISTS = (
    *("delegations", "venues", "slots", "sessions", "interpreters", "delegates"),
    *("tags", "may_meet", "may_not_meet", "pairs"),
)
LARGEST = 100_000_000
_PART = r"""(?:[A-Za-z0-9_-]{1,200}|"[^"\n]{0,200}"|'[^'\n]{0,200}')"""
_MANY_DOTS = re.compile(
    rf"^[ \t]*\[{{0,2}}(?:{_PART}[ \t]{{0,20}}\.[ \t]{{0,20}}){{11}}"
    rf"|(?<![A-Za-z0-9_-])(?:{_PART}\.){{11}}",
    re.MULTILINE,
)
_PLACE = re.compile(r"(?P<what>.*) \(at (?:line (?P<line>\d+), column \d+|end of document)\)", re.DOTALL)
_WITHOUT_SECONDS = re.compile(r"=\s*\d?\d:\d\d\s*(?:#.*)?$")


def load_file(path: FilePath) -> MissionPlan:
    """Read and check a mission file.

    Raises:
        MissionFileInvalid: it cannot be read, or something in it is wrong.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise MissionFileInvalid([FileError(None, "", f"cannot be read: {error.strerror}")]) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise MissionFileInvalid([FileError(line, "", "is not UTF-8: save the file as UTF-8")]) from error
    return parse(text)


def parse(text: str) -> MissionPlan:
    """Read and check the text of a mission file.

    Raises:
        MissionFileInvalid: with every error that was found, each with its line.
    """
    try:
        _bound(text)
        document = tomllib.loads(text)
        lines = locate(text)
    except ValueError as error:
        raise MissionFileInvalid([_not_toml(text, str(error))]) from error
    except RecursionError as error:
        raise MissionFileInvalid([FileError(1, "", "has lists within lists without end")]) from error
    problems = Problems(lines)
    plan = _read(document, problems)
    if problems.errors or plan is None:
        raise MissionFileInvalid(problems.errors)
    return plan


def _bound(text: str) -> None:
    """Refuse what would take the standard library's reader minutes."""
    if len(text) > LARGEST:
        raise ValueError(f"The file has more than {LARGEST // 1_000_000} million characters (at line 1, column 1)")
    if match := _MANY_DOTS.search(text):
        line = text.count("\n", 0, match.start()) + 1
        raise ValueError(f"A key has too many parts (at line {line}, column 1)")


def _read(document: Mapping[str, Any], problems: Problems) -> MissionPlan | None:
    _refuse_unknown(document, problems)
    values = document.get("mission")
    if not isinstance(values, Mapping):
        message = (
            "is missing; begin the file with [mission]" if values is None else "write [mission], once, in one bracket"
        )
        raise MissionFileInvalid([*problems.errors, FileError(problems.line(("mission",)), "mission", message)])
    entries = {name: _entries(document, name, problems) for name in _LISTS}
    mission = read_mission(Section(problems, ("mission",), values))
    delegations = read_delegations(entries["delegations"], mission.default_language)
    venues = read_venues(entries["venues"], mission)
    places = [section.values.get("key") for section in entries["venues"]]
    blocks = read_blocks(entries["slots"], mission, places)
    sides = [section.values.get("key") for section in entries["delegations"]]
    own_tags = read_tags(entries["tags"])
    delegates = read_delegates(entries["delegates"], mission, sides, own_tags.known)
    may_meet, may_not_meet = (read_may_meet(entries[name], sides) for name in ("may_meet", "may_not_meet"))
    pairs = read_pairs(entries["pairs"], delegates)
    interpreters = read_interpreters(entries["interpreters"], mission)
    sessions = read_sessions(entries["sessions"], mission, places, sides, delegates)
    if len(entries["delegations"]) < 2 and not problems.has(("delegations",)):
        problems.add(("delegations",), "there must be two or more: delegates meet people of another delegation")
    slots, clashes = cut_all(blocks, ZoneInfo(mission.time_zone)) if mission.has_frame else ((), [])
    problems.errors.extend(clashes)
    return mission.plan(
        delegations=tuple(delegations),
        venues=tuple(venues),
        slot_blocks=tuple(blocks),
        slots=slots,
        interpreters=tuple(interpreters),
        sessions=tuple(sessions),
        delegates=tuple(delegates),
        tags=own_tags.own,
        may_meet=may_meet,
        may_not_meet=may_not_meet,
        pairs=pairs,
    )


def _refuse_unknown(document: Mapping[str, Any], problems: Problems) -> None:
    for name in document:
        if name in ("mission", *_LISTS):
            continue
        meant = nearest(name, ("mission", *_LISTS))
        known = "known: [mission], " + ", ".join(f"[[{each}]]" for each in _LISTS)
        problems.add((name,), f'unknown key; did you mean "{meant}"?' if meant else f"unknown key; {known}")


def _entries(document: Mapping[str, Any], name: str, problems: Problems) -> list[Section]:
    values = document.get(name, [])
    if isinstance(values, list) and all(isinstance(value, Mapping) for value in values):
        return [Section(problems, (name, index), value) for index, value in enumerate(values)]
    path: Path = (name,)
    problems.add(path, f"write [[{name}]] in two brackets above each of its entries")
    return []


def _not_toml(text: str, error: str) -> FileError:
    match = _PLACE.fullmatch(error)
    # As TOML has them: other signs, such as U+0085, end a line for Python.
    lines = text.removesuffix("\n").split("\n")
    line = int(match["line"]) if match and match["line"] else len(lines) if match else 1
    what = match["what"] if match else error
    at_fault = lines[min(line, len(lines)) - 1].strip()
    if _WITHOUT_SECONDS.search(at_fault):
        what = "a time is written with its seconds, as in 09:30:00"
    elif what.startswith(("Cannot overwrite", "Cannot declare", "Cannot mutate", "Duplicate")):
        what = f"{at_fault.split('=')[0].strip()} is there twice; keep one of them"
    elif what == "Invalid value":
        what = "this is no value: a text stands in double quotes, a date is written 2027-07-12"
    else:
        what = f"{what[:1].lower()}{what[1:]}; docs/mission-file.md shows how things are written"
    return FileError(line, "", what)
