"""Addresses at which calendars are read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables.base import instant, key, to


class CalendarFeed(SQLModel, table=True):
    """Where a delegate's calendar is read: the address has the token in it, and goes with the profile."""

    __tablename__ = "calendar_feed"
    __table_args__ = (UniqueConstraint("delegate_id"),)

    id: int = key()
    delegate_id: int = to("delegate.id", index=False)
    token: str = Field(unique=True)
    digest: str = ""
    """Of what was last read there."""
    changed_at: datetime | None = instant()
    """Since when that is read."""
    created_at: datetime = instant(now=True)
