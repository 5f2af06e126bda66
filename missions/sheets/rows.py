"""The rows of a sheet as values, with what is wrong or doubtful in each cell; empty rows and totals are passed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from locales import N_
from missions.identity.sounds import is_arabic
from missions.loading.plan.errors import FileMessage
from missions.sheets import cells
from missions.sheets.cells import Around
from missions.sheets.columns import JOINED, Cell, Column
from missions.sheets.files import Value
from missions.sheets.frame import SheetFrame
from missions.sheets.headings import Headed, Heading
from storage.tables.folding import fold

MISSING = N_("is missing")
NOTE = N_("this row is a note and is left out")
TOTAL = N_("this row is a total and is left out")
_TOTALS = frozenset(
    map(
        fold,
        (
            *("total", "totaux", "total général", "sous-total", "nombre total", "effectif total", "subtotal"),
            *("grand total", "المجموع", "مجموع", "المجموع العام", "الإجمالي", "إجمالي", "العدد الإجمالي"),
        ),
    )
)
WORD = 4
"""Letters of a note, at least: "x" and "oui" are ticks."""


@dataclass(frozen=True, slots=True)
class CellFinding:
    """What is to be said of a cell, or of a row where there is no heading. grave: nothing is written until it is
    mended."""

    sheet: int
    row: int
    said: FileMessage
    at: int | None = None
    heading: str = ""
    grave: bool = True


@dataclass(slots=True)
class SheetRow:
    """values by the key of the column: none of an empty cell; a text per language where the column has several."""

    sheet: int
    row: int
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class RowsRead:
    rows: list[SheetRow] = field(default_factory=list)
    findings: list[CellFinding] = field(default_factory=list)


def read_rows(headed: Headed, frame: SheetFrame, *, with_hidden: bool, regions: Mapping[str, str]) -> RowsRead:
    """regions: ISO 3166-1 codes of the countries in which numbers are dialled, by the folded title of a delegation;
    under "" that of all."""
    found = RowsRead()
    for row, line in enumerate(headed.grid.rows):
        if row < headed.first or (row in headed.grid.hidden and not with_hidden) or not any(map(cells.clean, line)):
            continue
        if _is_total(line):
            found.findings.append(CellFinding(headed.sheet, row, FileMessage(TOTAL, {}), grave=False))
        elif _is_note(headed, line):
            found.findings.append(CellFinding(headed.sheet, row, FileMessage(NOTE, {}), grave=False))
        elif not _is_heading_again(headed, line):
            region = _region(headed, line, regions)
            around = Around(frame, region, headed.grid.since_1904)
            found.rows.append(_row(headed, row, around, found.findings))
    return found


def _is_total(line: Sequence[Value]) -> bool:
    """A row that begins with "total", with hardly any other word in it."""
    words = [*dict.fromkeys(text for _at, text in _folded(line) if any(map(str.isalpha, text)))]
    if not words or len(words) > 2:
        return False
    return words[0] in _TOTALS or (len(words) == 1 and words[0].split()[0] in _TOTALS)


def _is_note(headed: Headed, line: Sequence[Value]) -> bool:
    """One text alone: across merged cells, or in a column that is not read."""
    said = {at: text for at, cell in enumerate(line) if (text := cells.clean(cell))}
    if len(set(said.values())) != 1 or sum(map(str.isalpha, next(iter(said.values())))) < WORD:
        return False
    return len(said) > 2 or not any(each.key for each in headed.headings if each.at in said)


def _is_heading_again(headed: Headed, line: Sequence[Value]) -> bool:
    """Where a list was pasted below another, with its heading, of one row or of two."""
    said = _folded(line)
    above = headed.grid.rows[max(headed.first - 2, 0) : headed.first]
    if len(said) > 1 and any(set(said) <= set(_folded(each)) for each in above):
        return True
    texts = [(each.at, fold(each.text)) for each in headed.headings if each.key]
    same = sum(at < len(line) and fold(str(line[at])) == text for at, text in texts)
    return same >= 2 and same >= len(texts) - 1


def _folded(line: Sequence[Value]) -> list[tuple[int, str]]:
    return [(at, text) for at, cell in enumerate(line) if (text := fold(cells.clean(cell)))]


def _row(headed: Headed, row: int, around: Around, findings: list[CellFinding]) -> SheetRow:
    made, line = SheetRow(headed.sheet, row), headed.grid.rows[row]
    for column in headed.layout.columns:
        for heading in headed.of(column.key):
            value = line[heading.at] if heading.at < len(line) else ""
            read = _tick(heading, value) if heading.ticked else cells.read(column, value, around)
            findings += _findings(headed, row, heading, read)
            if read.value is not None:
                _put(made.values, column, heading, read.value, around.frame.default_language)
    if len(made.values.get("from", ())) == 2:
        made.values.setdefault("to", made.values["from"][1:])
    findings += _missing(headed, made)
    return made


def _tick(heading: Heading, value: Value) -> cells.CellRead:
    """What a tick stands for."""
    if not cells.yes_or_no(value):
        return cells.EMPTY
    return cells.CellRead((date.fromisoformat(heading.ticked) if heading.key == "days" else heading.ticked,))


def _region(headed: Headed, line: Sequence[Value], regions: Mapping[str, str]) -> str:
    """The country in which a number without its code is dialled."""
    for key in ("country", "delegation"):
        for heading in headed.of(key):
            text = fold(cells.clean(line[heading.at])) if heading.at < len(line) else ""
            known = cells.country_names().get(text) or regions.get(text)
            if known:
                return known
    return regions.get("", "")


def _findings(headed: Headed, row: int, heading: Heading, read: cells.CellRead) -> Iterator[CellFinding]:
    for said, grave in ((read.wrong, True), (read.note, False)):
        if said is not None:
            yield CellFinding(headed.sheet, row, said, heading.at, heading.text, grave)


def _put(values: dict[str, Any], column: Column, heading: Heading, value: Any, language: str) -> None:  # noqa: ANN401 - a cell's
    key = column.key
    if column.per_language:
        values.setdefault(key, {}).setdefault(heading.language or language, value)
    elif key not in values:
        values[key] = value
    elif column.cell is Cell.PARAGRAPH:
        values[key] = f"{values[key]}\n{value}"[: column.limit]
    elif column.cell in JOINED:
        values[key] = tuple(dict.fromkeys((*values[key], *value)))


def _two_names(values: dict[str, Any]) -> None:
    """The other name is the name where that is empty, and says nothing where it is in the same letters."""
    if other := values.pop("other_name", ""):
        name = values.setdefault("name", other)
        if is_arabic(name) != is_arabic(other):
            values["other_name"] = other


def _missing(headed: Headed, made: SheetRow) -> Iterator[CellFinding]:
    """What a row needs and does not have; a whole name may be in two columns."""
    if made.values.keys() & {"first_name", "last_name"}:
        parts = (made.values.pop("first_name", ""), made.values.pop("last_name", ""))
        made.values.setdefault("name", " ".join(filter(None, parts)))
    _two_names(made.values)
    for column in headed.layout.columns:
        if column.required and column.key not in made.values:
            heading = next(iter(headed.of(column.key)), None)
            if column.key == "name" and heading is None:
                heading = next((each for key in ("last_name", "first_name") for each in headed.of(key)), None)
            at, text = (heading.at, heading.text) if heading else (None, "")
            yield CellFinding(headed.sheet, made.row, FileMessage(MISSING, {}), at, text or column.key)
