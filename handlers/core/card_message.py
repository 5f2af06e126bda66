"""The message that a card is in, as it can be edited."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from storage.database import UnitSession
from storage.tables import LiveCard, OutboxRow, OutboxState


@dataclass(frozen=True, slots=True)
class CardMessage:
    """Where a card's message is: the number of the message, or the outbox row that has still to send it."""

    message_id: int | None
    row: int | None
    key: str


async def message_of(session: UnitSession, card: LiveCard) -> CardMessage | None:
    """None where the message shows something else by now, or was never sent."""
    number = card.message_id
    if number is None:
        sent = await session.get(OutboxRow, card.sent_row)
        if sent is None or sent.state not in (OutboxState.PENDING, OutboxState.SENT):
            return None
        if sent.state is OutboxState.PENDING:
            return CardMessage(None, sent.id, f"card:{sent.id}")
        number = sent.message_id
    key = f"edit:{card.chat_id}:{number}"
    later = select(OutboxRow.id).where(
        OutboxRow.chat_id == card.chat_id,
        OutboxRow.key == key,
        col(OutboxRow.id) > card.drawn_by,
        col(OutboxRow.state).in_((OutboxState.PENDING, OutboxState.SENT)),
    )
    shows_another = (await session.exec(later.limit(1))).first() is not None
    return None if shows_another or number is None else CardMessage(number, None, key)
