"""Days of delegates and interpreters that were drawn for them, as a picture or on paper."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.base import instant, key, to
from storage.tables.types import text_enum

_DUE = text("due_at IS NOT NULL")


class SheetKind(enum.StrEnum):
    PICTURE = "picture"
    PAPER = "paper"


class DaySheet(SQLModel, table=True):
    """A day as it was last drawn for its delegate or interpreter; on paper it is numbered, and followed by a new one
    when it changes."""

    __tablename__ = "day_sheet"
    __table_args__ = (
        UniqueConstraint("delegate_id", "day", "kind"),
        UniqueConstraint("interpreter_id", "day", "kind"),
        Index("ix_day_sheet_due_at", "due_at", sqlite_where=_DUE, postgresql_where=_DUE),
    )

    id: int = key()
    delegate_id: int | None = to("delegate.id", index=False, nullable=True)
    interpreter_id: int | None = to("interpreter.id", index=False, nullable=True)
    day: date
    kind: SheetKind = Field(sa_type=text_enum(SheetKind))
    version: int = 0
    """How many different ones were drawn."""
    digest: str = ""
    """Of what the last one says."""
    due_at: datetime | None = instant()
    """Since when it is to be drawn, or looked at again; empty where nothing is to be done."""
    asked: bool = False
    """Whether its reader asked for it: then it is drawn though nothing has changed."""
