"""Opens one spreadsheet in a process of its own: `python -I reader.py xlsx < file`, which prints its cells as JSON.

The process has a limit of memory and of time: a file made to fill a machine ends it, and nothing else. It imports
nothing of the project, so that it starts at once.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

MEMORY = 260 * 1024 * 1024
"""Bytes of data: 10,000 rows of a delegates' sheet take some 60 MB."""
SECONDS = 50
"""Of processor."""
UNPACKED = 80_000_000
"""Bytes of the sheets in a file once unpacked: 10,000 rows of 30 columns take some 20 MB."""
ROWS, COLUMNS = 20_000, 300
SHEETS = 60

_HIDDEN_ROW = re.compile(rb"<row\b[^>]*>")
_NUMBER = re.compile(rb'\br="(\d+)"')
_ODS_ROW = re.compile(rb"<table:table(?=[\s>])[^>]*>|<table:table-row\b[^>]*>")
_REPEATED = re.compile(rb'table:number-rows-repeated="(\d+)"')
_MACROS, _PARTS = (
    "_VBA_PROJECT".encode("utf-16-le"),
    re.compile(r"xl/(worksheets/|sharedStrings|workbook)|content\.xml"),
)


class NotOpened(Exception):
    """The file is not opened; the text is one of the words that `files.REFUSALS` has lines for."""


def main() -> int:
    """Read standard input; the exit code is 0 also for a file that is refused, with the reason as the answer."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        found: dict[str, Any] = {"sheets": sheets(sys.stdin.buffer.read(), sys.argv[1])}
    except NotOpened as refused:
        found = {"refused": str(refused)}
    except MemoryError:
        found = {"refused": "large"}
    json.dump(found, sys.stdout, ensure_ascii=False, default=plain)
    return 0


def sheets(content: bytes, ending: str) -> list[dict[str, Any]]:
    """The visible sheets and the hidden ones, with their cells from A1 on."""
    packed = _checked(content)
    from python_calamine import (  # noqa: PLC0415 - after the checks
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        known = [each for each in workbook.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
        if len(known) > SHEETS:
            raise NotOpened("large")
        return [
            _sheet(workbook, each.name, packed, ending, visible=each.visible == SheetVisibleEnum.Visible)
            for each in known
        ]
    except PasswordError as error:
        raise NotOpened("password") from error
    except (CalamineError, ValueError, OSError) as error:
        raise NotOpened("password" if "password" in str(error).lower() else "broken") from error


def _sheet(workbook: Any, name: str, packed: Packed | None, ending: str, *, visible: bool) -> dict[str, Any]:  # noqa: ANN401 - calamine's
    sheet = workbook.get_sheet_by_name(name)
    height, width = sheet.total_height, sheet.total_width
    if height > ROWS or (width > COLUMNS and height * width > ROWS * COLUMNS):
        raise NotOpened("rows")
    rows = sheet.to_python(skip_empty_area=False)
    merged = sheet.merged_cell_ranges or [] if ending != "ods" else []
    for (top, left), (bottom, right) in merged:
        _spread(rows, top, left, bottom, right)
    return {
        "name": name,
        "visible": visible,
        "rows": rows,
        "hidden": packed.hidden(name) if packed else [],
        "since_1904": bool(packed and packed.since_1904),
    }


def _spread(rows: list[list[Any]], top: int, left: int, bottom: int, right: int) -> None:
    """Of merged cells only the first has the value; each of them is read with it."""
    if top >= len(rows) or left >= len(rows[top]) or (bottom - top > 500 and right - left > 50):
        return
    for row in rows[top : bottom + 1]:
        for at in range(left, min(right + 1, len(row))):
            if row[at] == "":
                row[at] = rows[top][left]


class Packed:
    """What calamine does not say of a file that is a zip: which rows are hidden, and from when its days count."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._is_ods = "content.xml" in archive.namelist()
        workbook = b"" if self._is_ods else self._part("xl/workbook.xml")
        self.since_1904 = bool(re.search(rb'date1904="(1|true)"', workbook))
        self._paths = {} if self._is_ods else _paths(workbook, self._part("xl/_rels/workbook.xml.rels"))
        self._of_ods = _hidden_in_ods(self._part("content.xml")) if self._is_ods else {}

    def hidden(self, sheet: str) -> Sequence[int]:
        """Rows, counted from 0."""
        if self._is_ods:
            return self._of_ods.get(sheet, ())
        path = self._paths.get(sheet)
        tags = _HIDDEN_ROW.findall(self._part(path)) if path else []
        found = (_NUMBER.search(tag) for tag in tags if re.search(rb'\bhidden="(1|true)"', tag))
        return [int(each[1]) - 1 for each in found if each]

    def _part(self, name: str) -> bytes:
        return self._archive.read(name) if name in self._archive.namelist() else b""


