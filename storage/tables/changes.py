"""A change of venue, table or hour, and who has seen it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.base import instant, json_dict, json_list, key, later, to, utc_now
from storage.tables.types import UtcDateTime

ON_SHEET = 4
"""The step of a receipt whose delegate is on the organisers' call sheet."""
_CHASED = text("next_at IS NOT NULL")
_ON_SHEET = text(f"step = {ON_SHEET} AND seen_at IS NULL")


class Change(SQLModel, table=True):
    """What an organiser changed, or a loaded file. subject names it: "meeting", "table", "venue", "session",
    "timetable", "shift" or "file"."""

    id: int = key()
    mission_id: int = to("mission.id")
    subject: str
    made_by: int | None = to("person.id", nullable=True, cascade=False)
    made_at: datetime = instant(now=True)
    detail: dict[str, Any] = json_dict()
    told_at: datetime | None = instant(index=True)
    """When the last of those it touches was told; the clock tells the next ones until then."""


class ChangeReceipt(SQLModel, table=True):
    """One delegate touched by a change: each meeting's place before and after, and when it was seen."""

    __tablename__ = "change_receipt"
    __table_args__ = (
        UniqueConstraint("change_id", "delegate_id"),
        # Partial: of all receipts, few wait for anything.
        Index("ix_change_receipt_next_at", "next_at", sqlite_where=_CHASED, postgresql_where=_CHASED),
        Index("ix_change_receipt_on_sheet", "delegate_id", sqlite_where=_ON_SHEET, postgresql_where=_ON_SHEET),
    )

    id: int = key()
    change_id: int = to("change.id")
    delegate_id: int = to("delegate.id")
    moves: list[dict[str, Any]] = json_list()
    seen_at: datetime | None = instant()
    by_phone: bool = later(False)
    """Whether an organiser told them by telephone, where they did not press "Seen" themselves."""
    step: int = later(0)
    """How far `missions.changes.chasing` has gone while it was not seen; `ON_SHEET` is the last step."""
    next_at: datetime | None = Field(default_factory=utc_now, sa_type=UtcDateTime, nullable=True)
    """When the next step is due; empty where none is."""
    needed_at: datetime | None = instant()
    """When the delegate would be at the wrong place, or too late, without knowing of it."""


class PhoneCall(SQLModel, table=True):
    """What the organisers' call sheet knows of one delegate, besides what the delegate has not seen yet."""

    __tablename__ = "phone_call"
    __table_args__ = (UniqueConstraint("delegate_id"),)

    id: int = key()
    mission_id: int = to("mission.id")
    delegate_id: int = to("delegate.id", index=False)
    claimed_by: int | None = to("person.id", nullable=True, cascade=False)
    """The organiser who is calling, until `claimed_until`."""
    claimed_until: datetime | None = instant()
    tries: int = 0
    """Calls that nobody answered, of what they have not seen."""
    again_at: datetime | None = instant()
    """When to call next, after one that nobody answered."""
    wrong_phone: str = ""
    """The number that proved wrong: with another one, they are called again."""
