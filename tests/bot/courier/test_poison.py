"""Rows that cannot be read are set aside and counted; all others go on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from storage import chat_halts, outbox, rate_halt
from storage.database import Database
from storage.tables import Lane, OutboxState
from storage.tables.base import utc_now
from tests.bot.api_stub import ApiStub
from tests.bot.courier.outbox import running, say, settled, until

POISON = {
    "params = '{'": "sqlite",
    "params = ''": "sqlite",
    "expires_at = 'soon'": "sqlite",
    "attempts = 'many'": "sqlite",
    "chat_id = 'x'": "sqlite",
    "lane = 9": "both",
    "lane = 'x'": "sqlite",
    "not_before = 'soon'": "sqlite",
    "params = '[1]'": "both",
    "params = '\"x\"'": "both",
    "params = 'null'": "both",
    "method = '../getMe'": "both",
}


@pytest.mark.parametrize("poison", POISON)
@pytest.mark.parametrize("lane", [Lane.REPLY, Lane.BULK])
async def test_an_unreadable_row_stops_nothing_and_is_counted(
    database: Database, telegram: ApiStub, poison: str, lane: Lane
) -> None:
    if POISON[poison] != "both" and not database.is_sqlite:
        pytest.skip("PostgreSQL takes no such value")
    bad = await say(database, "poison", chat=1, lane=lane)
    await say(database, "before", chat=1, lane=lane)
    async with database.transaction() as transaction:
        await transaction.connection.execute(text(f"UPDATE outbox SET {poison} WHERE id = :id"), {"id": bad})  # noqa: S608

    async with running(database, telegram.url):
        await telegram.until(1)
        await say(database, "after", chat=1, lane=lane)
        await until(lambda: {"before", "after"} <= set(telegram.sent()))

    async with database.reading() as session:
        connection = await session.connection()
        state = await connection.scalar(text("SELECT state FROM outbox WHERE id = :id"), {"id": bad})
        assert state == "dead"
        assert (await outbox.set_aside(session))[OutboxState.DEAD] == 1
    assert "poison" not in telegram.sent()


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize(
    "poison",
    [
        "UPDATE installation SET halted_until = 'soon'",
        "UPDATE installation SET halted_at = ''",
        "UPDATE chat_halt SET halted_until = 'soon' WHERE chat_id = 7",
        "UPDATE chat_halt SET halted_at = '' WHERE chat_id = 7",
    ],
)
async def test_a_halt_that_cannot_be_read_halts_nobody(database: Database, telegram: ApiStub, poison: str) -> None:
    now = utc_now()
    hour = now, now + timedelta(hours=1)
    async with database.transaction() as transaction:
        await rate_halt.keep(transaction.connection, now - timedelta(hours=2), now - timedelta(hours=1))
        await chat_halts.keep(transaction.connection, {7: hour, 8: hour})
        await transaction.connection.execute(text(poison))
    halted = await say(database, "halted", chat=8)
    sent = await say(database, "sent", chat=9)

    async with running(database, telegram.url):
        ended = await settled(database, sent)

    assert ended[halted].state is OutboxState.PENDING
    assert telegram.sent() == ["sent"]
