"""Stretches of time as the tables keep them: [{"from": …, "to": …}], instants in UTC as ISO 8601 has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

Spans = Iterable[Mapping[str, str]]


def span(begins: datetime, ends: datetime) -> dict[str, str]:
    return {"from": begins.astimezone(UTC).isoformat(), "to": ends.astimezone(UTC).isoformat()}


def touches(spans: Spans, begins: datetime, ends: datetime) -> bool:
    """Whether anything of these stretches is within that time."""
    return any(start < ends and begins < end for start, end in _instants(spans))


def covers(spans: Spans, begins: datetime, ends: datetime) -> bool:
    """Whether one of these stretches has all of that time in it."""
    return any(start <= begins and ends <= end for start, end in _instants(spans))


def _instants(spans: Spans) -> Iterable[tuple[datetime, datetime]]:
    return ((datetime.fromisoformat(each["from"]), datetime.fromisoformat(each["to"])) for each in spans)
