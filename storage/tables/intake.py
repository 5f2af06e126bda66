"""Updates: handled, waiting and failed; and the state of conversations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from storage.tables.base import instant, json_dict, key
from storage.tables.types import BigId


class ProcessedUpdate(SQLModel, table=True):
    """An update whose effects are in the tables. A set: update numbers may start again."""

    __tablename__ = "processed_update"

    bot_id: int = Field(sa_type=BigId, primary_key=True)
    update_id: int = Field(sa_type=BigId, primary_key=True)
    processed_at: datetime = instant(now=True, index=True)


class WaitingUpdate(SQLModel, table=True):
    """An update that a webhook reception has at its door and that is not handled yet, on PostgreSQL.

    It tells the receptions beside each other what came first of one person. Nothing is promised of it: Telegram is
    answered after it is handled, and posts again what was lost.
    """

    __tablename__ = "waiting_update"

    id: int = key()
    """Not the update's number: one that is posted again must not wait for the first one's end to be written down."""
    update_id: int = Field(sa_type=BigId)
    sender: int = Field(sa_type=BigId, index=True)
    """Whose it is; 0 where that cannot be told."""
    payload: dict[str, Any] = json_dict()
    arrived_at: datetime = instant(now=True)


class FailedUpdate(SQLModel, table=True):
    """An update whose handling failed, kept as it came, with the error's kind and place but no text of it."""

    __tablename__ = "failed_update"

    id: int = key()
    bot_id: int = Field(sa_type=BigId)
    update_id: int | None = Field(default=None, sa_type=BigId)
    payload: dict[str, Any] = json_dict()
    error: str
    failed_at: datetime = instant(now=True)
    replay_asked_at: datetime | None = instant()
    """When someone at the desk asked for it to be handled again; the clock does so, and empties this if it fails."""
    replayed_at: datetime | None = instant()


class Conversation(SQLModel, table=True):
    """Where someone is in a journey of several steps (aiogram's FSM), so that half a registration survives."""

    key: str = Field(primary_key=True)
    """bot:chat:user, with further parts where aiogram has them."""
    state: str | None = None
    data: dict[str, Any] = json_dict()
    updated_at: datetime = instant(now=True)
