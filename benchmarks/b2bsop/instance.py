"""An instance of the benchmark, everything counted from 0, and the same as a mission's problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Literal

from missions.solver import Attendee, Order, Priority, Problem, Site, Table, TimeSlot, Wish

Part = Literal["morning", "afternoon", "any"]

FAIRNESS = 2
"""The breaks of two participants may differ by this much."""


@dataclass(frozen=True)
class Requested:
    """Two participants who are to meet once."""

    participants: tuple[int, int]
    part: Part = "any"
    fixed: int | None = None
    after: frozenset[int] = frozenset()
    """The meetings that must come before it, in earlier slots."""


@dataclass(frozen=True)
class Instance:
    """All meetings are to be placed; a participant has at most one in a slot, a slot at most as many as tables."""

    tables: int
    slots: int
    morning: int
    """How many of the first slots are the morning."""
    meetings: tuple[Requested, ...]
    forbidden: tuple[frozenset[int], ...]
    """By participant: the slots in which they cannot meet."""

    @property
    def participants(self) -> int:
        return len(self.forbidden)

    @cached_property
    def meetings_of(self) -> tuple[tuple[int, ...], ...]:
        """By participant: their meetings."""
        of: list[list[int]] = [[] for _ in self.forbidden]
        for number, meeting in enumerate(self.meetings):
            for participant in meeting.participants:
                of[participant].append(number)
        return tuple(map(tuple, of))

    @cached_property
    def open_slots(self) -> tuple[tuple[int, ...], ...]:
        """The slots that each meeting may take by its part of day, its fixed slot and its two participants.

        None for a meeting that must come before itself.
        """
        parts = {"morning": range(self.morning), "afternoon": range(self.morning, self.slots), "any": range(self.slots)}
        return tuple(
            tuple(
                slot
                for slot in parts[meeting.part]
                if meeting.fixed in {None, slot}
                and number not in meeting.after
                and not any(slot in self.forbidden[participant] for participant in meeting.participants)
            )
            for number, meeting in enumerate(self.meetings)
        )

    def breaks(self, slots: Mapping[int, int]) -> list[int]:
        """By participant: the runs of free slots between two of their meetings, by the slot of each meeting."""
        days = [sorted(slots[meeting] for meeting in meetings) for meetings in self.meetings_of]
        return [sum(later - earlier > 1 for earlier, later in pairwise(day)) for day in days]

    def problem(self) -> Problem:
        """A mission of one day in which all meetings are musts.

        A gap of a mission counts only slots in which the person is there, a break of the benchmark counts all. So
        people are there all day, and the forbidden slots are taken from their wishes. That breaks differ by at most
        `FAIRNESS` is no rule of a mission; the plan is checked for it afterwards.
        """
        begins = datetime(2027, 5, 10, tzinfo=UTC)
        minute = timedelta(minutes=1)
        return Problem(
            slots=tuple(
                TimeSlot(slot, begins.date(), begins + slot * minute, begins + (slot + 1) * minute)
                for slot in range(self.slots)
            ),
            venues=(Site("hall"),),
            tables=tuple(Table(table, "hall") for table in range(self.tables)),
            people=tuple(map(Attendee, range(self.participants))),
            wishes=tuple(
                Wish(number, meeting.participants, Priority.MUST, frozenset(slots))
                for number, (meeting, slots) in enumerate(zip(self.meetings, self.open_slots, strict=True))
            ),
            orders=tuple(
                Order(before, number)
                for number, meeting in enumerate(self.meetings)
                for before in sorted(meeting.after)
            ),
        )
