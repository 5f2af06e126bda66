"""Leases of the roles that only one process may hold at a time."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.tables.base import instant
from storage.tables.types import BigId


class LeaseRow(SQLModel, table=True):
    """The right to be the one courier, or the one clock, for as long as it is renewed. Kept on PostgreSQL only."""

    __tablename__ = "lease"

    role: str = Field(primary_key=True)
    number: int = Field(sa_type=BigId)
    """The fencing token: raised by each holder; writes under an older number are refused."""
    holder: str
    """Host and process, for people to read."""
    backend: int
    """The holder's connection (pg_backend_pid). Once it is gone, the lease is free before its time."""
    until: datetime = instant(now=True)
    """By the database's clock."""
