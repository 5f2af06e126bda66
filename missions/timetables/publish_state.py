"""What is left to write of a publication, as `Timetable.publishing` keeps it; it shrinks with each chunk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from missions.timetables.draft_plan import Seat


class Moving(NamedTuple):
    """A meeting's move; places are ids of slot, table and interpreter."""

    meeting_id: int
    pair: str
    before: tuple[int, int | None, int | None]
    after: tuple[int, int | None, int | None]


class Setting(NamedTuple):
    """A new meeting. request_id: the open request of the two, or 0."""

    seat: Seat
    asked_by: int
    request_id: int


@dataclass(slots=True)
class Todo:
    """First all lost meetings are cancelled, then all moves made, then the new meetings set. by: the organiser's id."""

    by: int
    lost: list[int] = field(default_factory=list)
    moves: list[Moving] = field(default_factory=list)
    new: list[Setting] = field(default_factory=list)
    total: int = 0
    cancelled: int = 0
    moved: int = 0
    set: int = 0
    left_out: int = 0
    change: int = 0
    """The id of the change with the receipts of all moves."""
    row: int = 0
    """The outbox row of the progress message."""
    shown_at: str = ""

    @property
    def left(self) -> int:
        return len(self.lost) + len(self.moves) + len(self.new)

    @property
    def done(self) -> int:
        return self.total - self.left

    def to_json(self) -> dict[str, Any]:
        """As JSON. missions.meetings.bookings reads the seats in "new" and "moves" by position."""
        counts = {
            name: getattr(self, name)
            for name in ("by", "total", "cancelled", "moved", "set", "left_out", "change", "row", "shown_at")
        }
        new = [
            [
                each.seat.pair,
                each.seat.slot_id,
                each.seat.table_id,
                each.seat.interpreter_id,
                each.asked_by,
                each.request_id,
            ]
            for each in self.new
        ]
        return {**counts, "lost": list(self.lost), "moves": [list(each) for each in self.moves], "new": new}

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Todo:
        moves = [Moving(meeting, pair, tuple(before), tuple(after)) for meeting, pair, before, after in said["moves"]]
        new = [Setting(Seat(*each[:4]), each[4], each[5]) for each in said["new"]]
        return cls(**{**said, "moves": moves, "new": new})
