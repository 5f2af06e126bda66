"""Rows that cannot be read are set aside and counted; all others go on."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from storage import outbox
from storage.database import Database
from storage.tables import Lane, OutboxState
from tests.bot.api_stub import ApiStub
from tests.bot.courier.outbox import running, say, until

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
