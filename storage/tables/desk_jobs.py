"""What organisers asked for that takes longer than a tap: drawn, downloaded or loaded by the clock."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from storage.tables.base import instant, json_dict, key, to
from storage.tables.types import text_enum

_DUE = text("due_at IS NOT NULL")


class DeskJobKind(enum.StrEnum):
    TIMETABLE = "timetable"
    """Draw a day of a draft."""
    SUPPLY = "supply"
    """Draw what is offered and sought."""
    CALENDAR = "calendar"
    """Read an iCalendar file, and say what it would change; then load it."""
    SHEET = "sheet"
    """Read a spreadsheet, and say what its columns are, then what it would change; then write it."""
    EXPORT = "export"
    """Write the mission, or a template, as a spreadsheet."""


class DeskJob(SQLModel, table=True):
    """One thing to be done for one organiser; the row goes with its answer."""

    __tablename__ = "desk_job"
    __table_args__ = (Index("ix_desk_job_due_at", "due_at", sqlite_where=_DUE, postgresql_where=_DUE),)

    id: int = key()
    mission_id: int = to("mission.id")
    person_id: int = to("person.id")
    kind: DeskJobKind = Field(sa_type=text_enum(DeskJobKind))
    detail: dict[str, Any] = json_dict()
    """Ids and choices, by the kind."""
    content: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    """The file that it is about, once it is here."""
    asked_at: datetime = instant(now=True)
    due_at: datetime | None = instant()
    """From when on the clock does it; empty while the organiser has to confirm."""
