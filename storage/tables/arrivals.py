"""What the two of a meeting say on the day: on the way, late, seated."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.base import instant, key, to
from storage.tables.types import BigId, text_enum


class Says(enum.StrEnum):
    ON_THE_WAY = "on_the_way"
    LATE = "late"
    CANNOT_COME = "cannot_come"


_WAITING = text("here_at IS NOT NULL AND told_at IS NULL")


class Arrival(SQLModel, table=True):
    """One delegate of a meeting, on the day. It counts for the slot that it names: with a new time it begins again."""

    __table_args__ = (
        UniqueConstraint("meeting_id", "delegate_id"),
        Index("ix_arrival_waiting", "here_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    id: int = key()
    meeting_id: int = to("meeting.id", index=False)
    delegate_id: int = to("delegate.id")
    slot_id: int = Field(sa_type=BigId)
    says: Says | None = Field(default=None, sa_type=text_enum(Says), nullable=True)
    said_at: datetime | None = instant()
    code: int
    """Two digits that the delegate shows to the other."""
    here_at: datetime | None = instant()
    """When they said that they are at the table."""
    gave_at: datetime | None = instant()
    """When they gave the other's code."""
    wrong: int = 0
    """Codes they gave that were not the other's."""
    asked_at: datetime | None = instant()
    """When the other was asked where they are, for this one waits alone."""
    told_at: datetime | None = instant()
    """When the desk was told of it."""
