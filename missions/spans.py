"""Stretches of time as the tables keep them: [{"from": …, "to": …}], instants in UTC as ISO 8601 has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

Spans = Iterable[Mapping[str, str]]


def span(begins: datetime, ends: datetime) -> dict[str, str]:
    return {"from": begins.astimezone(UTC).isoformat(), "to": ends.astimezone(UTC).isoformat()}


class Stretches:
    """Some of them, read once for many questions."""

    def __init__(self, spans: Spans) -> None:
        self._spans = [(datetime.fromisoformat(each["from"]), datetime.fromisoformat(each["to"])) for each in spans]

    def touch(self, begins: datetime, ends: datetime) -> bool:
        """Whether anything of them is within that time."""
        return any(start < ends and begins < end for start, end in self._spans)

    def cover(self, begins: datetime, ends: datetime) -> bool:
        """Whether one of them has all of that time in it."""
        return any(start <= begins and ends <= end for start, end in self._spans)


def covers(spans: Spans, begins: datetime, ends: datetime) -> bool:
    """Whether one of these stretches has all of that time in it."""
    return Stretches(spans).cover(begins, ends)
