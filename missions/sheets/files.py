"""Opens spreadsheets: .xlsx, .xls and .ods in a process of its own, .csv in any usual encoding and separator."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from locales import N_
from missions.loading.plan.errors import FileMessage
from missions.sheets import reader
from missions.sheets.columns import KINDS
from storage.tables.folding import fold

Value = str | int | float | bool | date | datetime | time | timedelta
"""Of a cell; "" where it is empty."""

LARGEST = 60_000_000
"""Bytes of a file: 10,000 rows take 2 MB; what is larger is full of pictures."""
SENT = 20_000_000
"""Bytes of a file that Telegram hands to a bot."""
ENDINGS = ("xlsx", "xls", "ods", "csv", "tsv", "txt", "xlsm", "xlsb")
_TIMEOUT = 90
"""Seconds for a file that takes its whole share of a slow processor."""
_SAMPLE = 200_000
"""Bytes from which the encoding of a .csv is found."""
_ENCODINGS = ("cp1252", "cp1256", "mac_roman", "cp850", "iso8859_6")
_SEPARATORS = (";", ",", "\t", "|")
_COMPUTED = ("=", "+", "-", "@")

REFUSALS = {
    "password": N_("This file is protected by a password. Save it without one and send it again."),
    "macros": N_("This file has macros. Save it as .xlsx without macros and send it again."),
    "links": N_("This file has links to other workbooks. Save it with values only and send it again."),
    "large": N_("This file is too large once unpacked. Keep the sheets with your data and send it again."),
    "rows": N_("A sheet of this file has more than {rows} rows. Please split it."),
    "broken": N_("This file cannot be opened. Save it as .xlsx and send it again."),
    "kind": N_("This is not a spreadsheet. Please send a .xlsx, .xls, .ods or .csv file."),
    "empty": N_("There is nothing in this file."),
}


class FileRefused(Exception):
    """The file is not read: why, in one line for its sender."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.said = FileMessage(REFUSALS[why], {"rows": reader.ROWS} if why == "rows" else {})


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet, row by row from A1 on. hidden: rows, counted from 0."""

    name: str
    rows: Sequence[Sequence[Value]]
    hidden: frozenset[int] = frozenset()
    visible: bool = True
    since_1904: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """How a .csv was written, so that it is written back alike."""

    encoding: str
    separator: str


@dataclass(frozen=True, slots=True)
class OpenedFile:
    grids: Sequence[Grid]
    written: Written | None = field(default=None)


def ending_of(name: str) -> str:
    return Path(name.lower()).suffix.removeprefix(".")


def open_file(content: bytes, name: str) -> OpenedFile:
    """All its sheets. It takes up to a minute: call it beside the event loop.

    Raises:
        FileRefused: it is too large, locked, no spreadsheet, or has what none of ours has.
    """
    if len(content) > LARGEST:
        raise FileRefused("large")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return OpenedFile(_in_a_process(content, ending_of(name)))
    if ending_of(name) not in ENDINGS or b"\x00" in content[:1000].replace(b"\x00", b"", len(content[:1000]) // 2):
        raise FileRefused("kind")
    return read_csv(content, name)


def _in_a_process(content: bytes, ending: str) -> Sequence[Grid]:
    command = [sys.executable, "-I", str(Path(reader.__file__)), ending]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=_TIMEOUT, check=False)  # noqa: S603 - ours
    except subprocess.TimeoutExpired as error:
        raise FileRefused("large") from error
    if done.returncode != 0:
        # Ended by its limit of memory or of time.
        raise FileRefused("large")
    found = json.loads(done.stdout)
    if "refused" in found:
        raise FileRefused(found["refused"])
    return [
        Grid(
            each["name"],
            [[_value(cell) for cell in row] for row in each["rows"]],
            frozenset(each["hidden"]),
            each["visible"],
            each["since_1904"],
        )
        for each in found["sheets"]
    ]


def _value(cell: Any) -> Value:  # noqa: ANN401 - JSON
    if cell is None:
        return ""
    if isinstance(cell, str | int | float | bool):
        return cell
    kind, written = cell
    if kind == "moment":
        return datetime.fromisoformat(written)
    if kind == "day":
        return date.fromisoformat(written)
    return time.fromisoformat(written) if kind == "hour" else timedelta(seconds=float(written))


def read_csv(content: bytes, name: str) -> OpenedFile:
    """A sheet of texts. An apostrophe before what a spreadsheet would compute is no part of the value."""
    encoding = _encoding(content)
    text = content.decode(encoding, "replace")
    separator, text = _separator(text)
    rows: list[Sequence[Value]] = []
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        rows.append([_without_apostrophe(cell) for cell in row])
        if len(rows) > reader.ROWS:
            raise FileRefused("rows")
    if not any(any(row) for row in rows):
        raise FileRefused("empty")
    return OpenedFile([Grid(Path(name).stem, rows)], Written(encoding, separator))


def _without_apostrophe(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].lstrip().startswith(_COMPUTED) else cell


def _encoding(content: bytes) -> str:
    """By its mark or as UTF-8; else the one in which most headings are words that are known."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return encoding
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy_encoding(content[:_SAMPLE])
    return "utf-8"


def _legacy_encoding(sample: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - few files want it

    best = from_bytes(sample, cp_isolation=list(_ENCODINGS)).best()
    guessed = best.encoding if best else "cp1252"
    known = {
        word for kind in KINDS for column in kind.columns for each in column.words.values() for word in map(fold, each)
    }

    def score(encoding: str) -> tuple[int, bool]:
        words = _cells_at_the_top(sample.decode(encoding, "replace"))
        return sum(fold(word) in known for word in words if not word.isascii()), encoding == guessed

    return max(dict.fromkeys((guessed, *_ENCODINGS)), key=score)


def _cells_at_the_top(text: str) -> Iterator[str]:
    for line in text.splitlines()[:30]:
        for separator in _SEPARATORS:
            yield from (cell.strip(' "') for cell in line.split(separator))


def _separator(text: str) -> tuple[str, str]:
    """The separator, and the text without the line that names it."""
    first, _break, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4], rest

    def regularity(separator: str) -> tuple[int, int]:
        lines = io.StringIO(text[:_SAMPLE], newline="")
        widths = Counter(len(row) for _n, row in zip(range(60), csv.reader(lines, delimiter=separator), strict=False))
        width, count = max(widths.items(), key=lambda each: (each[0] > 1, each[1], each[0]), default=(1, 0))
        return (count, width) if width > 1 else (0, 0)

    csv.field_size_limit(1_000_000)
    return max(_SEPARATORS, key=regularity), text
