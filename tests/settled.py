"""Waiting until the bot has said all that it has to say."""

from __future__ import annotations

from sqlmodel import col, func, select

from storage.database import Database
from storage.tables import LiveCard, OutboxRow, OutboxState, TouchedRow, WaitingUpdate
from tests.eventually import eventually

WAITING = (
    select(func.count()).select_from(WaitingUpdate),
    select(func.count()).select_from(TouchedRow),
    select(func.count()).select_from(LiveCard).where(col(LiveCard.stale)),
    select(func.count()).select_from(OutboxRow).where(col(OutboxRow.state) == OutboxState.PENDING),
)
"""In the order in which one makes the next: an update touches a row, which makes a card stale, which is redrawn."""


async def all_said(database: Database, *, within: float = 90.0) -> None:
    """Wait until no update, changed row, stale card or outbox row waits."""

    async def nothing_waits() -> bool:
        async with database.reading() as session:
            return not any([(await session.exec(count)).one() for count in WAITING])

    await eventually(nothing_waits, within=within)
