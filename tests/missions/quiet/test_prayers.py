"""Prayer times, held to a computation that shares nothing with the library’s, and to what was published."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from math import acos, asin, atan2, cos, degrees, radians, sin, tan

import pytest

from missions.quiet.prayers import prayer_times

RABAT, MALAGA, ABIDJAN = (34.0209, -6.8416), (36.7213, -4.4214), (5.3600, -4.0083)
DAYS = [date(2027, month, day) for month in range(1, 13) for day in (1, 15)]
TOLERANCE = timedelta(minutes=2)


def _sun(at: datetime) -> tuple[float, float]:
    """Declination in degrees and equation of time in minutes: J. Meeus, Astronomical Algorithms, chapters 25 and 28."""
    century = ((at - datetime(2000, 1, 1, 12, tzinfo=UTC)) / timedelta(days=1)) / 36525
    mean = 280.46646 + 36000.76983 * century + 0.0003032 * century**2
    anomaly = radians(357.52911 + 35999.05029 * century - 0.0001537 * century**2)
    eccentricity = 0.016708634 - 0.000042037 * century
    centre = (
        (1.914602 - 0.004817 * century) * sin(anomaly)
        + (0.019993 - 0.000101 * century) * sin(2 * anomaly)
        + 0.000289 * sin(3 * anomaly)
    )
    node = radians(125.04 - 1934.136 * century)
    apparent = radians(mean + centre - 0.00569 - 0.00478 * sin(node))
    obliquity = radians(23.439291 - 0.0130042 * century + 0.00256 * cos(node))
    y = tan(obliquity / 2) ** 2
    longitude = radians(mean)
    equation = (
        y * sin(2 * longitude)
        - 2 * eccentricity * sin(anomaly)
        + 4 * eccentricity * y * sin(anomaly) * cos(2 * longitude)
        - 0.5 * y * y * sin(4 * longitude)
        - 1.25 * eccentricity**2 * sin(2 * anomaly)
    )
    return degrees(asin(sin(obliquity) * sin(apparent))), 4 * degrees(equation)


def _noon(day: date, longitude: float) -> datetime:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - timedelta(minutes=4 * longitude)
    return at - timedelta(minutes=_sun(at)[1])


def _at_height(day: date, place: tuple[float, float], height: float, *, evening: bool) -> datetime:
    """When the centre of the sun is `height` degrees high, by iteration."""
    latitude, longitude = place
    at = noon = _noon(day, longitude)
    for _round in range(4):
        declination, _equation = _sun(at)
        angle = degrees(
            acos(
                (sin(radians(height)) - sin(radians(latitude)) * sin(radians(declination)))
                / (cos(radians(latitude)) * cos(radians(declination)))
            )
        )
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - timedelta(minutes=4 * longitude)
        noon -= timedelta(minutes=_sun(at)[1])
        at = noon + timedelta(minutes=4 * angle if evening else -4 * angle)
    return at


def _afternoon(day: date, place: tuple[float, float]) -> datetime:
    """When a shadow is as long as its thing and the noon's shadow together."""
    declination, _equation = _sun(_noon(day, place[1]) + timedelta(hours=3))
    height = degrees(atan2(1, 1 + tan(radians(abs(place[0] - declination)))))
    return _at_height(day, place, height, evening=True)


SUNSET = -0.833
MOROCCO_LATER = timedelta(minutes=5)
"""After the sun's own noon and sunset, by the ministry's calendar."""


