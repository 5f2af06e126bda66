"""What is true of the whole database: whose bot it serves, and whether it came out of a backup."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.tables.base import instant, key, later
from storage.tables.types import BigId

ONLY = 1
"""The id of the only row."""


class Installation(SQLModel, table=True):
    """One row. Numbers of updates, chats and buttons are those of one bot: another one cannot take them over."""

    id: int = key()
    bot_id: int | None = Field(default=None, sa_type=BigId)
    """The bot that this database serves, from its first start on."""
    backup_made_at: datetime | None = instant()
    """Of the backup that it was last restored from."""
    restored_at: datetime | None = instant()
    halted_at: datetime | None = instant()
    """When Telegram last said 429, by the courier's clock."""
    halted_until: datetime | None = instant()
    """No call was welcome before."""
    clock_off_seconds: int | None = None
    """How far the clock is ahead of Telegram's (behind where negative), while that keeps jobs from running."""
    served_as: str = later("")
    """How this installation was last served by Telegram: "polling", or the address of its webhook; empty: not yet."""
    written_at: datetime | None = instant()
    """When a process last tried whether the database takes what is written."""
