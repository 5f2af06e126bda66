"""What is held or sent again after all: whether it has expired is for the courier to say, who asks both clocks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, select

from storage import dead_letters
from storage.database import Database
from storage.tables import Installation, Lane, OutboxRow, OutboxState
from storage.tables.base import utc_now


async def with_one_late(database: Database, state: OutboxState, seconds_off: int | None) -> None:
    now = utc_now()
    async with database.unit() as session:
        session.add(Installation(id=1, clock_off_seconds=seconds_off))
        late = OutboxRow(method="sendMessage", lane=Lane.REMINDER, state=state, expires_at=now - timedelta(hours=1))
        session.add_all([late, OutboxRow(method="answerCallbackQuery", lane=Lane.REPLY, state=state)])


async def states(database: Database) -> list[OutboxState]:
    async with database.reading() as session:
        return [OutboxState(state) for state in await session.exec(select(OutboxRow.state).order_by(col(OutboxRow.id)))]


@pytest.mark.parametrize("seconds_off", [None, 9000])
async def test_what_is_sent_again_is_not_dropped_by_the_machines_clock(
    database: Database, seconds_off: int | None
) -> None:
    await with_one_late(database, OutboxState.DEAD, seconds_off)
    async with database.unit() as session:
        sent = await dead_letters.send_again(session, OutboxState.DEAD)
    assert (sent.pending, sent.pointless) == (2, 0)
    assert await states(database) == [OutboxState.PENDING] * 2


async def test_a_restore_drops_nothing_by_the_machines_clock(database: Database) -> None:
    await with_one_late(database, OutboxState.PENDING, None)
    async with database.unit() as session:
        assert await dead_letters.hold_pending(session, pointless=["answerCallbackQuery"]) == (1, 1)
    assert await states(database) == [OutboxState.HELD, OutboxState.DROPPED]
