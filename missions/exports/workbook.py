"""Writes a workbook, in a process of its own: `python -I workbook.py < request`, which prints the .xlsx.

The request is a line of JSON for each sheet, and one for each of its rows. Like `missions/sheets/reader.py` it imports
nothing of the project, and has a limit of memory.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

MEMORY = 290 * 1024 * 1024
"""Bytes of data: rows are written as they come, and only the archive grows."""
LONGEST = 32_767
"""Signs of a cell."""
CHOOSABLE = 1000
"""Rows below the heading that offer what may be chosen."""
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMATS = {"d": "yyyy-mm-dd", "t": "hh:mm", "m": "yyyy-mm-dd hh:mm"}
_READERS = {"d": date.fromisoformat, "t": time.fromisoformat, "m": datetime.fromisoformat}


def main() -> int:
    """Read standard input, write standard output."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    sys.stdout.buffer.write(made(map(json.loads, sys.stdin.buffer)))
    return 0


def made(lines: Iterator[Any]) -> bytes:
    """The workbook of these lines: a mapping begins a sheet, a list is a row of it."""
    from openpyxl import Workbook  # noqa: PLC0415 - in this process alone

    workbook = Workbook(write_only=True)
    sheet: Any = None
    for line in lines:
        if isinstance(line, Mapping):
            sheet = _begun(workbook, line)
        else:
            sheet.append([_cell(sheet, value) for value in line])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _begun(workbook: Any, request: Mapping[str, Any]) -> Any:  # noqa: ANN401 - openpyxl's
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    sheet = workbook.create_sheet(request["name"][:31])
    sheet.sheet_view.rightToLeft = request["rtl"]
    sheet.freeze_panes = "A2"
    for number, width in enumerate(request["widths"], start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    _offer(sheet, request["choices"])
    heading = []
    for text in request["headings"]:
        cell = WriteOnlyCell(sheet, text)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        heading.append(cell)
    sheet.append(heading)
    return sheet


def _offer(sheet: Any, choices: Mapping[str, list[str]]) -> None:  # noqa: ANN401
    """Lists to choose from; other words may be typed as well. Of long lists, Excel wants the cells."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    for place, words in choices.items():
        formula = '"' + ",".join(words) + '"'
        if len(formula) > 255:
            continue
        offered = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=False)
        letter = get_column_letter(int(place) + 1)
        offered.add(f"{letter}2:{letter}{CHOOSABLE + 1}")
        sheet.data_validations.append(offered)


def _cell(sheet: Any, value: Any) -> Any:  # noqa: ANN401
    """Days and hours with their formats; a text is never a formula."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    if isinstance(value, list):
        kind, written = value
        cell = WriteOnlyCell(sheet, _READERS[kind](written))
        cell.number_format = _FORMATS[kind]
        return cell
    if not isinstance(value, str):
        return value
    text = _ILLEGAL.sub("", value)[:LONGEST]
    if not text.startswith(("=", "#")):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


if __name__ == "__main__":
    sys.exit(main())
