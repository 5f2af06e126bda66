"""Interpreters: people who sit between two others that share no language."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.base import instant, json_dict, json_list, key, later, spans, to
from storage.tables.types import text_enum

_DOUBTED, _STANDS = text("doubted_at IS NOT NULL"), text("ended_at IS NULL")


class Interpreter(SQLModel, table=True):
    """Interprets between any two of their languages (ISO 639-1). name_key is the name folded for comparison."""

    __table_args__ = (UniqueConstraint("mission_id", "name_key"),)

    id: int = key()
    mission_id: int = to("mission.id")
    name: str
    name_key: str
    languages: list[str] = json_list()
    phone: str = ""
    present: list[dict[str, str]] = spans()
    """When they are there; all the time when empty."""
    breaks: list[dict[str, str]] = spans()
    """When they rest, or are wanted elsewhere."""
    in_a_row: int = later(0)
    """The most meetings one after another before a break; 0 where there is no limit."""
    per_day: int = later(0)
    """The most meetings on a day; 0 where there is no limit."""
    away_since: datetime | None = instant()
    """Since when they are not to be had any more; those of their meetings that are to come want another."""
    revision: int = 1
    created_at: datetime = instant(now=True)


class InterpreterChat(SQLModel, table=True):
    """An interpreter's part in the chat: the person who claimed the entry, and what they know of their meetings."""

    __tablename__ = "interpreter_chat"
    __table_args__ = (
        UniqueConstraint("interpreter_id"),
        UniqueConstraint("mission_id", "person_id"),
        Index("ix_interpreter_chat_doubted_at", "doubted_at", sqlite_where=_DOUBTED, postgresql_where=_DOUBTED),
    )

    id: int = key()
    mission_id: int = to("mission.id", index=False)
    interpreter_id: int = to("interpreter.id", index=False)
    person_id: int = to("person.id")
    called: str = ""
    """Name and @username that Telegram reported when they claimed it."""
    known: dict[str, Any] = json_dict()
    """By meeting to come: its place as they were last told of it, and since when."""
    doubted_at: datetime | None = instant()
    """Since when that may be out of date."""
    linked_at: datetime = instant(now=True)


class InterpreterReceipt(SQLModel, table=True):
    """What an interpreter was told at once of their meetings: before and after of each, and when it was seen."""

    __tablename__ = "interpreter_receipt"

    id: int = key()
    interpreter_id: int = to("interpreter.id")
    moves: list[dict[str, Any]] = json_list()
    told_at: datetime = instant(now=True)
    seen_at: datetime | None = instant()


class OutageKind(enum.StrEnum):
    LATE = "late"
    ILL = "ill"


class InterpreterOutage(SQLModel, table=True):
    """An interpreter says that they are late or ill; one stands at a time."""

    __tablename__ = "interpreter_outage"
    __table_args__ = (
        Index(
            "uq_interpreter_outage_stands",
            "interpreter_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
    )

    id: int = key()
    interpreter_id: int = to("interpreter.id")
    kind: OutageKind = Field(sa_type=text_enum(OutageKind))
    until: datetime | None = instant()
    """When a late interpreter will be there."""
    told: list[int] = json_list()
    """The meetings whose two sides were told of it."""
    made_at: datetime = instant(now=True)
    ended_at: datetime | None = instant()
