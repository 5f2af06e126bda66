"""From an opened file to what it would change: sheets, headings, rows, and the plan of a mission that they come to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from locales import N_
from missions.loading.plan.errors import FileMessage
from missions.loading.plan.slots import cut_all
from missions.loading.plan.values import DelegatePlan
from missions.sheets import others, venues
from missions.sheets.choices import Choices, Option, SheetQuestion
from missions.sheets.delegates import People
from missions.sheets.existing import There
from missions.sheets.files import OpenedFile
from missions.sheets.firms import Firms, kind_by_name
from missions.sheets.frame import SheetFrame
from missions.sheets.headings import Headed, is_only_exported, recognise
from missions.sheets.hours import SheetHours
from missions.sheets.rows import SheetRow, read_rows
from missions.sheets.sides import Sides
from missions.sheets.ticks import with_ticks
from missions.sheets.understood import Understood
from storage.tables.folding import fold

HIDDEN_ROWS = N_("“{sheet}” has hidden rows. Are they to be read too?")
READ_THEM, LEAVE_THEM = N_("Read them"), N_("Leave them out")
NO_SHEET = N_("No sheet of this file has a known heading.")

Placed = tuple[SheetRow, Headed]


def headed_sheets(opened: OpenedFile, choices: Choices, frame: SheetFrame) -> tuple[list[Headed], list[str]]:
    """The sheets whose headings are known, as corrected, and the names of the others; not of hidden and empty ones."""
    found, passed_over = [], []
    for number, grid in enumerate(opened.grids):
        if not grid.visible or not any(cell != "" for row in grid.rows for cell in row):
            continue
        if is_only_exported(grid):
            continue
        headed = recognise(grid, number)
        if headed is None:
            passed_over.append(grid.name)
        else:
            found.append(with_ticks(headed, frame).with_keys(choices.headings.get(number, {})))
    # Sheets of a template that were left empty are not asked about.
    return [each for each in found if _has_rows(each)] or found, passed_over


def _has_rows(headed: Headed) -> bool:
    return any(cell != "" for row in headed.grid.rows[headed.first :] for cell in row)


def understand(opened: OpenedFile, there: There, choices: Choices) -> Understood:
    """What the file would change, with all that is wrong and all that is to be asked."""
    sheets, passed_over = headed_sheets(opened, choices, there.frame)
    found = Understood(there.mission, sheets, passed_over)
    sides = Sides(there.frame, choices)
    rows = _rows(sheets, there, choices, sides, found)
    made_venues = venues.plans(_whole(rows["venues"]), there, found)
    hours = SheetHours(there, made_venues, found)
    delegates = _delegates(rows, there, choices, sides, found)
    blocks = hours.slots(_whole(rows["slots"]))
    found.plan = replace(
        there.mission,
        delegations=tuple(sides.new.values()),
        venues=tuple(made_venues),
        slot_blocks=blocks,
        slots=cut_all(blocks, ZoneInfo(there.frame.time_zone))[0],
        sessions=hours.sessions(_whole(rows["sessions"])),
        interpreters=others.interpreters(_whole(rows["interpreters"]), there, found),
        delegates=tuple(delegates),
        pairs=others.pairs(_whole(rows["pairs"]), delegates, there, found),
    )
    for each in sides.new.values():
        found.tally("delegation").added.append(each.title[there.frame.default_language])
    found.questions = [*sides.questions.values(), *found.questions]
    found.findings.sort(key=lambda each: (each.sheet, each.row, each.at if each.at is not None else -1))
    return found


def _rows(
    sheets: Sequence[Headed], there: There, choices: Choices, sides: Sides, found: Understood
) -> Mapping[str, list[Placed]]:
    """By the kind of sheet."""
    rows: defaultdict[str, list[Placed]] = defaultdict(list)
    for headed in sheets:
        if sides.leaves_out(headed.sheet):
            continue
        question = f"hidden:{headed.sheet}"
        if any(row >= headed.first for row in headed.grid.hidden) and question not in choices.answers:
            options = (Option("yes", FileMessage(READ_THEM, {})), Option("no", FileMessage(LEAVE_THEM, {})))
            said = FileMessage(HIDDEN_ROWS, {"sheet": headed.grid.name})
            found.questions.append(SheetQuestion(question, said, options))
        with_hidden = choices.answers.get(question) == "yes"
        read = read_rows(headed, there.frame, with_hidden=with_hidden, regions=sides.regions(headed.sheet))
        found.findings += read.findings
        rows[headed.layout.key] += [(row, headed) for row in read.rows]
    return rows


def _whole(rows: Sequence[Placed]) -> list[Placed]:
    """Rows that have all that is required of them."""
    return [
        (row, headed)
        for row, headed in rows
        if all(column.key in row.values for column in headed.layout.columns if column.required)
    ]


def _organisations(
    rows: Sequence[Placed], there: There, firms: Firms, kinds: Mapping[str, str], found: Understood
) -> None:
    """Firms that have a sheet of their own."""
    for row, _headed in rows:
        name = firms.name(row.values["organisation"])
        kind = kinds.get(fold(name)) or kind_by_name(name)
        if name not in found.firms:
            found.tally("organisation").count(name, new=name not in there.firms, differs=there.firms.get(name) != kind)
        found.firms[name] = kind


def _delegates(
    rows: Mapping[str, list[Placed]], there: There, choices: Choices, sides: Sides, found: Understood
) -> list[DelegatePlan]:
    placed = _whole(rows["delegates"])
    said = [row for row, _headed in (*_whole(rows["organisations"]), *placed)]
    firms = Firms([row.values["organisation"] for row in said], [*there.firms], choices)
    kinds = {fold(name): kind for name, kind in there.firms.items()}
    kinds |= {fold(firms.name(row.values["organisation"])): row.values["kind"] for row in said if "kind" in row.values}
    _organisations(_whole(rows["organisations"]), there, firms, kinds, found)
    people = [(row, sides.of(row, headed.grid.name)) for row, headed in placed]
    found.questions += firms.questions
    # Whether two are one is asked once it is known whose people they are, and which firms are one.
    if sides.questions or found.questions:
        return []
    return People(there, choices, found).plans(people, firms, kinds)
