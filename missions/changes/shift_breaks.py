"""What a shift would break, as plain values: only what holds before and would not hold after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from missions.changes.shift_engagements import Engagement, Participant
from missions.spans import Stretches

Ways = Mapping[frozenset[int], int]
"""Minutes from one venue to another, where anything is said of the two."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Something that moves and something that stays, which one person cannot both be in time for.

    minutes: what the way takes; 0 where the two are at the same time.
    """

    who: Participant
    moves: Engagement
    stays: Engagement
    minutes: int


def clashes(
    by_person: Mapping[Participant, Sequence[Engagement]], by: timedelta, ways: Ways, travel_minutes: int
) -> list[Clash]:
    """All of them, in order of what stays. Between two things that both move, nothing changes."""
    found = []
    for who, theirs in by_person.items():
        moved = [each for each in theirs if each.moved]
        staying = [each for each in theirs if not each.moved]
        for moves in moved:
            after = moves.after(by)
            for stays in staying:
                if _between(moves, stays, ways, travel_minutes) is not None:
                    continue
                minutes = _between(after, stays, ways, travel_minutes)
                if minutes is not None:
                    found.append(Clash(who, after, stays, minutes))
    return sorted(found, key=lambda each: (each.stays.begins, each.who))


def _between(one: Engagement, other: Engagement, ways: Ways, travel_minutes: int) -> int | None:
    """Nothing where a person can be at both; else the minutes of the way, 0 where both are at the same time."""
    first, then = (one, other) if one.begins <= other.begins else (other, one)
    left = then.begins - first.ends
    if left < timedelta(0):
        return 0
    if first.venue_id is None or then.venue_id is None or first.venue_id == then.venue_id:
        return None
    minutes = ways.get(frozenset({first.venue_id, then.venue_id}), travel_minutes)
    return minutes if left < timedelta(minutes=minutes) else None


def leaves(theirs: Sequence[Engagement], by: timedelta, away: Stretches) -> bool:
    """Whether someone would be away at the new hour of something, and is not at the old one."""
    return any(
        away.touch(each.begins + by, each.ends + by) and not away.touch(each.begins, each.ends)
        for each in theirs
        if each.moved
    )


def comes_out(theirs: Sequence[Engagement], by: timedelta, present: Stretches) -> bool:
    """Whether someone who is there only at times is not at the new hour of something."""
    return any(
        present.cover(each.begins, each.ends) and not present.cover(each.begins + by, each.ends + by)
        for each in theirs
        if each.moved
    )


def closes(
    used: Sequence[tuple[int, datetime, datetime]], by: timedelta, opening: Mapping[int, Stretches]
) -> Iterator[tuple[int, datetime, datetime]]:
    """By venue, from when to when people would meet there while it is closed. used: venue, begin and end before."""
    for venue_id, begins, ends in used:
        hours = opening.get(venue_id)
        if hours is None or not hours.cover(begins, ends):
            continue
        if not hours.cover(begins + by, ends + by):
            yield venue_id, begins + by, ends + by
