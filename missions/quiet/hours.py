"""Stretches of time in which nothing rings: from days and local hours to instants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Stretch = tuple[datetime, datetime]
"""Begin and end, in UTC; the end is no longer quiet."""

LONGEST = timedelta(days=1)
"""Nothing is held longer for quiet, even where two sorts of quiet hours leave no hour between them."""


@dataclass(frozen=True, slots=True)
class DailyHours:
    """Local hours of every day; over midnight where the end is not after the beginning."""

    begins: time
    ends: time
    zone: ZoneInfo | None = None
    """Whose clock shows them, where it is not the mission's."""

    def on(self, day: date, zone: ZoneInfo) -> Stretch:
        """The stretch that begins on a day: as long as the clock on the wall shows one of its hours.

        Of an hour that comes twice, at the end of summer time, the first one begins it and the second one ends it.
        """
        zone = self.zone or zone
        last = day if self.ends > self.begins else day + timedelta(days=1)
        return min(_instants(day, self.begins, zone)), max(_instants(last, self.ends, zone))


def _instants(day: date, hour: time, zone: ZoneInfo) -> list[datetime]:
    """Both meanings of a local time; they are one, but where the clocks change."""
    return [datetime.combine(day, hour.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1)]


def free_from(moment: datetime, stretches: Iterable[Stretch]) -> datetime:
    """The first instant from this one on that is in no stretch: one may begin before another ends."""
    known = sorted(stretches)
    latest = moment + LONGEST
    for begins, ends in known:
        if begins <= moment < ends:
            moment = ends
    return min(moment, latest)
