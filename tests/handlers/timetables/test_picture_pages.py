"""A day's drawing leaves nothing out: each time at each table is there once, in each language."""

from __future__ import annotations

import struct
from datetime import UTC, date, datetime, timedelta

import pytest

from handlers.documents.typesetting import DrawnAs, typeset
from handlers.timetables.picture import PAPER, PICTURE, SLOTS, TABLES, TEMPLATE, contents
from locales import catalogues
from missions.timetables.summary import Names
from storage.tables import MeetingTable, Mission, Slot, Venue

DAY = date(2027, 7, 12)
MORNING = datetime(2027, 7, 12, 6, tzinfo=UTC)
NAMES = ('#panic("x")', "]] $x$ \\ *b*", "Abderrahmane Benabdeljalil El Idrissi Boutaleb", "إدريس 🚀", "X" * 200)


def drawing(language: str, times: int, tables: int) -> dict[str, object]:
    mission = Mission(key="m", title={"en": "M"}, time_zone="Africa/Casablanca", starts_on=DAY, ends_on=DAY)
    slots = [
        Slot(id=n, mission_id=1, starts_at=MORNING + n * timedelta(minutes=30), ends_at=MORNING) for n in range(times)
    ]
    venue = Venue(mission_id=1, key="a", title={"en": "Palace", "ar": "القصر"})
    seats = {n: (MeetingTable(id=n, venue_id=1, label=str(n)), venue) for n in range(tables)}
    names = Names(mission, {}, {each.id: each for each in slots}, seats, {})
    cells = {
        (table, slot.id): {
            "names": [NAMES[(table + slot.id) % 5], f"{table}@{slot.id}"],
            "kind": "new",
            "interpreter": "",
        }
        for table in seats
        for slot in slots
    }
    return dict(contents(catalogues().texts(language), names, DAY, slots, list(seats), cells))


@pytest.mark.parametrize(("times", "tables"), [(0, 0), (1, 1), (SLOTS, TABLES), (SLOTS + 1, 3), (30, 40)])
def test_every_cell_is_drawn_once(times: int, tables: int) -> None:
    data = drawing("en", times, tables)
    parts = data["parts"]
    assert isinstance(parts, list)
    drawn = [cell["names"][1] for part in parts for row in part["rows"] for cell in row["cells"] if cell]
    assert sorted(drawn) == sorted(f"{table}@{slot}" for table in range(tables) for slot in range(times))
    assert all(len(part["columns"]) <= SLOTS for part in parts)
    assert data["kind"] == (PICTURE if times <= SLOTS and tables <= TABLES else PAPER)


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_each_language_has_a_picture_and_a_paper(language: str) -> None:
    (picture,) = typeset(TEMPLATE, drawing(language, SLOTS, TABLES), DrawnAs.PICTURES)
    width, height = struct.unpack(">II", picture[16:24])
    # Telegram refuses a photo whose sides sum up to more than 10,000 pixels.
    assert width + height <= 10_000
    large = drawing(language, SLOTS + 1, TABLES + 30)
    (paper,) = typeset(TEMPLATE, large, DrawnAs.PAPER)
    assert paper.startswith(b"%PDF")
    assert len(typeset(TEMPLATE, large, DrawnAs.PICTURES)) > 2
