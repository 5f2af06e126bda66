"""The cards that stand in chats: keeping those of a unit of work, and finding one by its message."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Table, func, insert
from sqlmodel import col, select

from storage.database import UnitSession
from storage.tables import CardKind, LiveCard, OutboxRow

_KEEP = insert(cast(Table, LiveCard.__table__))  # type: ignore[attr-defined] # SQLModel's typing does not know it


async def keep(session: UnitSession, card: LiveCard) -> None:
    """As a plain statement, as `storage.outbox.post` does: older cards about the same thing become stale with it."""
    values: dict[str, Any] = card.model_dump(exclude={"id"})
    await session.exec(_KEEP, params=values)


async def stands_in(session: UnitSession, chat_id: int, message_id: int, thing: tuple[CardKind, int, int]) -> bool:
    """Whether this message is a card about this thing: its kind, id and day."""
    kind, thing_id, day = thing
    number = func.coalesce(LiveCard.message_id, OutboxRow.message_id)
    found = (
        select(LiveCard.id)
        .outerjoin(OutboxRow, col(OutboxRow.id) == col(LiveCard.sent_row))
        .where(LiveCard.chat_id == chat_id, LiveCard.kind == kind, LiveCard.thing_id == thing_id, LiveCard.day == day)
        .where(number == message_id)
    )
    return (await session.exec(found.limit(1))).first() is not None
