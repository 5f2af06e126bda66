"""A change of venue, table or hour, and who has seen it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel

from storage.tables.base import instant, json_dict, json_list, key, to


class Change(SQLModel, table=True):
    """What an organiser changed, or a loaded file. subject names it: "meeting", "table", "venue" or "file"."""

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
    __table_args__ = (UniqueConstraint("change_id", "delegate_id"),)

    id: int = key()
    change_id: int = to("change.id")
    delegate_id: int = to("delegate.id")
    moves: list[dict[str, Any]] = json_list()
    seen_at: datetime | None = instant()
