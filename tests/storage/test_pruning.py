from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import col, select

from storage.database import Database
from storage.outbox import post
from storage.pruning import prune
from storage.tables import Attachment, CardKind, LiveCard, OutboxRow, OutboxState, ProcessedUpdate
from storage.tables.base import utc_now


async def test_words_go_some_days_after_delivery_and_the_rows_stay(database: Database) -> None:
    async with database.unit() as session:
        for age, state in ((30, OutboxState.SENT), (1, OutboxState.SENT), (30, OutboxState.PENDING)):
            files = {"file": ("me.json", b"{}")}
            row = await session.get_one(
                OutboxRow, await post(session, "sendDocument", {"caption": "mine"}, files=files)
            )
            row.state = state
            row.finished_at = None if state is OutboxState.PENDING else utc_now() - timedelta(days=age)

    await prune(database)

    async with database.reading() as session:
        rows = (await session.exec(select(OutboxRow).order_by(col(OutboxRow.id)))).all()
        attachments = (await session.exec(select(Attachment.outbox_id))).all()
    assert [row.params for row in rows] == [{}, {"caption": "mine"}, {"caption": "mine"}]
    assert sorted(attachments) == [rows[1].id, rows[2].id]


async def test_update_numbers_are_forgotten_after_days(database: Database) -> None:
    async with database.unit() as session:
        session.add(ProcessedUpdate(bot_id=1, update_id=1, processed_at=utc_now() - timedelta(days=30)))
        session.add(ProcessedUpdate(bot_id=1, update_id=2))

    await prune(database)

    async with database.reading() as session:
        assert (await session.exec(select(ProcessedUpdate.update_id))).all() == [2]


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_nothing_is_looked_for_among_all_that_was_ever_sent(database: Database) -> None:
    statements: dict[str, Any] = {}

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:  # noqa: ANN401 - the driver's
        statements.setdefault(statement, parameters)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    await prune(database)
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)

    used: set[str] = set()
    async with database.reading() as session:
        connection = await session.connection()
        for statement, parameters in statements.items():
            if "outbox" in statement:
                plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                steps = [str(step._mapping["detail"]) for step in plan]
                assert not [step for step in steps if step.startswith("SCAN outbox")], statement
                used.update(index for step in steps for index in step.split() if index.startswith("ix_outbox_"))
    assert used == {"ix_outbox_worded", "ix_outbox_blanked", "ix_outbox_aside", "ix_outbox_erased"}


async def test_a_card_is_forgotten_half_a_year_after_its_message(database: Database) -> None:
    async with database.unit() as session:
        for age in (181, 179):
            card = LiveCard(chat_id=1, kind=CardKind.MEETING, thing_id=age, message_id=age, drawn_by=0)
            card.created_at = utc_now() - timedelta(days=age)
            session.add(card)

    await prune(database)

    async with database.reading() as session:
        assert (await session.exec(select(LiveCard.thing_id))).all() == [179]
