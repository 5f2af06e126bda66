"""Writes remarks into a workbook, in a process of its own: `python -I marker.py < request`, which prints the workbook.

The request is a line of JSON, then the .xlsx file, or nothing where the line has the values of all cells. Like
`reader.py` it imports nothing of the project, and has a limit of memory.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

MEMORY = 290 * 1024 * 1024
"""Bytes of data: openpyxl takes some 50 for each cell of a sheet that keeps its formats."""
WIDTH = 60
"""Of the column of remarks, in characters."""
_RED, _AMBER = "FFFFC7CE", "FFFFEB9C"


def main() -> int:
    """Read standard input, write standard output."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    request = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    sys.stdout.buffer.write(marked(request, content))
    return 0


def marked(request: Mapping[str, Any], content: bytes) -> bytes:
    """The workbook with a last column of remarks in each sheet that has any, and the cells in question coloured."""
    from openpyxl import Workbook, load_workbook  # noqa: PLC0415 - in this process alone

    if content:
        workbook = load_workbook(io.BytesIO(content))
    else:
        workbook = Workbook()
        workbook.remove(workbook.active)
        for sheet in request["sheets"]:
            _fill(workbook.create_sheet(sheet["name"][:31]), sheet["rows"])
    for sheet in request["sheets"]:
        if sheet["remarks"]:
            _mark(workbook[sheet["name"] if content else sheet["name"][:31]], sheet, request)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _fill(sheet: Any, rows: list[list[Any]]) -> None:  # noqa: ANN401 - openpyxl's
    for at, row in enumerate(rows, start=1):
        for to, value in enumerate(row, start=1):
            if value not in ("", None):
                _write(sheet.cell(at, to), _value(value))


def _value(value: Any) -> Any:  # noqa: ANN401 - JSON
    if not isinstance(value, list):
        return value
    kind, written = value
    if kind == "seconds":
        return timedelta(seconds=float(written))
    return {"moment": datetime, "day": date, "hour": time}[kind].fromisoformat(written)  # type: ignore[attr-defined]


def _write(cell: Any, value: Any) -> None:  # noqa: ANN401 - openpyxl's
    """A text stays a text, whatever it begins with."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def _mark(sheet: Any, remarks: Mapping[str, Any], request: Mapping[str, Any]) -> None:  # noqa: ANN401 - openpyxl's
    from openpyxl.cell.cell import MergedCell  # noqa: PLC0415 - in this process alone
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    last = sheet.max_column
    while last > 1 and all(sheet.cell(row, last).value is None for row in range(1, min(sheet.max_row, 2000) + 1)):
        last -= 1
    column = last + 1
    head = remarks["head"] + 1
    title = sheet.cell(head, column)
    if isinstance(title, MergedCell):
        column += 1
        title = sheet.cell(head, column)
    _write(title, request["heading"])
    title.font = Font(bold=True)
    sheet.column_dimensions[get_column_letter(column)].width = WIDTH
    for row, text in remarks["remarks"]:
        cell = sheet.cell(row + 1, column)
        _write(cell, text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for row, at, grave in remarks["cells"]:
        colour = _RED if grave else _AMBER
        sheet.cell(row + 1, at + 1).fill = PatternFill("solid", start_color=colour, end_color=colour)


if __name__ == "__main__":
    sys.exit(main())
