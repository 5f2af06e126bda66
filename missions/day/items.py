"""What is in a person's day, as plain values: ordered, told apart by the hour, and the free times between."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

SHORTEST_FREE = timedelta(minutes=15)
"""A shorter pause is the way from one table to the next."""


class ItemState(enum.Enum):
    SET = enum.auto()
    """Both have agreed."""
    PLANNED = enum.auto()
    """The timetable set it, and one of the two has yet to accept."""
    TO_ANSWER = enum.auto()
    """A request, or a place in a session, that waits for this person's answer."""
    ASKED = enum.auto()
    """A request that waits for the other's."""
    CANCELLED = enum.auto()


class TimeSpan(NamedTuple):
    begins: datetime
    ends: datetime


class MeetingParty(NamedTuple):
    """One of the two who meet."""

    delegate_id: int
    name: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Item:
    """A meeting, or a session of the programme, whose meeting_id is 0. Texts per language are {"fr": "…"}; what is not
    known is empty."""

    meeting_id: int
    revision: int
    starts_at: datetime
    ends_at: datetime
    state: ItemState
    other_id: int
    name: str
    organisation: str
    position: str = ""
    venue: Mapping[str, str] = field(default_factory=dict)
    table: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    interpreter: str = ""
    also: Sequence[str] = ()
    """Who else sits there, by name."""
    session_id: int = 0
    title: Mapping[str, str] = field(default_factory=dict)
    """Of a session."""
    meets: MeetingParty | None = None
    """In an interpreter's day, the second of the two who meet; the first is in the fields above."""

    @property
    def named(self) -> frozenset[int]:
        """The delegates whom it names."""
        return frozenset({self.other_id, self.meets.delegate_id if self.meets else 0} - {0})

    @property
    def is_session(self) -> bool:
        return self.session_id != 0

    @property
    def order(self) -> tuple[datetime, datetime, int, int]:
        """By time; what begins and ends together, always alike."""
        return self.starts_at, self.ends_at, self.meeting_id, self.session_id

    @property
    def is_sure(self) -> bool:
        """Whether it takes place unless it is cancelled."""
        return self.state in (ItemState.SET, ItemState.PLANNED)


@dataclass(frozen=True, slots=True)
class Phases:
    """The items of a day as they are at one instant, each in order of time."""

    now: Sequence[Item]
    next: Item | None
    later: Sequence[Item]
    over: Sequence[Item]


def phases(items: Iterable[Item], moment: datetime) -> Phases:
    """What is on, what comes next, what comes later, and what is over."""
    ordered = sorted(items, key=lambda each: each.order)
    ahead = [each for each in ordered if each.starts_at > moment]
    return Phases(
        now=[each for each in ordered if each.starts_at <= moment < each.ends_at],
        next=next(iter(ahead), None),
        later=ahead[1:],
        over=[each for each in ordered if each.starts_at <= moment and each.ends_at <= moment],
    )


def free_times(frame: TimeSpan, taken: Iterable[TimeSpan], shortest: timedelta = SHORTEST_FREE) -> list[TimeSpan]:
    """The parts of the frame that nothing takes, in order, without those that are too short to use."""
    found, free_from = [], frame.begins
    for begins, ends in [*sorted(taken), TimeSpan(frame.ends, frame.ends)]:
        until = min(begins, frame.ends)
        if until - free_from >= max(shortest, timedelta(microseconds=1)):
            found.append(TimeSpan(free_from, until))
        free_from = max(free_from, ends)
    return found
