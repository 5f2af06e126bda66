"""A server that is down, comes back, or dies halfway; and how the courier stops."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

import pytest
from aiohttp import web
from sqlalchemy import text

from bot.courier import results
from bot.courier.courier import Courier
from storage.database import Database
from storage.outbox import post
from storage.tables import Lane, OutboxState
from storage.tables.base import utc_now
from tests.bot.api_stub import TOKEN, ApiStub, Call, refusal
from tests.bot.courier.outbox import rows, running, say, settled, until


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_after_an_outage_what_is_still_wanted_goes_out_once_urgent_first(
    database: Database, telegram: ApiStub
) -> None:
    down = True

    async def answer(_call: Call) -> web.StreamResponse | None:
        return refusal(500, "Internal Server Error") if down else None

    telegram.answer = answer
    async with running(database, telegram.url, bulk_rate=50) as courier:
        for chat in range(1, 101):
            await say(database, f"bulk {chat}", chat=chat, lane=Lane.BULK)
        await until(lambda: courier.held_back and not telegram.in_flight)
        tried, since = len(telegram.calls), time.monotonic()
        late = [
            await say(database, "too late", chat=chat, expires_at=utc_now() + timedelta(seconds=1))
            for chat in range(201, 221)
        ]
        urgent = [await say(database, f"reply {chat}", chat=chat) for chat in range(301, 321)]
        await telegram.until(tried + 3)
        seconds = time.monotonic() - since
        down = False
        telegram.calls.clear()
        ended = await settled(database)

    assert seconds > 1.5, "a dead server is asked now and then only"
    assert {ended[row].state for row in late} <= {OutboxState.DROPPED}
    assert sorted(telegram.sent()) == sorted(set(telegram.sent()))
    assert len(telegram.sent()) == 120
    # Whoever asked first whether the server is there again may be anyone.
    assert sum(text.startswith("reply") for text in telegram.sent()[:40]) >= len(urgent) - 1


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_a_server_that_is_not_there_at_all_costs_nothing(database: Database, unused_tcp_port: int) -> None:
    row_id = await say(database, "x")
    async with running(database, f"http://127.0.0.1:{unused_tcp_port}"):
        async with asyncio.timeout(60):
            while (row := (await rows(database))[row_id]).attempts < 2:  # noqa: ASYNC110 - the row is all there is
                await asyncio.sleep(0.05)

    assert row.state == OutboxState.PENDING
    assert row.error.startswith("connection trouble")
    assert TOKEN not in row.error


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_one_row_that_fails_for_ever_stops_nobody_else(database: Database, telegram: ApiStub) -> None:
    async def answer(call: Call) -> web.StreamResponse | None:
        return refusal(500, "Internal Server Error") if call.params["chat_id"] == 1 else None

    telegram.answer = answer
    await say(database, "poison", chat=1)
    async with running(database, telegram.url):
        await telegram.until(2)
        ids = [await say(database, "x", chat=chat) for chat in range(2, 60)]
        await settled(database, *ids)


async def test_drain_finishes_what_is_on_the_wire_and_takes_nothing_new(database: Database, telegram: ApiStub) -> None:
    release = asyncio.Event()

    async def answer(_call: Call) -> None:
        await release.wait()

    telegram.answer = answer
    courier = Courier(database, TOKEN, telegram.url)
    task = asyncio.create_task(courier.run())
    flying = [await say(database, "flying", chat=chat) for chat in range(1, 31)]
    waiting = [await say(database, "waiting", chat=chat) for chat in range(1, 31)]
    await telegram.until(30)

    draining = asyncio.create_task(courier.drain(10))
    await asyncio.sleep(0)  # it has begun
    release.set()
    await draining
    await task
    await courier.close()

    found = await rows(database)
    assert {found[row].state for row in flying} == {OutboxState.SENT}
    assert {found[row].state for row in waiting} == {OutboxState.PENDING}
    assert telegram.sent() == ["flying"] * 30


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_drain_waits_no_longer_than_it_may(database: Database, telegram: ApiStub) -> None:
    async def answer(_call: Call) -> None:
        await asyncio.Event().wait()

    telegram.answer = answer
    courier = Courier(database, TOKEN, telegram.url)
    task = asyncio.create_task(courier.run())
    row_id = await say(database, "x")
    await telegram.until(1)

    await asyncio.wait_for(courier.drain(0.3), 10)
    await task
    await courier.close()

    assert (await rows(database))[row_id].state == OutboxState.PENDING


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_a_cancelled_courier_writes_back_what_it_knows(
    database: Database, telegram: ApiStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "_LINGER_SECONDS", 3600)
    courier = Courier(database, TOKEN, telegram.url)
    task = asyncio.create_task(courier.run())
    ids = [await say(database, "x", chat=chat) for chat in range(1, 20)]
    await until(lambda: len(courier._book._results) == len(ids))
    assert {row.state for row in (await rows(database)).values()} == {OutboxState.PENDING}
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await courier.close()

    assert {row.state for row in (await rows(database)).values()} == {OutboxState.SENT}
    assert len(telegram.calls) == len(ids)


@pytest.mark.parametrize("engine_name", ["postgresql"])
async def test_a_database_that_hangs_up_costs_no_message(
    database: Database, database_url: str, telegram: ApiStub
) -> None:
    async def answer(_call: Call) -> None:
        await asyncio.sleep(0.02)

    telegram.answer = answer
    hang_up = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    other = Database(database_url)
    async with other.unit() as session:
        for chat in range(1, 401):
            await post(session, "sendMessage", {"chat_id": chat, "text": str(chat)}, chat_id=chat)

    async with running(database, telegram.url):
        for calls in range(50, 301, 50):
            await telegram.until(calls)
            async with other.transaction() as transaction:
                await transaction.connection.execute(hang_up)
        await settled(other)
    await other.close()

    assert len(set(telegram.sent())) == len(telegram.sent()) == 400
