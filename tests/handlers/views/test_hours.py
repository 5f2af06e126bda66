"""Hours of the mission beside those of a phone in another zone; and zones by the names that people type."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from handlers.documents.glyphs import drawable
from handlers.views.hours import apart, both_hours, hour, hours, legend
from handlers.views.zones import number_of, typed, zone_of
from locales import catalogues
from tests.screen import plain
from timekeeping.countries import zones_by_country

DECEMBER = datetime(2026, 12, 1, 12, tzinfo=UTC)
MADRID = "Europe/Madrid"


@pytest.mark.parametrize(
    ("phone", "moment", "said"),
    [
        ("", DECEMBER, "13:00"),
        (MADRID, DECEMBER, "13:00"),
        ("Africa/Abidjan", DECEMBER, "13:00 (12:00 on your phone)"),
        ("Africa/Abidjan", DECEMBER + timedelta(days=200), "14:00 (12:00 on your phone)"),
        ("Asia/Tokyo", DECEMBER + timedelta(hours=6), "19:00 (Wed 2 Dec 03:00 on your phone)"),
    ],
)
def test_both_hours_where_they_differ(phone: str, moment: datetime, said: str) -> None:
    _ = catalogues().texts("en").on_phone(phone)
    assert plain(hour(_, moment, MADRID)) == said


def test_a_period_has_its_beginning_on_the_phone() -> None:
    _ = catalogues().texts("fr").on_phone("Africa/Abidjan")
    said = plain(hours(_, DECEMBER, DECEMBER + timedelta(minutes=25), MADRID))
    assert said == "13:00–13:25 (12:00 sur votre téléphone)"


@pytest.mark.parametrize(
    ("phone", "button", "said"),
    [
        ("", "13:00", []),
        (MADRID, "13:00", []),
        ("Africa/Abidjan", "13:00 (12:00)", ["Hours of Madrid; your phone: –1 h"]),
        ("Asia/Kolkata", "13:00 (17:30)", ["Hours of Madrid; your phone: +4:30 h"]),
        ("America/St_Johns", "13:00 (08:30)", ["Hours of Madrid; your phone: –4:30 h"]),
    ],
)
def test_what_is_short_says_once_which_hours_it_has(phone: str, button: str, said: list[str]) -> None:
    _ = catalogues().texts("en").on_phone(phone)
    assert plain(both_hours(_, DECEMBER, MADRID)) == button
    assert [plain(line) for line in apart(_, DECEMBER, MADRID)] == said
    assert [drawable(line) for line in said] == said
    assert bool(legend(_, DECEMBER, MADRID)) is bool(said)


@pytest.mark.parametrize(
    ("text", "zones"),
    [
        ("Rabat, Maroc", ["Africa/Casablanca"]),
        ("المغرب", ["Africa/Casablanca"]),
        ("مالقة", [MADRID]),
        ("España", [MADRID, "Atlantic/Canary"]),
        ("côte d'ivoire", ["Africa/Abidjan"]),
        ("New York", ["America/New_York"]),
        ("Atlantis", []),
        ("", []),
    ],
)
def test_places_are_read_in_each_language(text: str, zones: list[str]) -> None:
    assert list(typed(text, DECEMBER)) == zones


def test_each_zone_has_a_number_of_its_own() -> None:
    every = {zone for zones in zones_by_country().values() for zone in zones}
    assert {zone_of(number_of(zone)) for zone in every} == every
    assert zone_of(7) is None
