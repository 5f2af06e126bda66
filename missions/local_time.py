"""Days and hours in a mission's time zone, as instants in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.tables import Mission


def zone(mission: Mission) -> ZoneInfo:
    """The mission's time zone."""
    return ZoneInfo(mission.time_zone)


def instant(day: date, hour: time, there: ZoneInfo) -> datetime:
    """When the zone's clock shows this hour of this day, in UTC.

    Ambiguous times (end of summer time) use the first occurrence; skipped ones move by the length of the gap.
    In UTC, since aware times of one zone compare by their wall clock.
    """
    return datetime.combine(day, hour.replace(fold=0), there).astimezone(UTC)


def bounds(day: date, there: ZoneInfo) -> tuple[datetime, datetime]:
    """The day's first instant and the next day's, in UTC: 23, 24 or 25 hours apart."""
    return instant(day, time(), there), instant(day + timedelta(days=1), time(), there)


def local_date(moment: datetime, there: ZoneInfo) -> date:
    """The date in that time zone."""
    return moment.astimezone(there).date()
