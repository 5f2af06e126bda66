"""Prayer times of a place, and iftar in Ramadan, as stretches of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from prayer_times_calculator_offline import PrayerTimesCalculator

from missions.quiet.hours import Stretch

METHODS = ("morocco", "algeria", "tunisia", "egypt", "makkah", "gulf", "turkey", "france", "mwl")
"""The angles of the sun that authorities of countries and regions go by, as the library names them."""
_PRAYERS = ("Fajr", "Dhuhr", "Asr", "Maghrib", "Isha")
PRAYER = timedelta(minutes=20)
"""The call, the way to a room, and the prayer."""
FRIDAY = timedelta(minutes=60)
"""At noon on Fridays, with the sermon."""
BEFORE_IFTAR, IFTAR = timedelta(minutes=10), timedelta(minutes=60)
"""Around sunset in Ramadan: people go to the table before, and eat."""
RAMADAN = timedelta(days=30)
"""Its longest: a day more of quiet disturbs no one."""
_FRIDAY, _RAMADAN = 4, 9


@dataclass(frozen=True, slots=True)
class Prayers:
    """Prayer times as they are observed at a place. ramadan_on: its first day, where the organisers have set it."""

    method: str
    latitude: float
    longitude: float
    ramadan_on: date | None = None

    def on(self, day: date) -> Iterator[Stretch]:
        """The stretches of a day of the place."""
        times = prayer_times(self.method, self.latitude, self.longitude, day)
        for name, at in times.items():
            yield at, at + (FRIDAY if name == "Dhuhr" and day.weekday() == _FRIDAY else PRAYER)
        if self.is_ramadan(day):
            yield times["Maghrib"] - BEFORE_IFTAR, times["Maghrib"] + IFTAR

    def is_ramadan(self, day: date) -> bool:
        """By the first day that the organisers have set; else by the computed calendar, which may be a day off."""
        if self.ramadan_on is not None:
            return self.ramadan_on <= day < self.ramadan_on + RAMADAN
        return _hijri_month(self.method, self.latitude, self.longitude, day) == _RAMADAN


@lru_cache(maxsize=256)
def prayer_times(method: str, latitude: float, longitude: float, day: date) -> dict[str, datetime]:
    """When the five prayers of a day begin, in UTC."""
    found = _calculator(method, latitude, longitude, day).fetch_prayer_times()
    return {name: datetime.fromisoformat(found[name]) for name in _PRAYERS}


@lru_cache(maxsize=256)
def _hijri_month(method: str, latitude: float, longitude: float, day: date) -> int:
    return int(_calculator(method, latitude, longitude, day).computeHijriDate()[1])


def _calculator(method: str, latitude: float, longitude: float, day: date) -> PrayerTimesCalculator:
    return PrayerTimesCalculator(latitude, longitude, method, day.isoformat())
