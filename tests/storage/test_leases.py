"""Leases of PostgreSQL: one holder, a number more with each, and none of the former one's writes after that."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from asyncpg import LockNotAvailableError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.courier import queue
from bot.courier.outcomes import Ending
from bot.courier.results import Result, ResultBook
from storage.database import Database
from storage.leases import DatabaseLease, FileLease, LeaseLost, LentLease
from storage.outbox import post
from storage.postgres_channel import OUTBOX, PostgresChannel
from storage.tables import Lane, OutboxState
from storage.tables.base import utc_now

postgresql = pytest.mark.parametrize("engine_name", ["postgresql"])


@asynccontextmanager
async def process(database: Database) -> AsyncIterator[tuple[PostgresChannel, DatabaseLease]]:
    """A process's line, and its lease."""
    line = PostgresChannel(database)
    yield line, DatabaseLease("courier", line)
    await line.close()


async def prolong(database: Database) -> None:
    """Let the lease hold for an hour, by the database's clock."""
    async with database.transaction() as transaction:
        await transaction.connection.execute(text("UPDATE lease SET until = clock_timestamp() + interval '1 hour'"))


async def run_out(database: Database) -> None:
    """Let the time of the lease pass, by the database's clock."""
    async with database.transaction() as transaction:
        await transaction.connection.execute(text("UPDATE lease SET until = clock_timestamp()"))


@postgresql
async def test_one_holds_it_until_it_gives_it_back(database: Database) -> None:
    async with process(database) as (_, first), process(database) as (line, second):
        assert (await first.take(), await second.take()) == (True, False)
        assert (first.valid, second.valid) == (True, False)
        await line.tell(OUTBOX)  # hears from now on
        await first.give_back()
        assert not first.valid
        async with asyncio.timeout(60):
            await second.given_back.wait()
        assert await second.take()
        assert (first.number, second.number) == (1, 2)
        assert not await first.renew()


@postgresql
async def test_the_death_of_the_holder_is_seen_before_its_time_is_over(database: Database) -> None:
    async with process(database) as (_, second):
        async with process(database) as (_, first):
            assert await first.take()
            assert not await second.take()
            await prolong(database)
        async with asyncio.timeout(60):
            while not await second.take():  # noqa: ASYNC110 - only the server knows
                await asyncio.sleep(0.01)  # until the server has noticed
        assert second.number == 2


@postgresql
async def test_whoever_has_slept_can_neither_claim_nor_write(database: Database) -> None:
    async with database.unit() as session:
        row = await post(session, "sendMessage", {"chat_id": 1, "text": "Bonjour"}, chat_id=1)
    async with process(database) as (_, first), process(database) as (_, second):
        assert await first.take()
        assert await claimed(database, first) == [row]
        book = ResultBook(database, written=lambda _rows: None, fence=first)
        book.add(Result(row, 1, utc_now(), Ending(OutboxState.SENT, message_id=7)))
        await run_out(database)
        assert await second.take()

        assert await claimed(database, first) == []
        with pytest.raises(LeaseLost):
            await book.write()
        with pytest.raises(LeaseLost):
            await book.drop_expired([row])
        assert not first.valid
        assert not await first.renew()
        assert await claimed(database, second) == [row]


@postgresql
async def test_a_child_writes_under_its_parents_lease_and_no_longer(database_url: str, database: Database) -> None:
    async with process(database) as (_, first), process(database) as (_, second):
        assert await first.take()
        assert first.number is not None
        child = Database(database_url, guard=LentLease("courier", first.number).stand)
        async with child.unit() as session:
            row = await post(session, "sendMessage", {"chat_id": 1, "text": "Bonjour"}, chat_id=1)
        await run_out(database)
        assert await second.take()
        with pytest.raises(LeaseLost):
            async with child.unit() as session:
                await post(session, "sendMessage", {"chat_id": 1, "text": "Bonsoir"}, chat_id=1)
        await child.close()
        assert await claimed(database, second) == [row]


@postgresql
async def test_a_successor_waits_for_what_is_being_written(database: Database) -> None:
    async with process(database) as (_, first), process(database) as (_, second):
        assert await first.take()
        async with database.transaction() as transaction:
            await run_out(database)
            await first.stand(transaction.connection)
            assert not await took(second)
        assert await took(second)
        with pytest.raises(LeaseLost):
            async with database.transaction() as transaction:
                await first.stand(transaction.connection)


@postgresql
async def test_nothing_is_sent_while_the_line_is_lost(database: Database) -> None:
    async with process(database) as (_, lease):
        assert await lease.take()
        async with database.transaction() as transaction:
            await transaction.connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'wasl line'")
            )
        async with asyncio.timeout(60):
            while lease.valid:  # noqa: ASYNC110
                await asyncio.sleep(0)  # until the loop has heard of it
        waiting = asyncio.create_task(lease.until_valid())
        assert await lease.renew()
        await waiting
        assert lease.valid


@postgresql
async def test_whoever_is_silent_inside_a_transaction_loses_its_locks(database_url: str, database: Database) -> None:
    sleeper = Database(database_url, idle_seconds=0.2)
    async with process(database) as (_, first), process(database) as (_, second):
        assert await first.take()
        await run_out(database)
        with pytest.raises(DBAPIError):
            async with sleeper.transaction() as transaction:
                await first.stand(transaction.connection)
                async with asyncio.timeout(60):
                    while not await took(second):  # noqa: ASYNC110
                        await asyncio.sleep(0.05)  # the server's clock is what it waits for
    await sleeper.close()


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_beside_a_file_the_lock_is_the_systems(database: Database) -> None:
    first, second = FileLease("courier", database), FileLease("courier", database)
    assert (await first.take(), await second.take()) == (True, False)
    other = FileLease("clock", database)
    assert await other.take()
    await other.give_back()
    await first.give_back()
    assert await second.take()
    await second.give_back()


async def claimed(database: Database, lease: DatabaseLease) -> list[int]:
    async with database.reading() as session:
        connection = await session.connection()
        found = await queue.ready(connection, Lane.REPLY, in_hand=(), crowded=(), limit=9, fence=lease)
        rows = found.rows
        return [row.id for row in rows]


async def took(lease: DatabaseLease) -> bool:
    """Whether it was to be had at once."""
    try:
        return await lease.take()
    except LockNotAvailableError:
        return False
