"""Chats that Telegram halts alone."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.tables.base import instant
from storage.tables.types import BigId


class ChatHalt(SQLModel, table=True):
    """A 429 about one chat, kept so that the next courier keeps it too."""

    __tablename__ = "chat_halt"

    chat_id: int = Field(sa_type=BigId, primary_key=True)
    halted_at: datetime = instant(now=True)
    halted_until: datetime = instant(now=True)
