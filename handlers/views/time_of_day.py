"""Local times of day, as settings have them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from locales import Texts

_ANY_DAY = date(2000, 1, 1)


def clock(_: Texts, hour: time) -> str:
    """A time of day: 18:30."""
    return _.time(datetime.combine(_ANY_DAY, hour, UTC), UTC)


def span(_: Texts, begins: time, ends: time) -> str:
    """From one time of day to another."""
    return _.period(datetime.combine(_ANY_DAY, begins, UTC), datetime.combine(_ANY_DAY, ends, UTC), UTC)
