"""What is sent again after all, and what has become pointless meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from storage import dead_letters
from storage.database import Database
from storage.tables import Installation, Lane, OutboxRow, OutboxState
from storage.tables.base import utc_now


@pytest.mark.parametrize(("seconds_off", "state"), [(None, OutboxState.DROPPED), (9000, OutboxState.PENDING)])
async def test_nothing_is_dropped_as_expired_while_the_clock_is_in_doubt(
    database: Database, seconds_off: int | None, state: OutboxState
) -> None:
    now = utc_now()
    async with database.unit() as session:
        session.add(Installation(id=1, clock_off_seconds=seconds_off))
        session.add(
            OutboxRow(
                method="sendMessage",
                lane=Lane.REMINDER,
                state=OutboxState.DEAD,
                expires_at=now - timedelta(hours=1),
                finished_at=now,
            )
        )
    async with database.unit() as session:
        await dead_letters.send_again(session, OutboxState.DEAD)
    async with database.reading() as session:
        assert (await session.exec(select(OutboxRow.state))).one() is state
