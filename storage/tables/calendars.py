"""Addresses at which calendars are read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables.base import instant, key, to


class CalendarFeed(SQLModel, table=True):
    """Where a calendar is read, of a delegate or of an interpreter: the address has the token in it, and goes with the
    profile."""

    __tablename__ = "calendar_feed"
    __table_args__ = (UniqueConstraint("delegate_id"), UniqueConstraint("interpreter_id"))

    id: int = key()
    delegate_id: int | None = to("delegate.id", index=False, nullable=True)
    interpreter_id: int | None = to("interpreter.id", index=False, nullable=True)
    token: str = Field(unique=True)
    digest: str = ""
    """Of what was last read there."""
    changed_at: datetime | None = instant()
    """Since when that is read."""
    created_at: datetime = instant(now=True)
