"""Interpreters: people who sit between two others that share no language."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel

from storage.tables.base import instant, json_list, key, later, spans, to


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
