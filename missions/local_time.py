"""Days as a mission lives them: instants of its time zone's clock, through every clock change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.tables import Mission


def zone(mission: Mission) -> ZoneInfo:
    """The mission's own time."""
    return ZoneInfo(mission.time_zone)


def instant(day: date, hour: time, there: ZoneInfo) -> datetime:
    """When the zone's clock shows this hour of this day, in UTC.

    An hour that comes twice is meant the first time; one that the clock leaves out is as long after midnight as it
    would have been. (Aware times of one zone are compared by their wall clock, so only UTC is handed out.)
    """
    return datetime.combine(day, hour.replace(fold=0), there).astimezone(UTC)


def bounds(day: date, there: ZoneInfo) -> tuple[datetime, datetime]:
    """The day's first instant and the next day's, in UTC: 23, 24 or 25 hours apart."""
    return instant(day, time(), there), instant(day + timedelta(days=1), time(), there)


def local_date(moment: datetime, there: ZoneInfo) -> date:
    """Which day it is there."""
    return moment.astimezone(there).date()
