"""The sheet that an organiser has sent, with what is wrong in each row in a last column."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from locales import N_
from missions.loading.plan.errors import FileMessage
from missions.sheets import marker, reader
from missions.sheets.files import Grid, OpenedFile, Value, ending_of
from missions.sheets.headings import Headed
from missions.sheets.rows import CellFinding
from missions.sheets.understood import Understood

_TIMEOUT = 120
_LEADS = ("=", "+", "-", "@")

REMARKS = N_("To correct")
Say = Callable[[FileMessage], str]


def answer(opened: OpenedFile, content: bytes, name: str, found: Understood, say: Say) -> tuple[str, bytes] | None:
    """Name and content: .csv as it was written, else .xlsx; None where it could not be made. It takes seconds: call it
    beside the event loop. say: a message in the organiser's language."""
    sheets, findings, title = found.sheets, found.findings, say(FileMessage(REMARKS, {}))
    remarks = _remarks(findings, say)
    stem = Path(name).stem
    if opened.written is not None:
        return f"{stem}.csv", _csv(opened, remarks.get(0, {}), sheets, title)
    keeps = ending_of(name) == "xlsx"
    heads = {each.sheet: max(each.first - 1, 0) for each in sheets}
    request = {
        "heading": title,
        "sheets": [
            {
                "name": grid.name,
                "rows": [] if keeps else [[_plain(cell) for cell in row] for row in grid.rows],
                "head": heads.get(number, 0),
                "remarks": sorted(remarks.get(number, {}).items()),
                "cells": [
                    [each.row, each.at, each.grave] for each in findings if each.sheet == number and each.at is not None
                ],
            }
            for number, grid in enumerate(opened.grids)
        ],
    }
    line = json.dumps(request, ensure_ascii=False).encode() + b"\n"
    command = [sys.executable, "-I", str(Path(marker.__file__))]
    try:
        done = subprocess.run(  # noqa: S603 - ours
            command, input=line + (content if keeps else b""), capture_output=True, timeout=_TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    return (f"{stem}.xlsx", done.stdout) if done.returncode == 0 and done.stdout else None


def _remarks(findings: Sequence[CellFinding], say: Say) -> Mapping[int, Mapping[int, str]]:
    """What is said of each row, by its sheet."""
    found: defaultdict[int, defaultdict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for each in findings:
        text = say(each.said)
        found[each.sheet][each.row].append(f"{each.heading}: {text}" if each.heading else text)
    return {sheet: {row: "\n".join(texts) for row, texts in rows.items()} for sheet, rows in found.items()}


def _plain(value: Value) -> Any:  # noqa: ANN401 - JSON
    return value if isinstance(value, str | int | float | bool) else reader.plain(value)


def _csv(opened: OpenedFile, remarks: Mapping[int, str], sheets: Sequence[Headed], title: str) -> bytes:
    written = opened.written
    [grid] = opened.grids
    width = max(map(len, grid.rows))
    head = next((max(each.first - 1, 0) for each in sheets), 0)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=written.separator if written else ";", lineterminator="\r\n")
    for number, row in enumerate(_padded(grid, width)):
        remark = title if number == head else remarks.get(number, "").replace("\n", " | ")
        writer.writerow([*map(guarded, row), remark])
    text, encoding = out.getvalue(), written.encoding if written else "utf-8-sig"
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return text.encode("utf-8-sig")


def _padded(grid: Grid, width: int) -> Sequence[Sequence[str]]:
    return [[*map(str, row), *[""] * (width - len(row))] for row in grid.rows]


def guarded(text: str) -> str:
    """A text of a .csv as no spreadsheet computes it: with an apostrophe, which an import takes off. A number, as a
    phone with its country code, is written as it is."""
    plain = text.lstrip()
    if not plain.startswith(_LEADS) or _is_number(plain):
        return text
    return f"'{text}"


def _is_number(text: str) -> bool:
    return text[0] in "+-" and len(text) > 1 and all(sign.isdigit() or sign in " .,()/" for sign in text[1:])
