"""wasl timetable --problem FILE, as somebody types it: no database, no settings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.app import app
from tests.missions.solver.b2bsop.checking import broken
from tests.missions.solver.b2bsop.described import Described, described

FIVE = described([(1, 2, 3), (1, 3, 3), (2, 3, 3), (3, 4, 2), (4, 1, 1)], slots=4, morning=2, tables=2)
CLASH = described([(1, 2, 3), (1, 3, 3)], slots=3, fixed={1: 1, 2: 3})


def typed(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["timetable", *arguments])
    return result.exit_code, result.stdout, result.stderr


def write(folder: Path, instance: Described) -> str:
    file = folder / "instance.dzn"
    file.write_text(instance.dzn(), encoding="utf-8")
    return str(file)


def test_a_plan_as_json(tmp_path: Path) -> None:
    code, out, err = typed("--problem", write(tmp_path, FIVE), "--json")
    plan = json.loads(out)

    assert (code, err) == (0, "")
    assert list(plan) == ["status", "levels", "meetings", "seconds"]
    assert plan["status"] == "optimal"
    assert plan["levels"] == [{"name": "breaks", "value": 0, "bound": 0}]
    assert [held["meeting"] for held in plan["meetings"]] == [1, 2, 3, 4, 5]
    assert broken(FIVE, [held["slot"] for held in plan["meetings"]], fairness=2) == []
    places = {(held["slot"], held["table"]) for held in plan["meetings"]}
    assert len(places) == 5
    assert {table for _, table in places} <= {1, 2}
    assert {held["interpreter"] for held in plan["meetings"]} == {None}
    assert 0 < plan["seconds"] < 30


def test_a_plan_to_read(tmp_path: Path) -> None:
    code, out, _ = typed("--problem", write(tmp_path, described([(1, 2, 3), (3, 4, 3), (1, 4, 3)], slots=2)))
    lines = out.splitlines()

    assert code == 0
    assert lines[:2] == ["3 meetings of 4 participants", "2 slots, 9 tables"]
    assert lines[2].startswith("optimal after ")
    assert lines[3] == "breaks: 0; no plan does better than 0"
    assert sorted(line.split(": ")[1] for line in lines[4:]) == ["meetings 1, 2", "meetings 3"]


@pytest.mark.parametrize("fairness", [0, 1])
def test_no_plan_and_why(tmp_path: Path, fairness: int) -> None:
    file = write(tmp_path, CLASH)
    code, out, err = typed(
        "--problem", file, "--json", "--fairness", str(fairness), "--workers", "1", "--seconds", "20"
    )
    plan = json.loads(out)

    if fairness:
        assert (code, plan["levels"]) == (0, [{"name": "breaks", "value": 1, "bound": 1}])
        return
    assert (code, plan["status"], plan["meetings"]) == (3, "infeasible", [])
    assert plan["levels"] == [{"name": "breaks", "value": None, "bound": None}]
    assert err == f"{file}: proven: no plan places all meetings by the rules with breaks at most 0 apart\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"nTables = 2", "line 1: the file ends without nBusiness, nMeetings, nTotalSlots"),
        (b"nTables = \xff", "byte 11 is no UTF-8"),
        (None, "No such file or directory"),
    ],
)
def test_wrong_input_is_one_line(tmp_path: Path, content: bytes | None, said: str) -> None:
    file = tmp_path / "instance.dzn"
    if content is not None:
        file.write_bytes(content)
    code, out, err = typed("--problem", str(file), "--json")

    assert (code, out) == (2, "")
    assert err.startswith(f"{file}: {said}")
    assert err.count("\n") == 1


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
