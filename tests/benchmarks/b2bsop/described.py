"""Instances as the benchmark's files describe them, everything counted from 1, and their text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Described:
    """The fields of a file; what is left out is free."""

    participants: int
    tables: int
    slots: int
    morning: int
    requested: Sequence[tuple[int, int, int]]
    """Participant, participant, part of day: 1 morning, 2 afternoon, 3 any."""
    forbidden: Sequence[frozenset[int]]
    fixed: Sequence[int]
    precedences: Sequence[frozenset[int]]

    def dzn(self) -> str:
        count = [sum(who in row[:2] for row in self.requested) for who in range(1, self.participants + 1)]
        rows = "\n".join(f"|{one}, {other},{part}, " for one, other, part in self.requested)
        return f"""nBusiness = {self.participants};
nMeetings = {len(self.requested)};
nTables = {self.tables};
nTotalSlots = {self.slots};
nMorningSlots = {self.morning};

requested = [{rows or "|"}
|];

nMeetingsBusiness = [{",".join(map(str, count))}];

forbidden = [{_sets(self.forbidden, none="{0}")}];

fixed = [{",".join(map(str, self.fixed))}];

precedences = [{_sets(self.precedences, none="{}")}];
"""


def _sets(sets: Iterable[frozenset[int]], none: str) -> str:
    return ",\n".join("{" + ",".join(map(str, sorted(members))) + "}" if members else none for members in sets)


def described(
    requested: Sequence[tuple[int, int, int]],
    *,
    slots: int,
    tables: int = 9,
    morning: int | None = None,
    forbidden: dict[int, set[int]] | None = None,
    fixed: dict[int, int] | None = None,
    precedences: dict[int, set[int]] | None = None,
) -> Described:
    """An instance with only what a test is about."""
    participants = max(max(row[:2]) for row in requested)
    meetings = range(1, len(requested) + 1)
    return Described(
        participants=participants,
        tables=tables,
        slots=slots,
        morning=slots if morning is None else morning,
        requested=requested,
        forbidden=[frozenset((forbidden or {}).get(who, ())) for who in range(1, participants + 1)],
        fixed=[(fixed or {}).get(meeting, 0) for meeting in meetings],
        precedences=[frozenset((precedences or {}).get(meeting, ())) for meeting in meetings],
    )
