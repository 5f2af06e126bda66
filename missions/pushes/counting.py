"""How many messages came to a person by themselves: counted in the outbox, which keeps a row of each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select

from storage.database import UnitSession
from storage.tables import Lane, OutboxRow, OutboxState, Person

_RINGS = ("sendMessage", "sendDocument", "sendPhoto", "sendVenue", "sendContact")


def pushes() -> tuple[ColumnElement[bool], ...]:
    """Outbox rows that ring or have rung: new messages that answer no tap."""
    return (
        col(OutboxRow.lane) != Lane.REPLY,
        col(OutboxRow.method).in_(_RINGS),
        col(OutboxRow.state).in_((OutboxState.PENDING, OutboxState.SENT)),
    )


async def pushed(session: UnitSession, person: Person, since: datetime, until: datetime) -> int:
    """How many were posted to a person between two instants."""
    counted = select(func.count()).where(
        OutboxRow.chat_id == person.telegram_id,
        col(OutboxRow.created_at) >= since,
        col(OutboxRow.created_at) < until,
        *pushes(),
    )
    return (await session.exec(counted)).one()
