"""Files of any usual kind are opened; what could harm is refused in one line, and costs little memory."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from missions.sheets import answer_sheet, files, reader
from missions.sheets.choices import Choices
from missions.sheets.files import FileRefused, open_file
from missions.sheets.plan import understand
from tests.missions.sheets.making import THERE, workbook

LINES = [["Délégation", "Nom", "Société", "Téléphone"], ["Maroc", "Élodie Tazi", "Boréal", "12"]]
ARABIC = [["الوفد", "الاسم الكامل", "الشركة", "الهاتف"], ["المغرب", "سلمى التازي", "زليج", "0661234567"]]


def csv_of(lines: list[list[str]], separator: str, encoding: str) -> bytes:
    return "\r\n".join(separator.join(line) for line in lines).encode(encoding)


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman", "cp850"])
def test_a_csv_in_any_usual_encoding_and_separator(separator: str, encoding: str) -> None:
    [grid] = open_file(csv_of(LINES, separator, encoding), "list.csv").grids
    assert [*map(list, grid.rows)] == LINES


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1256", "iso8859_6"])
def test_an_arabic_csv(encoding: str) -> None:
    [grid] = open_file(csv_of(ARABIC, ";", encoding), "list.csv").grids
    assert [*map(list, grid.rows)] == ARABIC


def test_a_workbook_with_merged_cells_hidden_rows_and_numbers() -> None:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for line in (["Liste", None], ["Nom", "Tél"], ["Salma", 661234567], ["Hind", 662345678]):
        sheet.append(line)
    sheet.merge_cells("A1:B1")
    sheet.row_dimensions[4].hidden = True
    made.create_sheet("caché").sheet_state = "hidden"
    out = io.BytesIO()
    made.save(out)
    first, second = open_file(out.getvalue(), "a.xlsx").grids
    assert list(first.rows[0]) == ["Liste", "Liste"]
    assert first.hidden == {3}
    assert list(first.rows[2]) == ["Salma", 661234567]
    assert not second.visible


def packed(**parts: bytes) -> bytes:
    """A .xlsx with more parts in it."""
    out = io.BytesIO(workbook(Feuil1=LINES))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return out.getvalue()


REFUSED: dict[str, Callable[[], bytes]] = {
    "macros": lambda: packed(xl__vbaProject_DOT_bin=b"x"),
    "links": lambda: packed(xl__externalLinks__externalLink1_DOT_xml=b"<x/>"),
    "large": lambda: packed(xl__worksheets__sheet9_DOT_xml=b"0" * (reader.UNPACKED + 1)),
    "broken": lambda: b"PK\x03\x04 and nothing",
    "password": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 100,
    "kind": lambda: b"%PDF-1.7 \x00\x00",
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_could_harm_is_refused(why: str) -> None:
    with pytest.raises(FileRefused) as refused:
        open_file(REFUSED[why](), "a.pdf" if why == "kind" else "a.xlsx")
    assert refused.value.said.msgid == files.REFUSALS[why]


def test_a_million_rows_are_refused_within_the_memory_that_was_promised() -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (at, at) for at in range(1, 1_000_001, 1))
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    source, out = zipfile.ZipFile(io.BytesIO(workbook(Feuil1=LINES))), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.infolist():
            is_sheet = part.filename.startswith("xl/worksheets/")
            archive.writestr(
                part.filename, head + rows + b"</sheetData></worksheet>" if is_sheet else source.read(part)
            )
    with pytest.raises(FileRefused) as refused:
        open_file(out.getvalue(), "a.xlsx")
    assert refused.value.said.msgid in (files.REFUSALS["rows"], files.REFUSALS["large"])
    assert megabytes(out.getvalue()) < 300


MEASURE = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-I", sys.argv[1], "xlsx"], stdin=sys.stdin, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""
"""From a small process: what a large one starts counts as large as it is itself."""


def megabytes(content: bytes) -> int:
    """The most memory that the reader has at once."""
    command = [sys.executable, "-I", "-c", MEASURE, reader.__file__]
    return int(subprocess.run(command, input=content, capture_output=True, check=True).stdout)  # noqa: S603 - ours


def answered(content: bytes, name: str) -> tuple[str, bytes]:
    opened = open_file(content, name)
    found = understand(opened, THERE, Choices())
    made = answer_sheet.answer(opened, content, name, found, lambda message: message.msgid.format(**message.values))
    assert made is not None
    return made


def test_a_workbook_comes_back_with_its_errors_and_formats() -> None:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for line in LINES:
        sheet.append(line)
    sheet["B1"].font = Font(bold=True)
    sheet["B2"].value, sheet["B2"].data_type = "=Élodie Tazi", "s"
    out = io.BytesIO()
    made.save(out)
    name, content = answered(out.getvalue(), "list.xlsx")
    back = load_workbook(io.BytesIO(content)).active
    assert back is not None
    assert name == "list.xlsx"
    assert back["B1"].font.bold
    assert (back["B2"].value, back["B2"].data_type) == ("=Élodie Tazi", "s")
    assert str(back["E2"].value).startswith("Téléphone: “12”")
    assert back["D2"].fill.start_color.rgb == "FFFFC7CE"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_a_csv_comes_back_as_it_was_written(encoding: str) -> None:
    lines = [[*LINES[0], "Notes"], [*LINES[1], "'=1+1"], ["Maroc", "Hind Fassi", "Boréal", "+212 661 23 45 67", "'-x"]]
    name, content = answered(csv_of(lines, ";", encoding), "list.csv")
    text = content.decode(encoding).split("\r\n")
    assert name == "list.csv"
    assert text[1].startswith("Maroc;Élodie Tazi;Boréal;12;'=1+1;")
    assert "“12”" in text[1] or "12" in text[1].rpartition(";")[2]
    assert text[2].startswith("Maroc;Hind Fassi;Boréal;+212 661 23 45 67;'-x;")
