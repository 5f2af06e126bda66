"""Posting to the outbox and looking at what became of it, for the courier's tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from sqlmodel import select

from bot.courier.courier import Courier
from storage.database import Database
from storage.outbox import post
from storage.tables import OutboxRow, OutboxState
from tests.bot.api_stub import TOKEN


@asynccontextmanager
async def running(
    database: Database, url: str, *, token: str = TOKEN, bulk_rate: float = 1000
) -> AsyncIterator[Courier]:
    """A courier at work; it is drained when the block ends."""
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


async def until(condition: Callable[[], bool], seconds: float = 90) -> None:
    """Let the courier work until this is so."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - it is told to nobody
            await asyncio.sleep(0.002)


async def settled(database: Database, *ids: int, seconds: float = 90) -> dict[int, OutboxRow]:
    """All rows, once none of those (none at all, without ids) is pending any more."""
    async with asyncio.timeout(seconds):
        while True:
            found = await rows(database)
            if all(found[row_id].state != OutboxState.PENDING for row_id in ids or found):
                return found
            await asyncio.sleep(0.02)
