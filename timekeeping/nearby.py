"""Time zones around a point of the map, by the cities that the tz database lists them with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371
SURELY_KM = 300
"""Zones that are farther away than the nearest one by less than this are in question as well."""
_PLACE = re.compile(r"([+-]\d{4,6})([+-]\d{5,7})")


@dataclass(frozen=True, slots=True)
class _City:
    zone: str
    latitude: float
    longitude: float


def near(latitude: float, longitude: float) -> Sequence[str]:
    """The zones that a point may be in, the nearest city's first: borders are not known here."""
    far = sorted((_kilometres(city, latitude, longitude), city.zone) for city in _cities())
    return [zone for away, zone in far if away <= far[0][0] * 2 + SURELY_KM]


def _kilometres(city: _City, latitude: float, longitude: float) -> float:
    """Along the surface."""
    here, there = radians(latitude), radians(city.latitude)
    north, east = there - here, radians(city.longitude - longitude)
    half = sin(north / 2) ** 2 + cos(here) * cos(there) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


@cache
def _cities() -> Sequence[_City]:
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return [_City(row[2], *_degrees(row[1])) for row in rows]


def _degrees(written: str) -> tuple[float, float]:
    """Of ISO 6709: +3336-00735 is 33°36′ north, 7°35′ west."""
    found = _PLACE.fullmatch(written)
    if found is None:
        raise ValueError(written)
    latitude, longitude = (_angle(part, digits) for part, digits in zip(found.groups(), (2, 3), strict=True))
    return latitude, longitude


def _angle(written: str, digits: int) -> float:
    sign, degrees, rest = written[0], written[1 : digits + 1], written[digits + 1 :]
    size = int(degrees) + int(rest[:2]) / 60 + int(rest[2:] or 0) / 3600
    return -size if sign == "-" else size
