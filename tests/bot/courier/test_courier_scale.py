"""The courier next to very many rows: what it reads stays small, and every look goes through an index."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from sqlalchemy import event, text

from storage.database import Database
from tests.bot.api_stub import ApiStub
from tests.bot.courier.outbox import running, say
from tests.eventually import eventually

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])

MANY = 50_000

_FILL = """
INSERT INTO outbox (lane, chat_id, method, params, state, not_before, expires_at, attempts, error, blanked, created_at)
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :many)
SELECT :lane, n % 5000 + 1, 'sendMessage', '{"text": "x"}', :state, :day, :day, 0, '', 0, '2026-01-01' FROM number
"""


async def fill(database: Database, lane: int, state: str, day: str | None = None) -> None:
    async with database.transaction() as transaction:
        values = {"many": MANY, "lane": lane, "state": state, "day": day}
        await transaction.connection.execute(text(_FILL), values)


async def test_every_statement_goes_through_an_index(database: Database, telegram: ApiStub) -> None:
    statements: dict[str, Any] = {}

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:  # noqa: ANN401 - the driver's
        statements.setdefault(statement, parameters)

    await fill(database, 3, "sent")
    await fill(database, 3, "pending")
    await fill(database, 2, "pending", "2100-01-01 00:00:00")
    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    async with running(database, telegram.url, bulk_rate=25):
        await settled_replies(database)
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)

    async with database.transaction() as transaction:
        for statement, parameters in statements.items():
            if "outbox" not in statement or statement.startswith("INSERT"):
                continue
            one = parameters[0] if isinstance(parameters, list) else parameters
            plan = await transaction.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", one)
            steps = " / ".join(str(step._mapping["detail"]) for step in plan)
            assert "SCAN outbox" not in steps, statement
            assert "TEMP B-TREE" not in steps, statement


async def settled_replies(database: Database) -> None:
    first = await say(database, "réponse", chat=999_001)
    await settled_row(database, first)
    await settled_row(database, await say(database, "suite", chat=999_001, after_id=first))


async def settled_row(database: Database, row_id: int) -> None:
    async def is_settled() -> bool:
        async with database.reading() as session:
            connection = await session.connection()
            state = await connection.scalar(text("SELECT state FROM outbox WHERE id = :id"), {"id": row_id})
        return bool(state != "pending")

    await eventually(is_settled)


async def test_a_great_many_that_expired_are_dropped_without_being_read_one_by_one(
    database: Database, telegram: ApiStub
) -> None:
    await fill(database, 3, "pending", "2026-01-02 00:00:00")

    async with running(database, telegram.url, bulk_rate=25):
        await settled_replies(database)
        await eventually(partial(none_pending, database))

    assert telegram.sent() == ["réponse", "suite"]


async def none_pending(database: Database) -> bool:
    async with database.reading() as session:
        connection = await session.connection()
        return not await connection.scalar(text("SELECT count(*) FROM outbox WHERE state = 'pending'"))
