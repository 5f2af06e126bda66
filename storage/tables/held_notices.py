"""Notices that wait: for the end of a quiet time, or for the evening digest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from storage.tables.base import instant, json_dict, key, later_text, to
from storage.tables.types import UtcDateTime

_WAITS, _TOLD = text("told_at IS NULL"), text("told_at IS NOT NULL")


class HeldNotice(SQLModel, table=True):
    """A notice by kind and values, from which its message is made when it is due: it says what is true then."""

    __tablename__ = "held_notice"
    __table_args__ = (
        Index("ix_held_notice_due", "due_at", sqlite_where=_WAITS, postgresql_where=_WAITS),
        Index("ix_held_notice_told", "told_at", sqlite_where=_TOLD, postgresql_where=_TOLD),
    )

    id: int = key()
    person_id: int = to("person.id")
    mission_id: int = to("mission.id")
    kind: str
    """The class of the notice."""
    said: dict[str, Any] = json_dict()
    """Its fields: ids and plain values."""
    once: str = later_text()
    """The key under which the notice was posted; empty where it has none."""
    due_at: datetime = Field(sa_type=UtcDateTime)
    in_digest: bool = False
    """Whether it is one line of the digest of `due_at`, and no message of its own."""
    told_at: datetime | None = instant()
    """When the digest said it; of a message of its own the row is gone by then."""
    erased: bool = False
    """Whether its subject was erased: its words go as soon as they are sent."""
    created_at: datetime = instant(now=True)
