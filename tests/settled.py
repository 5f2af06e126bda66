"""Waiting until the bot has said all that it has to say."""

from __future__ import annotations

from sqlmodel import col, select

from storage.database import Database
from storage.tables import LiveCard, OutboxRow, OutboxState, TouchedRow, WaitingUpdate
from tests.eventually import eventually

WAITING = (
    select(WaitingUpdate),
    select(TouchedRow),
    select(LiveCard).where(col(LiveCard.stale)),
    select(OutboxRow).where(col(OutboxRow.state) == OutboxState.PENDING),
)
"""In the order in which one makes the next: an update touches a row, which makes a card stale, which is redrawn."""


async def all_said(database: Database, *, within: float = 90.0) -> None:
    """Wait until no update, changed row, stale card or outbox row waits."""
    waiting: list[object] = []

    async def nothing_waits() -> bool:
        async with database.reading() as session:
            waiting[:] = [(await session.exec(rows.limit(1))).first() for rows in WAITING]
        return not any(waiting)

    try:
        await eventually(nothing_waits, within=within)
    except TimeoutError:
        raise AssertionError(f"still waiting: {[each for each in waiting if each]}") from None
