"""The hour that an organiser types, by the mission's clock."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from missions.announcements import when
from missions.errors import Refusal

MADRID = "Europe/Madrid"
NOON = datetime(2027, 7, 12, 10, 0, tzinfo=UTC)
"""12:00 in Málaga."""


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("14:30", datetime(2027, 7, 12, 12, 30, tzinfo=UTC)),
        ("\u200f14:30\u2060", datetime(2027, 7, 12, 12, 30, tzinfo=UTC)),
        (" 14h30 ", datetime(2027, 7, 12, 12, 30, tzinfo=UTC)),
        ("14h", datetime(2027, 7, 12, 12, 0, tzinfo=UTC)),
        ("١٤:٣٠", datetime(2027, 7, 12, 12, 30, tzinfo=UTC)),
        ("13/07 08:00", datetime(2027, 7, 13, 6, 0, tzinfo=UTC)),
        ("13/07/2027, 8:00", datetime(2027, 7, 13, 6, 0, tzinfo=UTC)),
        ("12.07 14.30", datetime(2027, 7, 12, 12, 30, tzinfo=UTC)),
        ("05/01 09:00", datetime(2028, 1, 5, 8, 0, tzinfo=UTC)),
    ],
)
def test_what_people_type(typed: str, expected: datetime) -> None:
    assert when.typed(typed, NOON, MADRID) == expected


@pytest.mark.parametrize("typed", ["", "soon", "25:00", "14:75", "31/02 10:00", "14", "12/13 10:00", "29/02 10:00"])
def test_what_cannot_be_read_is_refused(typed: str) -> None:
    with pytest.raises(Refusal) as refusal:
        when.typed(typed, NOON, MADRID)
    assert refusal.value.msgid == when.UNREADABLE


@pytest.mark.parametrize("typed", ["11:59", "12:00", "11/07 14:30", "12/07/2026 14:30"])
def test_the_past_is_refused(typed: str) -> None:
    with pytest.raises(Refusal) as refusal:
        when.typed(typed, NOON, MADRID)
    assert (refusal.value.msgid, refusal.value.values["now"]) == (when.PAST, "12:00")


def test_an_hour_that_the_clocks_leave_out_is_refused() -> None:
    before = datetime(2027, 3, 27, 12, 0, tzinfo=UTC)
    with pytest.raises(Refusal) as refusal:
        when.typed("28/03 02:30", before, MADRID)
    assert refusal.value.msgid == when.NO_SUCH_TIME


def test_of_an_hour_that_comes_twice_the_first_is_meant() -> None:
    before = datetime(2027, 10, 30, 12, 0, tzinfo=UTC)
    assert when.typed("31/10 02:30", before, MADRID) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_this_evening_and_tomorrow_morning_are_the_missions() -> None:
    late = datetime(2027, 7, 12, 22, 30, tzinfo=UTC)  # the 13th already in Málaga
    assert when.tomorrow_at(8, late, MADRID) == datetime(2027, 7, 14, 6, 0, tzinfo=UTC)
    with pytest.raises(Refusal):
        when.today_at(20, datetime(2027, 7, 12, 18, 0, tzinfo=UTC), MADRID)
