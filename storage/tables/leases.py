"""Who does the work that only one process may do at a time."""

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
    """One more with each holder: whoever writes under an older number is refused."""
    holder: str
    """Host and process, for people to read."""
    backend: int
    """The holder's own connection (pg_backend_pid). Where that one is gone, nobody waits for the time to run out."""
    until: datetime = instant(now=True)
    """By the database's clock."""
