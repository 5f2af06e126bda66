"""Quarantine: rows that a loop could make nothing of."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.tables.base import instant
from storage.tables.types import BigId


class QuarantinedRow(SQLModel, table=True):
    """A row of another table that stopped a loop, with the error's kind and none of its words."""

    __tablename__ = "quarantine"

    of_table: str = Field(primary_key=True)
    row_id: int = Field(sa_type=BigId, primary_key=True)
    error: str
    since: datetime = instant(now=True, index=True)
