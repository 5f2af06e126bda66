"""Cells as people fill them: understood where a person would, wrong or noted where a person would ask."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as some

from missions.sheets import cells, days, phones
from missions.sheets.cells import Around
from missions.sheets.columns import DELEGATES, KINDS, Cell, Column
from tests.missions.sheets.making import FRAME

MOROCCO = Around(FRAME, "MA")
TWELFTH, THIRTEENTH, FOURTEENTH = (date(2027, 7, number) for number in (12, 13, 14))


def column(cell: Cell) -> Column:
    return next(each for layout in KINDS for each in layout.columns if each.cell is cell)


def value(cell: Cell, written: Any) -> Any:  # noqa: ANN401 - a cell's
    return cells.read(column(cell), written, MOROCCO).value


@pytest.mark.parametrize(
    "written",
    [
        TWELFTH,
        datetime(2027, 7, 12, 0, 0),  # noqa: DTZ001 - as a spreadsheet has it
        46_580,
        46_580.0,
        "46580",
        "2027-07-12",
        "12/07/2027",
        "07/12/2027 ",
        "12.07.27",
        "12 juillet",
        "lundi 12 juillet 2027",
        "July 12, 2027",
        "12 de julio de 2027",
        "١٢ يوليوز ٢٠٢٧",
        "12/07",
    ],
)
def test_a_day_in_any_order(written: Any) -> None:  # noqa: ANN401
    assert value(Cell.DAYS, written) == (TWELFTH,)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("12 et 13 juillet 2027", (TWELFTH, THIRTEENTH)),
        ("12/07, 14/07", (TWELFTH, FOURTEENTH)),
        ("du 12 au 14 juillet", (TWELFTH, THIRTEENTH, FOURTEENTH)),
        ("12-14 juillet", (TWELFTH, THIRTEENTH, FOURTEENTH)),
        ("lundi 12 et mardi 13 juillet", (TWELFTH, THIRTEENTH)),
        ("12 و13 يوليوز", (TWELFTH, THIRTEENTH)),
        ("Tous les jours", ()),
        ("✓", ()),
    ],
)
def test_several_days(written: str, wanted: tuple[date, ...]) -> None:
    assert value(Cell.DAYS, written) == wanted


@pytest.mark.parametrize("written", ["20/07/2027", "un jour", "32/07/2027", "2027"])
def test_no_day_of_the_mission_is_wrong(written: str) -> None:
    read = cells.read(column(Cell.DAY), written, MOROCCO)
    assert read.value is None
    assert read.wrong is not None


def test_a_day_that_may_be_two_is_not_guessed() -> None:
    from dataclasses import replace  # noqa: PLC0415 - for one test

    long = replace(FRAME, starts_on=date(2027, 1, 1), ends_on=date(2027, 3, 1))
    read = cells.read(column(Cell.DAY), "01/02/2027", Around(long))
    assert read.wrong is not None
    assert read.wrong.msgid == cells.TWO_DAYS


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("9h30", [time(9, 30)]),
        ("9h", [time(9)]),
        (time(9, 30), [time(9, 30)]),
        (timedelta(hours=9, minutes=30), [time(9, 30)]),
        (0.5, [time(12)]),
        ("9:30 PM", [time(21, 30)]),
        ("9h30-10h", [time(9, 30), time(10)]),
        ("de 9h à 10h30", [time(9), time(10, 30)]),
        ("٩:٣٠", [time(9, 30)]),
    ],
)
def test_hours(written: Any, wanted: list[time]) -> None:  # noqa: ANN401
    assert days.hours(written) == wanted


@pytest.mark.parametrize(
    "written",
    [
        661234567,
        661234567.0,
        "0661234567",
        "06 61 23 45 67",
        "0661-23-45-67",
        "212661234567",
        "00212661234567",
        "+212661234567",
        "+212 (0)6 61 23 45 67",
        "2.12661234567E+11",
        "٠٦٦١٢٣٤٥٦٧",
        "Tél : 06.61.23.45.67",
        "\u202a+212 661 234 567\u202c",
        "0661\u00a0234\u00a0567 (Karim)",
        "0661234567 / 0522112233",
        "0661234567\n0522112233",
    ],
)
def test_phones_as_spreadsheets_leave_them(written: Any) -> None:  # noqa: ANN401
    assert value(Cell.PHONE, written).replace(" ", "") == "+212661234567"


@pytest.mark.parametrize(
    ("written", "msgid"), [("2.12661E+11", cells.SHORTENED), ("12", cells.NO_PHONE), ("0686034642", cells.NO_PHONE)]
)
def test_a_phone_that_is_none_is_wrong(written: str, msgid: str) -> None:
    read = cells.read(column(Cell.PHONE), written, MOROCCO)
    assert read.wrong is not None
    assert read.wrong.msgid == msgid


def test_a_number_beside_one_that_is_taken_is_named() -> None:
    read = cells.read(column(Cell.PHONE), "0686034642 / 0522304050", MOROCCO)
    assert read.note is not None
    assert read.note.msgid == cells.MORE_PHONES


def test_a_number_of_two_countries_is_not_guessed() -> None:
    """It is one in France and in Morocco."""
    read = cells.read(column(Cell.PHONE), "0661234567", Around(FRAME, "FR MA"))
    assert read.wrong is not None


@given(some.integers(600_000_000, 699_999_999))
def test_a_moroccan_number_is_the_same_in_any_dress(number: int) -> None:
    parsed = phonenumbers.parse(f"+212{number}")
    if phonenumbers.is_valid_number(parsed):
        dressed = (f"0{number}", number, float(number), f"212{number}", f"+212{number}", f"2.12{number}E+11")
        assert {phones.read(each, "MA").number.replace(" ", "") for each in dressed} == {f"+212{number}"}


@given(some.dates(FRAME.starts_on, FRAME.ends_on))
def test_each_day_is_read_however_it_is_written(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    for written in (day, f"{day}", f"{day:%d/%m/%Y}", f"{day:%d.%m.%y}", serial, f"{serial}"):
        assert days.day(written, FRAME) == [day]


@given(some.text(max_size=60) | some.floats(allow_nan=False) | some.integers() | some.dates())
def test_no_cell_is_too_much(written: Any) -> None:  # noqa: ANN401
    for each in {each.cell: each for layout in KINDS for each in layout.columns}.values():
        read = cells.read(each, written, MOROCCO)
        assert read.value is None or read.wrong is None


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("FR/EN", ("fr", "en")),
        ("français, arabe", ("fr", "ar")),
        ("العربية والفرنسية", ("ar", "fr")),
        ("Español (nativo) + inglés", ("es", "en")),
        ("Arabic and French", ("ar", "fr")),
        ("ara fra", ("ar", "fr")),
    ],
)
def test_languages(written: str, wanted: tuple[str, ...]) -> None:
    assert value(Cell.LANGUAGES, written) == wanted


@pytest.mark.parametrize(
    ("cell", "written", "wanted"),
    [
        (Cell.ORGANISATION_KIND, "PME", "company"),
        (Cell.ORGANISATION_KIND, "Chambre de commerce", "chamber"),
        (Cell.ORGANISATION_KIND, "جامعة", "university"),
        (Cell.WISH, "x", "must"),
        (Cell.WISH, "Jamais", "never"),
        (Cell.SESSION_KIND, "Atelier", "seminar"),
        (Cell.COUNTRY, "Côte d’Ivoire", "CI"),
        (Cell.COUNTRY, "المغرب", "MA"),
        (Cell.EMAIL, " mailto:Salma@Example.org ", "Salma@Example.org"),
        (Cell.EMAIL, "salma @ example.org", "salma@example.org"),
        (Cell.EMAIL, "salma [at] example.org", "salma@example.org"),
        (Cell.ORGANISATION_KIND, "SARL", "company"),
        (Cell.ORGANISATION_KIND, "S.A.R.L. AU", "company"),
        (Cell.ORGANISATION_KIND, "ش.م.م", "company"),
        (Cell.WHOLE, "30 min", 30),
        (Cell.DEGREES, "36,7368", 36.7368),
        (Cell.LABELS, "1 à 4", ("1", "2", "3", "4")),
        (Cell.SECTORS, "Informatique", ("software",)),
        (Cell.NAME, "\u200b Rachid\u00a0 Benali\ufeff", "Rachid Benali"),
    ],
)
def test_other_cells(cell: Cell, written: str, wanted: object) -> None:
    assert value(cell, written) == wanted


def test_a_name_of_nothing_is_wrong() -> None:
    assert cells.read(DELEGATES.column("name"), "ــ", MOROCCO).wrong is not None
