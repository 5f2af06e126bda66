"""Drawn days in each language: long names, fourteen meetings, none, and names that would be code elsewhere."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.day.sheet import contents, draw
from handlers.documents import typesetting
from handlers.documents.typesetting import Data, DrawnAs
from locales import catalogues
from missions.day.items import Item, ItemState
from missions.day.my_day import MyDay
from missions.day.sheets import SheetToDraw
from storage.tables import Person, SheetKind

NINE = datetime(2026, 11, 30, 8, tzinfo=UTC)
FIRM = "Société marocaine d’ingénierie hydraulique et d’aménagement du territoire"
HOSTILE = (
    '#let x = 1 $x$ *b* \\ <b> "',
    "]] } #panic(1)",
    "Abderrahmane Benabdeljalil El Idrissi Boutaleb",
    "إدريس 🚀",
)
TALLEST = 1280
"""Pixels of a photo that Telegram keeps as they are."""


def day_with(names: list[str]) -> MyDay:
    items = [
        Item(
            *(n, 1, NINE + timedelta(minutes=40 * n), NINE + timedelta(minutes=40 * n + 25), ItemState.SET, n),
            *(name, FIRM),
            venue={"en": "Palacio", "ar": "القصر"},
            table="7",
            interpreter="Nadia",
        )
        for n, name in enumerate(names)
    ]
    ends = NINE + timedelta(hours=16)
    named = (1, "Rachid", "Firm", {"en": "Málaga"}, "Europe/Madrid")
    return MyDay(*named, NINE.date(), NINE, ends, items, [], None, is_over=False)


def sheet(kind: SheetKind, names: list[str]) -> SheetToDraw:
    return SheetToDraw(1, kind, 3, "", asked=True, person=Person(id=1), day=day_with(names))


async def typeset(template: str, data: Data, drawn_as: DrawnAs) -> list[bytes]:
    return typesetting.typeset(template, data, drawn_as)


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
@pytest.mark.parametrize("many", [0, 1, 14])
async def test_each_language_has_a_picture_and_a_paper(language: str, many: int) -> None:
    names = [HOSTILE[n % len(HOSTILE)] for n in range(many)]
    _ = catalogues().texts(language)
    drawn = (await draw(_, sheet(SheetKind.PICTURE, names), typeset)).pictures
    sizes = [struct.unpack(">II", each.content[16:24]) for each in drawn]
    assert all(each.content.startswith(b"\x89PNG") for each in drawn)
    assert {width for width, _height in sizes} == {780}
    assert all(0 < height <= TALLEST for _width, height in sizes)
    (paper,) = (await draw(_, sheet(SheetKind.PAPER, names), typeset)).files
    assert paper.content.startswith(b"%PDF")


@pytest.mark.parametrize("kind", SheetKind)
def test_every_meeting_is_on_a_sheet_once(kind: SheetKind) -> None:
    names = [f"Name {n}" for n in range(14)]
    parts = contents(catalogues().texts("en"), day_with(names), "", kind)["parts"]
    assert isinstance(parts, list)
    assert [each["name"] for part in parts for each in part] == names


@pytest.mark.parametrize("kind", SheetKind)
def test_a_phone_in_another_zone_is_told_so_in_the_header(kind: SheetKind) -> None:
    for phone, said in (("", False), ("Africa/Abidjan", True)):
        for many in (0, 1):
            day = day_with(["Name"] * many)
            subtitle = contents(catalogues().texts("en").on_phone(phone), day, "", kind)["subtitle"]
            assert ("–1 h" in str(subtitle)) is said


@given(name=st.text(max_size=60))
@settings(max_examples=15, derandomize=True)
async def test_a_name_is_never_code(name: str) -> None:
    """Whatever it is, the document is made, and what has no glyph is left out."""
    (paper,) = (await draw(catalogues().texts("ar"), sheet(SheetKind.PAPER, [name]), typeset)).files
    assert paper.content.startswith(b"%PDF")
