"""How steadily the courier keeps the allowed rate, and how many a second it sustains where nearly anything is allowed.

The messages are there before it begins. One message for each chat, as in an announcement.
"""

from __future__ import annotations

import asyncio
import gc
import json

from aiohttp import ClientSession
from sqlalchemy import text

from benchmarks import databases, stub
from benchmarks.baseline import TOKEN
from bot.courier.courier import Courier

_FILL = """
INSERT INTO outbox (lane, chat_id, method, params, state, attempts, error, blanked, created_at)
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :many)
SELECT 3, n, 'sendMessage', '{"chat_id": ' || n || ', "text": "Room changed: see you in hall ' || n || '"}',
    'pending', 0, '', false, '2026-01-01'
FROM number
"""


async def run(*, full: bool) -> None:
    print("Delivery: one courier process beside a stub, SQLite")
    gc.freeze()  # as the process itself does after importing
    for rate, messages in ((30, 10_000 if full else 450), (1000, 10_000 if full else 3000)):
        times = await _deliver(rate, messages)
        ideal = (messages - 1) / rate
        took = times[-1] - times[0]
        most = max(_within_a_second(times))
        print(
            f"  {messages} messages at {rate}/s: {took:.2f} s, ideal {ideal:.2f} s, ratio {took / ideal:.3f};"
            f" {(messages - 1) / took:.0f}/s sustained, at most {most} in any second"
        )


async def _deliver(rate: float, messages: int) -> list[float]:
    """When each message arrived."""
    with stub.running() as api_url:
        async with databases.fresh("sqlite") as database:
            async with database.transaction() as transaction:
                await transaction.connection.execute(text(_FILL), {"many": messages})
            courier = Courier(database, TOKEN, api_url, bulk_rate=rate)
            task = asyncio.create_task(courier.run())
            await databases.until_sent(database, look_seconds=0.5)
            await courier.drain(5)
            await courier.close()
            await task
        async with ClientSession() as session, session.get(f"{api_url}/times") as answer:
            times: list[float] = json.loads(await answer.text())
            return sorted(times)


def _within_a_second(times: list[float]) -> list[int]:
    """For each message, how many came in the second that begins with it."""
    end, counts = 0, []
    for begin, moment in enumerate(times):
        while end < len(times) and times[end] < moment + 1:
            end += 1
        counts.append(end - begin)
    return counts