@pytest.mark.parametrize(
    ("method", "place", "fajr", "isha", "later"),
    [
        ("morocco", RABAT, 19, 17, MOROCCO_LATER),
        ("mwl", MALAGA, 18, 17, timedelta()),
        ("mwl", ABIDJAN, 18, 17, timedelta()),
    ],
    ids=["Rabat", "Málaga", "Abidjan"],
)
def test_times_are_those_of_the_sun(
    method: str, place: tuple[float, float], fajr: float, isha: float, later: timedelta
) -> None:
    for day in DAYS:
        expected = {
            "Fajr": _at_height(day, place, -fajr, evening=False),
            "Dhuhr": _noon(day, place[1]) + later,
            "Asr": _afternoon(day, place),
            "Maghrib": _at_height(day, place, SUNSET, evening=True) + later,
            "Isha": _at_height(day, place, -isha, evening=True),
        }
        found = prayer_times(method, *place, day)
        for name, at in expected.items():
            assert abs(found[name] - at) <= TOLERANCE, (name, day, found[name], at)


PUBLISHED = {
    "Rabat": ((34.0209, -6.8416), date(2018, 5, 17), {"Fajr": "03:40", "Maghrib": "19:27"}),
    "Oujda": ((34.6867, -1.9114), date(2018, 5, 17), {"Fajr": "03:18", "Maghrib": "19:12"}),
    "Dakhla": ((23.6848, -15.9580), date(2018, 5, 17), {"Fajr": "04:52", "Maghrib": "19:44"}),
    "Casablanca": (
        (33.5731, -7.5898),
        date(2018, 9, 11),
        {"Dhuhr": "12:32", "Asr": "16:00", "Maghrib": "18:47", "Isha": "20:02"},
    ),
}
"""In UTC: what the Moroccan ministry of Habous published for 1 Ramadan 1439 and 1 Muharram 1440, as lesiteinfo.com
reported it. Clocks were at UTC then in May, for Ramadan, and an hour ahead in September."""


@pytest.mark.parametrize("place", PUBLISHED)
def test_times_are_those_that_the_ministry_published(place: str) -> None:
    where, day, published = PUBLISHED[place]
    found = prayer_times("morocco", *where, day)
    for name, hour in published.items():
        at = datetime.combine(day, time.fromisoformat(hour), UTC)
        assert abs(found[name] - at) <= TOLERANCE, (name, found[name], at)


def test_the_fast_of_abidjan_ends_when_its_imams_said() -> None:
    """On 19 August 2010, by the calendar of the Conseil supérieur des imams, as abidjan.net reported it."""
    found = prayer_times("mwl", *ABIDJAN, date(2010, 8, 19))
    assert abs(found["Maghrib"] - datetime(2010, 8, 19, 18, 27, tzinfo=UTC)) <= TOLERANCE


SPAIN = {
    "Madrid": ((40.4168, -3.7038), date(2025, 3, 1), {"Fajr": "05:17", "Maghrib": "18:07"}),
    "Barcelona": ((41.3874, 2.1686), date(2025, 3, 1), {"Fajr": "04:53", "Maghrib": "17:43"}),
    "Valencia": ((39.4699, -0.3763), date(2025, 3, 1), {"Fajr": "05:05", "Maghrib": "17:54"}),
    "Sevilla": ((37.3891, -5.9845), date(2025, 3, 1), {"Fajr": "05:28", "Maghrib": "18:18"}),
    "Bilbao": ((43.2630, -2.9350), date(2025, 3, 1), {"Fajr": "05:13", "Maghrib": "18:01"}),
    "Pallejà": (
        (41.4217, 1.9989),
        date(2026, 1, 12),
        {"Fajr": "05:39", "Dhuhr": "12:02", "Asr": "14:26", "Isha": "18:18"},
    ),
}
"""In UTC: the fast of 1 Ramadan 1446 as vtactual.com printed it for Spain (no published table of Málaga was found:
Sevilla is the nearest), and January 2026 by isubqo.com, which adds minutes of precaution to sunset."""


@pytest.mark.parametrize("city", SPAIN)
def test_times_are_those_that_were_published_in_spain(city: str) -> None:
    where, day, published = SPAIN[city]
    found = prayer_times("mwl", *where, day)
    for name, hour in published.items():
        at = datetime.combine(day, time.fromisoformat(hour), UTC)
        assert abs(found[name] - at) <= TOLERANCE, (name, found[name], at)
