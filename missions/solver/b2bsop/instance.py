"""What an instance of the benchmark asks for, and what a plan for it is. Everything is counted from 0 here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal

Part = Literal["morning", "afternoon", "any"]
Status = Literal["optimal", "feasible", "infeasible", "unknown"]


@dataclass(frozen=True)
class Meeting:
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
    """The first this many slots are the morning."""
    meetings: tuple[Meeting, ...]
    forbidden: tuple[frozenset[int], ...]
    """The slots in which a participant cannot meet: one set for each participant."""

    @property
    def participants(self) -> int:
        return len(self.forbidden)

    @cached_property
    def meetings_of(self) -> tuple[tuple[int, ...], ...]:
        """The meetings of each participant."""
        of: list[list[int]] = [[] for _ in self.forbidden]
        for number, meeting in enumerate(self.meetings):
            for participant in meeting.participants:
                of[participant].append(number)
        return tuple(map(tuple, of))

    @cached_property
    def open_slots(self) -> tuple[tuple[int, ...], ...]:
        """The slots that each meeting may take by its part of day, its fixed slot and its two participants."""
        parts = {"morning": range(self.morning), "afternoon": range(self.morning, self.slots), "any": range(self.slots)}
        return tuple(
            tuple(
                slot
                for slot in parts[meeting.part]
                if meeting.fixed in {None, slot}
                and not any(slot in self.forbidden[participant] for participant in meeting.participants)
            )
            for meeting in self.meetings
        )


@dataclass(frozen=True)
class Outcome:
    """What the search came to."""

    status: Status
    seconds: float
    slots: tuple[int, ...] = ()
    """The slot of each meeting; empty without a plan."""
    breaks: int | None = None
    """The breaks of the plan; None without one."""
    bound: int | None = None
    """No plan has fewer breaks; None where there is no plan at all."""
    why: str = ""
    """A line that says why there is no plan; empty with one."""


def breaks(slots: list[int]) -> int:
    """The runs of free slots between two meetings of a participant who meets in these slots."""
    ordered = sorted(slots)
    return sum(later - earlier > 1 for earlier, later in pairwise(ordered))


def total_breaks(instance: Instance, slots: tuple[int, ...]) -> int:
    """The breaks of all participants when the meetings take these slots."""
    return sum(breaks([slots[meeting] for meeting in meetings]) for meetings in instance.meetings_of)