def _paths(workbook: bytes, relations: bytes) -> Mapping[str, str]:
    """The part of each sheet, by its name."""
    targets: dict[bytes, str] = {
        id_[1]: target[1].decode().lstrip("/")
        for tag in re.findall(rb"<Relationship\b[^>]*>", relations)
        if (id_ := re.search(rb'\bId="([^"]*)"', tag)) and (target := re.search(rb'\bTarget="([^"]*)"', tag))
    }
    found = {}
    for tag in re.findall(rb"<sheet\b[^>]*>", workbook):
        name, link = re.search(rb'\bname="([^"]*)"', tag), re.search(rb'\br:id="([^"]*)"', tag)
        if name and link and link[1] in targets:
            path = targets[link[1]]
            found[_text(name[1])] = path if path.startswith("xl/") else f"xl/{path}"
    return found


def _hidden_in_ods(content: bytes) -> Mapping[str, Sequence[int]]:
    found: dict[str, list[int]] = {}
    name, at = "", 0
    for tag in _ODS_ROW.findall(content):
        if tag.startswith(b"<table:table-row"):
            repeated = _REPEATED.search(tag)
            count = int(repeated[1]) if repeated else 1
            if re.search(rb'table:visibility="(collapse|filter)"', tag) and at < ROWS:
                found.setdefault(name, []).extend(range(at, min(at + count, ROWS)))
            at += count
        else:
            named = re.search(rb'table:name="([^"]*)"', tag)
            name, at = _text(named[1]) if named else "", 0
    return found


def _text(attribute: bytes) -> str:
    import html  # noqa: PLC0415 - of few files

    return html.unescape(attribute.decode("utf-8", "replace"))


def _checked(content: bytes) -> Packed | None:
    """The parts of a file that is a zip, once it is known that they are of a usual size, and none is a macro or a link.

    Raises:
        NotOpened: they are not.
    """
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise NotOpened("password")
        if _MACROS in content:
            raise NotOpened("macros")
        return None
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as error:
        raise NotOpened("broken") from error
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if any(name.endswith("vbaProject.bin") or name.startswith(("Basic/", "Scripts/")) for name in names):
        raise NotOpened("macros")
    if any(name.startswith("xl/externalLinks/") for name in names):
        raise NotOpened("links")
    if any(part.flag_bits & 1 for part in parts) or _is_locked_ods(archive, names):
        raise NotOpened("password")
    if len(parts) > 5_000 or _unpacked(archive, parts) > UNPACKED:
        raise NotOpened("large")
    return Packed(archive)


def _is_locked_ods(archive: zipfile.ZipFile, names: Sequence[str]) -> bool:
    manifest = "META-INF/manifest.xml"
    return manifest in names and b"encryption-data" in archive.open(manifest).read(200_000)


def _unpacked(archive: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> int:
    """Bytes of what is read; what a part says of its size is tried, since a bomb says less."""
    size = 0
    for part in parts:
        if not _PARTS.match(part.filename):
            continue
        with archive.open(part) as unpacked:
            try:
                while chunk := unpacked.read(1 << 20):
                    size += len(chunk)
                    if size > UNPACKED:
                        return size
            except (zipfile.BadZipFile, OSError, EOFError, ValueError) as error:
                raise NotOpened("broken") from error
    return size


def plain(value: object) -> list[str]:
    """A value that JSON does not know: which it is, and how it is written."""
    if isinstance(value, datetime):
        return ["moment", value.isoformat()]
    if isinstance(value, date):
        return ["day", value.isoformat()]
    if isinstance(value, time):
        return ["hour", value.isoformat()]
    if isinstance(value, timedelta):
        return ["seconds", str(value.total_seconds())]
    raise TypeError(type(value).__name__)


if __name__ == "__main__":
    sys.exit(main())
