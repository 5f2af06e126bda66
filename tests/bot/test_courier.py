"""The courier against a server that answers as told: order, lanes, outcomes, stops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlmodel import select

from bot.courier import Courier
from storage.database import Database
from storage.outbox import post
from storage.tables import OutboxRow, OutboxState
from tests.bot.api_stub import TOKEN, ApiStub, api_stub


@pytest.fixture
async def telegram() -> AsyncIterator[ApiStub]:
    async with api_stub() as stub:
        yield stub


@asynccontextmanager
async def running(
    database: Database, url: str, *, token: str = TOKEN, bulk_rate: float = 1000
) -> AsyncIterator[Courier]:
    courier = Courier(database, token, url, bulk_rate=bulk_rate)
    task = asyncio.create_task(courier.run())
    try:
        yield courier
    finally:
        await courier.drain(5)
        await courier.close()
        await task


async def say(database: Database, text: str, chat: int = 1, **more: Any) -> int:  # noqa: ANN401 - what post takes
    """Post one message in a unit of work of its own."""
    async with database.unit() as session:
        return await post(session, "sendMessage", {"chat_id": chat, "text": text}, chat_id=chat, **more)


async def rows(database: Database) -> dict[int, OutboxRow]:
    async with database.reading() as session:
        return {row.id: row for row in await session.exec(select(OutboxRow))}


async def settled(database: Database, *ids: int) -> dict[int, OutboxRow]:
    """The rows once none of those is pending any more."""
    async with asyncio.timeout(20):
        while True:
            found = await rows(database)
            if all(found[row_id].state != OutboxState.PENDING for row_id in ids):
                return found
            await asyncio.sleep(0.02)


async def test_what_is_posted_goes_out_and_is_marked_with_its_message(database: Database, telegram: ApiStub) -> None:
    async with running(database, telegram.url):
        row_id = await say(database, "مرحبا")
        row = (await settled(database, row_id))[row_id]

    assert telegram.sent() == ["مرحبا"]
    assert (row.state, row.message_id, row.attempts, row.error) == (OutboxState.SENT, 1, 1, "")
    assert row.finished_at is not None
