"""What a tap and a send cost in a small mission, and in one of 100,000 delegates with a million past messages."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from pathlib import Path

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from sqlalchemy import text

from benchmarks import databases, stub, taps
from benchmarks.baseline import TOKEN
from benchmarks.intake import all_journeys, courier_at_work
from benchmarks.pairs import compare
from bot.intake.intake import Intake
from bot.intake.outbox_session import OutboxSession
from storage import outbox
from storage.database import Database
from storage.pruning import prune
from storage.tables.base import utc_now

FIRST = 5000
"""The Telegram id of the first delegate; the others follow."""
SEEN = "/help", "/menu", "/agenda", "/requests", "/profile", "/people"
TAPS = 20
SENDS = 200

_FILL = Path(__file__).with_name("size.sql").read_text(encoding="utf-8")


async def run(*, full: bool) -> None:
    people, past = (100_000, 1_000_000) if full else (20_000, 200_000)
    rounds = 5 if full else 3
    print(f"Size: {people:,} delegates and {past:,} past messages beside 100 and 1,000, SQLite")
    with stub.running() as api_url:
        async with databases.fresh("sqlite") as large, databases.fresh("sqlite") as small:
            await _fill(large, people, past)
            await _fill(small, 100, 1000)
            for tap in SEEN:
                trials = (partial(_tap, database, tap) for database in (large, small))
                await compare(f"{tap}, a tap", "ms", *trials, rounds=rounds)
            sends = (partial(_send, database, api_url) for database in (large, small))
            await compare("a send", "ms", *sends, rounds=rounds)
            await _forget(large)


async def _forget(database: Database) -> None:
    """The hourly look, when there is nothing to forget any more and when all of it is due; others write meanwhile."""
    hours = {"all that was sent and taken": utc_now(), "nothing": utc_now()}
    for due, hour in hours.items():
        waits = [0.0]
        forgetting = asyncio.ensure_future(prune(database, hour))
        began = time.monotonic()
        neighbour = Database(database.url)
        while not forgetting.done():
            asked = time.monotonic()
            async with neighbour.transaction():
                waits.append(time.monotonic() - asked)
            await asyncio.sleep(0.005)
        await forgetting
        await neighbour.close()
        took = time.monotonic() - began
        print(f"  forgetting {due}: {took:.2f} s, in which another writer waited {1000 * max(waits):.0f} ms at most")


async def _fill(database: Database, people: int, past: int) -> None:
    numbers = {"people": people, "past": past}
    async with database.transaction() as transaction:
        for statement in filter(str.strip, _FILL.split(";")):
            wanted = {name: number for name, number in numbers.items() if f":{name}" in statement}
            await transaction.connection.execute(text(statement), wanted)


async def _tap(database: Database, said: str) -> float:
    """Milliseconds of a tap that is taken and queued, each in a batch of its own."""
    intake = Intake(database, all_journeys(), Bot(TOKEN, session=OutboxSession(), default=DefaultBotProperties()))
    batches = [[raw] for batch in taps.batches(TAPS, said=said) for raw in batch]
    began = time.monotonic()
    for batch in batches:
        await intake.take(batch)
    took = 1000 * (time.monotonic() - began) / TAPS
    await databases.drop_waiting(database)
    return took


async def _send(database: Database, api_url: str) -> float:
    """Milliseconds of a reply from being queued with many others to being marked as sent."""
    began = time.monotonic()
    async with courier_at_work(database, api_url):
        async with database.unit() as session:
            for number in range(SENDS):
                chat = FIRST + number % 100
                await outbox.post(session, "sendMessage", {"chat_id": chat, "text": "x"}, chat_id=chat)
        await databases.until_sent(database)
        return 1000 * (time.monotonic() - began) / SENDS
