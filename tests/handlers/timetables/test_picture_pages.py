"""A day's pictures leave nothing out: over all pages, each time at each table is drawn once."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from handlers.timetables.picture import SLOTS, TABLES, pages
from storage.tables import Slot

MORNING = datetime(2027, 7, 12, 8, tzinfo=UTC)


@given(st.integers(0, 60), st.integers(0, 130))
def test_every_cell_is_drawn_once(slots: int, tables: int) -> None:
    day = [Slot(id=number, mission_id=1, starts_at=MORNING, ends_at=MORNING) for number in range(slots)]
    parts = pages(day, range(tables))
    cells = [(slot.id, table) for times, rows in parts for slot in times for table in rows]
    assert sorted(cells) == [(slot, table) for slot in range(slots) for table in range(tables)]
    assert all(len(times) <= SLOTS and len(rows) <= TABLES for times, rows in parts)
    assert parts
