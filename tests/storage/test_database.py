from __future__ import annotations

import pytest
from sqlmodel import col, select

from storage.database import Database
from storage.outbox import claim_notice, post
from storage.tables import OutboxRow, OutboxState, Person


async def people(database: Database) -> list[int | None]:
    async with database.reading() as session:
        return list((await session.exec(select(Person.telegram_id).order_by(col(Person.telegram_id)))).all())


async def test_a_unit_that_fails_leaves_the_others_of_its_transaction(database: Database) -> None:
    async with database.transaction() as transaction:
        async with transaction.unit() as session:
            session.add(Person(telegram_id=1))
        with pytest.raises(ZeroDivisionError):
            async with transaction.unit() as session:
                session.add(Person(telegram_id=2))
                await session.flush()
                raise ZeroDivisionError
        async with transaction.unit() as session:
            session.add(Person(telegram_id=3))

    assert await people(database) == [1, 3]


async def test_a_unit_cannot_commit(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.unit() as session:
            session.add(Person(telegram_id=1))
            await session.commit()

    assert await people(database) == []


async def test_the_courier_is_woken_after_the_commit_and_only_for_posts(database: Database) -> None:
    woken: list[int] = []
    database.when_posted(lambda: woken.append(1))

    async with database.unit() as session:
        session.add(Person(telegram_id=1))
    assert not woken

    async with database.unit() as session:
        await post(session, "sendMessage", {"chat_id": 1, "text": "x"}, chat_id=1)
        assert not woken
    assert woken == [1]


async def test_a_row_with_a_key_supersedes_the_pending_one(database: Database) -> None:
    async with database.unit() as session:
        first = await post(session, "sendMessage", {"text": "1 of 3"}, key="progress")
        other = await post(session, "sendMessage", {"text": "else"}, key="other")
        second = await post(session, "sendMessage", {"text": "2 of 3"}, key="progress")

    async with database.reading() as reading:
        rows = (await reading.exec(select(OutboxRow))).all()
    assert {row.id: row.state for row in rows} == {
        first: OutboxState.DROPPED,
        other: OutboxState.PENDING,
        second: OutboxState.PENDING,
    }


async def test_a_notice_is_claimed_once(database: Database) -> None:
    async with database.unit() as session:
        assert await claim_notice(session, "reminder:1")
        assert not await claim_notice(session, "reminder:1")
    async with database.unit() as session:
        assert not await claim_notice(session, "reminder:1")
