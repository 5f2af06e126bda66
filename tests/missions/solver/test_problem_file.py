"""The problem's file: read, written, and what is wrong with it said in one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from benchmarks.invented import Size, mission
from missions.solver import PlannedMeeting, Problem, ProblemError, read_problem, write_problem
from missions.solver.solving import solve
from tests.missions.solver.checker import plan_faults
from tests.missions.solver.test_solving import SEED, SMALL

ROOT = Path(__file__).parents[3]


@settings(max_examples=10, derandomize=True)
@given(SMALL, SEED)
def test_what_is_written_is_read_as_it_was(size: Size, seed: int) -> None:
    problem = mission(size, seed)

    assert read_problem(write_problem(problem)) == problem


def documented() -> dict[str, Any]:
    page = (ROOT / "docs/timetable.md").read_text(encoding="utf-8")
    example: dict[str, Any] = json.loads(page.split("```json")[1].split("```")[0])
    return example


def test_the_documented_example_is_read_and_solved() -> None:
    problem: Problem = read_problem(json.dumps(documented()))
    plan = solve(problem, seconds=5, workers=1)

    assert PlannedMeeting(1, "mon-0900", plan.meetings[0].table, "samira") == plan.meetings[0]
    assert not plan_faults(problem, plan)


def test_the_schema_names_the_fields_that_are_read() -> None:
    schema = json.loads((ROOT / "missions/solver/problem.schema.json").read_text(encoding="utf-8"))
    page = (ROOT / "docs/timetable.md").read_text(encoding="utf-8")
    for name, part in schema["properties"].items():
        fields = part.get("items", part)["properties"]
        assert f"`{name}`" in page
        assert all(f"`{field}`" in page for field in fields)
    written = json.loads(write_problem(mission(Size(people=6, wishes=6, orders=1, venues=2))))
    for name, entries in written.items():
        part = schema["properties"][name]
        for entry in entries if isinstance(entries, list) else [entries]:
            assert set(entry) <= set(part.get("items", part)["properties"])


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("slots", 0, "start"), "nine", 'slots[0].start: a time such as "2027-05-10T09:30" is expected, not "nine"'),
        (("slots", 0, "end"), "2027-05-10T08:00", "slots[0].end: is not after the start"),
        (("slots", 1, "start"), "2027-05-10T09:10", 'slots: "mon-0900" and "mon-0930" overlap'),
        (("slots", 1, "id"), "mon-0900", 'slots[1]: "mon-0900" is there twice'),
        (("venues", 1, "slots"), ["tue"], 'venues[1].slots[0]: there is no slot "tue"'),
        (("tables", 2, "venue"), "port", 'tables[2].venue: there is no venue "port"'),
        (("tables", 0, "seats"), 0, "tables[0].seats: a whole number from 1 up is expected, not 0"),
        (("tables", 0, "size"), 4, "tables[0].size: there is no such field here"),
        (
            ("people", 1, "languages"),
            "es",
            'people[1].languages: a list of texts is expected, such as ["fr", "ar"], not "es"',
        ),
        (("people", 1, "id"), 7, "people: keys are either all texts or all whole numbers"),
        (("interpreters", 0, "pairs"), [["ar"]], "interpreters[0].pairs: a list such as"),
        (("wishes", 0, "people"), ["rachid"], "wishes[0].people: a meeting takes two people at least"),
        (("wishes", 0, "people"), ["rachid", "rachid"], 'wishes[0].people: "rachid" is there twice'),
        (("wishes", 0, "people", 1), "jamal", 'wishes[0].people[1]: there is no person "jamal"'),
        (
            ("wishes", 0, "priority"),
            "high",
            'wishes[0].priority: one of must, mutual, one_sided is expected, not "high"',
        ),
        (("wishes", 1), 5, "wishes[1]: an object {…} is expected, not 5"),
        (("orders", 0, "then"), 9, "orders[0].then: there is no wish 9"),
        (("orders", 0, "then"), 1, "orders[0].then: a meeting cannot come before itself"),
        (("weights", "mutual"), -1, "weights.mutual: a whole number from 0 up is expected, not -1"),
        (("people",), None, "people: is missing"),
        (("guests",), [], "guests: there is no such field here"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(path: tuple[Any, ...], value: Any, said: str) -> None:  # noqa: ANN401 -- JSON
    file = documented()
    entry: Any = file
    for step in path[:-1]:
        entry = entry[step]
    entry[path[-1]] = value

    with pytest.raises(ProblemError) as wrong:
        read_problem(json.dumps(file))
    assert str(wrong.value).startswith(said)
    assert "\n" not in str(wrong.value)


def test_no_json_is_told_with_its_line() -> None:
    with pytest.raises(ProblemError, match=r"line 2, column 1: this is no JSON"):
        read_problem("{\n")
