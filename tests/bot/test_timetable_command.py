"""wasl timetable --problem FILE, as somebody types it: no database, no settings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from tests.missions.b2bsop.checking import broken
from tests.missions.b2bsop.described import Described, described

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
    assert lines[3] == "breaks: 0; no plan has fewer than 0"
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
