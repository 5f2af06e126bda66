"""wasl timetable --problem FILE, as somebody types it: no database, no settings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.app import app


def typed(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["timetable", *arguments])
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [(b'{"tables": "\xff', "byte 13 is no UTF-8"), (None, "No such file or directory")],
)
def test_a_file_that_is_no_text_is_one_line(tmp_path: Path, content: bytes | None, said: str) -> None:
    file = tmp_path / "mission.json"
    if content is not None:
        file.write_bytes(content)

    assert typed("--problem", str(file), "--json") == (2, "", f"{file}: {said}\n")


def problem(**changes: object) -> str:
    """Two wishes of three people, at one table in two slots, as JSON."""
    times = [f"2027-05-10T09:{minute:02}" for minute in (0, 30, 59)]
    slots = [{"id": number, "start": times[number], "end": times[number + 1]} for number in (0, 1)]
    fields: dict[str, object] = {
        "slots": slots,
        "venues": [{"id": "hall"}],
        "tables": [{"id": "A", "venue": "hall"}],
        "people": [{"id": name} for name in ("amina", "bruno", "chadi")],
        "wishes": [{"id": "ab", "people": ["amina", "bruno"]}, {"id": "ac", "people": ["amina", "chadi"]}],
    }
    return json.dumps(fields | changes)


def test_a_mission_as_json(tmp_path: Path) -> None:
    file = tmp_path / "mission.json"
    file.write_text(problem(), encoding="utf-8")
    code, out, err = typed("--problem", str(file), "--json")
    plan = json.loads(out)

    assert (code, err, plan["status"]) == (0, "", "optimal")
    assert {(held["meeting"], held["table"], held["interpreter"]) for held in plan["meetings"]} == {
        ("ab", "A", None),
        ("ac", "A", None),
    }
    assert {held["slot"] for held in plan["meetings"]} == {0, 1}
    assert next(level for level in plan["levels"] if level["name"] == "wishes")["value"] == 6
    assert plan["unplaced"] == plan["conflicts"] == []


def test_what_is_printed_as_json(tmp_path: Path) -> None:
    file = tmp_path / "mission.json"
    file.write_text(problem(), encoding="utf-8")
    code, out, _ = typed("--problem", str(file), "--json", "--seconds", "20", "--workers", "1")
    plan = json.loads(out)

    assert code == 0
    assert list(plan) == ["status", "levels", "meetings", "seconds", "unplaced", "conflicts"]
    assert {"name": "gaps", "value": 0, "bound": 0} in plan["levels"]
    assert 0 < plan["seconds"] < 20 + 60


def test_a_plan_to_read(tmp_path: Path) -> None:
    file = tmp_path / "mission.json"
    file.write_text(problem(), encoding="utf-8")
    code, out, _ = typed("--problem", str(file))
    lines = out.splitlines()

    assert code == 0
    assert lines[:2] == ["2 wished meetings of 3 people", "2 slots, 1 tables, 0 interpreters"]
    assert lines[2].startswith("optimal after ")
    assert "gaps: 0; no plan does better than 0" in lines
    assert sorted(line.split(": ")[0] for line in lines if ": meetings " in line) == ["slot 0", "slot 1"]


def test_a_mission_whose_fixed_meetings_clash(tmp_path: Path) -> None:
    file = tmp_path / "mission.json"
    file.write_text(problem(fixed=[{"meeting": "ab", "slot": 0}, {"meeting": "ac", "slot": 0}]), encoding="utf-8")
    code, out, err = typed("--problem", str(file), "--json")

    assert (code, json.loads(out)["status"]) == (3, "infeasible")
    assert err.startswith(f"{file}: the fixed meetings break hard rules: ab, ac: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"slots": [', "line 1, column 12: this is no JSON (Expecting value)"),
        (problem(tables=3), "tables: a list is expected, not 3"),
    ],
)
def test_a_mission_that_cannot_be_read(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "mission"
    file.write_text(content, encoding="utf-8")

    assert typed("--problem", str(file)) == (2, "", f"{file}: {said}\n")
