"""When a zone's offset from UTC changes, by the rules in use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

STEP = timedelta(hours=6)
"""No zone has changed its clock twice within so short a time."""
EXACT = timedelta(seconds=1)


def changes(zone: ZoneInfo, begins: datetime, ends: datetime) -> Iterator[datetime]:
    """The instants between two others at which the zone's offset, or its name for it, becomes another; in UTC."""
    moment = begins.astimezone(UTC)
    while moment < ends:
        later = min(moment + STEP, ends.astimezone(UTC))
        if _offset(zone, later) != _offset(zone, moment):
            yield _first(zone, moment, later)
        moment = later


def _first(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second of the offset that holds at `after`."""
    while after - before > EXACT:
        middle = before + timedelta(seconds=(after - before) // EXACT // 2)
        if _offset(zone, middle) == _offset(zone, before):
            before = middle
        else:
            after = middle
    return after


def _offset(zone: ZoneInfo, moment: datetime) -> tuple[timedelta | None, str | None]:
    local = moment.astimezone(zone)
    return local.utcoffset(), local.tzname()


def differ(one: ZoneInfo, other: ZoneInfo, moment: datetime) -> bool:
    """Whether the clocks of two zones show different times at an instant."""
    return moment.astimezone(one).utcoffset() != moment.astimezone(other).utcoffset()
