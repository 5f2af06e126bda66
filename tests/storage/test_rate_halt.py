"""The halt that Telegram asked for, as the next courier finds it."""

from __future__ import annotations

from datetime import datetime, timedelta

from storage import rate_halt
from storage.database import Database
from storage.tables.base import utc_now


async def keep(database: Database, at: datetime, seconds: float) -> None:
    async with database.transaction() as transaction:
        await rate_halt.keep(transaction.connection, at, at + timedelta(seconds=seconds))


async def left(database: Database) -> float:
    async with database.reading() as session:
        return (await rate_halt.left(await session.connection())).total_seconds()


async def test_what_is_left_of_the_longest_is_found(database: Database) -> None:
    assert await left(database) == 0
    await keep(database, utc_now() - timedelta(seconds=60), 30)
    assert await left(database) == 0
    await keep(database, utc_now(), 100)
    await keep(database, utc_now(), 5)
    assert 90 < await left(database) <= 100


async def test_a_clock_that_was_set_back_makes_it_no_longer_than_it_was(database: Database) -> None:
    await keep(database, utc_now() + timedelta(hours=4), 7)
    assert await left(database) == 7
    await keep(database, utc_now(), 30)
    assert 20 < await left(database) <= 30


async def test_it_is_lifted_until_telegram_asks_again(database: Database) -> None:
    now = utc_now()
    await keep(database, now, 1000)
    async with database.transaction() as transaction:
        await rate_halt.lift(transaction.connection, now + timedelta(seconds=1))

    assert await left(database) == 0
    async with database.reading() as session:
        assert await rate_halt.lifted_at(await session.connection()) == now + timedelta(seconds=1)
        assert await rate_halt.until(await session.connection()) is None
    await keep(database, utc_now(), 50)
    assert 40 < await left(database) <= 50
    async with database.reading() as session:
        assert await rate_halt.lifted_at(await session.connection()) is None
