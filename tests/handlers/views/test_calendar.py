"""Calendar files, read by the library that writes them and by two that do not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
import vobject
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from handlers.views.calendar import written
from locales import catalogues
from missions.day.calendar import Calendar
from missions.day.items import Item, ItemState

STAMP = datetime(2026, 11, 1, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
CHANGES = [
    # Summer time ends and begins in Spain; none in the Ivory Coast; Morocco as its rules have it.
    ("Europe/Madrid", datetime(2027, 10, 31, tzinfo=UTC)),
    ("Europe/Madrid", datetime(2027, 3, 28, tzinfo=UTC)),
    ("Africa/Abidjan", datetime(2026, 11, 30, tzinfo=UTC)),
    ("Africa/Casablanca", datetime(2026, 3, 22, tzinfo=UTC)),
]
words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(str.strip)


def item(number: int, begins: datetime, name: str = "Carmen", state: ItemState = ItemState.SET) -> Item:
    return Item(
        *(number, 3, begins, begins + 25 * MINUTE, state, 5, name, "Firm; Sons, Ltd"),
        position="Directora",
        venue={"en": "Palacio", "ar": "القصر"},
        table="7",
        address="C/ Larios 1",
        latitude=36.7,
        longitude=-4.4,
        interpreter="Nadia",
    )


def calendar(items: list[Item], zone: str = "Europe/Madrid") -> Calendar:
    days = [each.starts_at.date() for each in items] or [date(2026, 11, 30)]
    return Calendar(42, {"en": "Málaga"}, zone, min(days), max(days), (60, 15), items)


def events(content: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


@settings(derandomize=True)
@given(where=st.sampled_from(CHANGES), minutes=st.lists(st.integers(-2880, 2880), min_size=1, max_size=5))
def test_three_readers_find_the_instants_that_are_meant(where: tuple[str, datetime], minutes: list[int]) -> None:
    """Also in the hour that comes twice, and beside the one that is left out."""
    zone, change = where
    starts = [change + each * MINUTE for each in minutes]
    content = written(catalogues().texts("en"), calendar([item(n, at) for n, at in enumerate(starts)], zone), STAMP)

    assert [event.start.astimezone(UTC) for event in events(content)] == starts
    read = vobject.readOne(content.decode()).vevent_list
    assert [event.dtstart.value.astimezone(UTC) for event in read] == starts
    assert [event.dtend.value.astimezone(UTC) for event in read] == [each + 25 * MINUTE for each in starts]
    third: list[Any] = [*IcsCalendarStream.calendar_from_ics(content.decode()).events]
    assert [event.dtstart.astimezone(UTC) for event in third] == starts
    assert [event.dtend.astimezone(UTC) for event in third] == [each + 25 * MINUTE for each in starts]
    assert [(event.uid, event.sequence) for event in third] == [(f"meeting-{n}.42@wasl", 3) for n in range(len(starts))]


@given(name=words)
@example(name="a\\nEND:VEVENT")
@example(name="شركة" * 20)
@example(name="a\u2028END:VEVENT\u2029b")
@example(name='a\\,;:b"\ufeff')
@settings(derandomize=True)
def test_no_name_says_more_than_a_name(name: str) -> None:
    content = written(catalogues().texts("fr"), calendar([item(1, STAMP, name)]), STAMP)

    (event,) = events(content)
    assert str(event["summary"]).endswith("Firm; Sons, Ltd")
    (read,) = vobject.readOne(content.decode()).vevent_list
    assert read.summary.value == str(event["summary"])
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert len(list(event.walk("VALARM"))) == 2


@pytest.mark.parametrize(("language", "place"), [("en", "Palacio, table 7"), ("fr", "Palacio"), ("ar", "القصر")])
def test_what_a_meeting_says(language: str, place: str) -> None:
    content = written(catalogues().texts(language), calendar([item(12, STAMP)]), STAMP)

    (event,) = events(content)
    assert (event["uid"], event["sequence"], event["status"]) == ("meeting-12.42@wasl", 3, "CONFIRMED")
    assert event["dtstart"].params["TZID"] == "Europe/Madrid"
    assert place in event["location"]
    assert "C/ Larios 1" in event["location"]
    assert event["geo"].to_ical() == "36.7;-4.4"
    assert "Directora" in event["description"]
    assert "Nadia" in event["description"]
    assert [alarm["trigger"].dt for alarm in event.walk("VALARM")] == [-60 * MINUTE, -15 * MINUTE]


def test_what_was_cancelled_says_so_and_reminds_of_nothing() -> None:
    planned, gone = item(1, STAMP, state=ItemState.PLANNED), item(2, STAMP + 60 * MINUTE, state=ItemState.CANCELLED)
    found = calendar([planned, gone])
    first, second = events(written(catalogues().texts("en"), found, STAMP))
    assert (first["status"], second["status"]) == ("TENTATIVE", "CANCELLED")
    assert not list(second.walk("VALARM"))
    alone = written(catalogues().texts("en"), found.only(meeting_id=2), STAMP, cancels=True)
    assert icalendar.Calendar.from_ical(alone)["method"] == "CANCEL"
    assert [event["uid"] for event in events(alone)] == [second["uid"]]
