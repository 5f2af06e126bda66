"""Exports as files: a workbook, or a .zip with a .csv for each sheet. Both take seconds: call them beside the loop."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from pathlib import Path

from locales import N_, Language
from missions.errors import Refusal
from missions.exports import workbook
from missions.exports.cells import CellValue
from missions.exports.importable import ExportSheet
from missions.sheets.answer_sheet import guarded

NOT_MADE = N_("The file could not be made. Please try again in a moment.")
_TIMEOUT = 180
"""Seconds for 10,000 delegates on a slow processor."""
_NARROW, _WIDE = 14, 40
"""Widths of columns, in characters."""


def xlsx(sheets: Iterable[ExportSheet], language: Language) -> bytes:
    """A workbook, each sheet in the direction of the language.

    Raises:
        Refusal: its process failed.
    """
    command = [sys.executable, "-I", str(Path(workbook.__file__))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:  # noqa: S603 - ours
        try:
            content, _errors = process.communicate(b"".join(_lines(sheets, rtl=language.rtl)), timeout=_TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            raise Refusal(NOT_MADE) from None
    if process.returncode or not content:
        raise Refusal(NOT_MADE)
    return content


def zipped(sheets: Iterable[ExportSheet]) -> bytes:
    """A .csv for each sheet, in UTF-8 with a mark, which Excel reads; parted by semicolons."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in sheets:
            archive.writestr(f"{each.name}.csv", comma_separated(each))
    return out.getvalue()


def comma_separated(sheet: ExportSheet) -> bytes:
    """One sheet. A text that a spreadsheet would compute has an apostrophe before it; numbers and phones have none."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(sheet.headings)
    writer.writerows([_plain(value) for value in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def _plain(value: CellValue) -> str:
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return "" if value is None else f"{value}"


def _lines(sheets: Iterable[ExportSheet], *, rtl: bool) -> Iterator[bytes]:
    for each in sheets:
        head = {
            "name": each.name,
            "rtl": rtl,
            "headings": each.headings,
            "widths": [min(max(len(heading) + 2, _NARROW), _WIDE) for heading in each.headings],
            "choices": each.choices or {},
        }
        yield json.dumps(head).encode() + b"\n"
        for row in each.rows:
            yield json.dumps([_typed(value) for value in row]).encode() + b"\n"


def _typed(value: CellValue) -> object:
    """Days and hours with their kind: JSON has none."""
    if isinstance(value, datetime):
        return ["m", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    return ["t", value.isoformat()] if isinstance(value, time) else value
