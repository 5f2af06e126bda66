"""From a tap to its answer at the sandbox: alone, and while a broadcast to ten thousand goes out."""

from __future__ import annotations

import asyncio
import time
from statistics import median

from sqlalchemy import text

from benchmarks import databases
from benchmarks.pairs import percentile
from storage.database import Database
from tests.people import Person, Sandbox
from tests.wasl import Wasl

BROADCAST = 10_000
CHATS = 60
"""The broadcast goes to this many chats in turn: more than it reaches in the second that each chat is due."""
SHORT, LONG = 60, 600
PAUSE_SECONDS = 0.1
"""Between taps: people are many, but each answer counts in what Telegram takes of a bot."""
WARM = 20
"""Taps that are not counted: the broadcast learns from them what room to leave."""

_ANNOUNCE = """
INSERT INTO outbox (lane, chat_id, method, params, state, attempts, error, blanked, created_at)
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :many)
SELECT 3, :first + n % :chats, 'sendMessage',
    '{"chat_id": ' || (:first + n % :chats) || ', "text": "Announcement ' || n || '"}',
    'pending', 0, '', false, '2026-01-01'
FROM number
"""


async def run(*, full: bool) -> None:
    taps = LONG if full else SHORT
    print(f"Latency: {taps} taps of {CHATS} people in turn, ten a second, SQLite, everything in one process")
    async with (
        databases.address("sqlite") as url,
        Sandbox() as sandbox,
        Wasl(sandbox, url, pace="telegram"),
    ):
        crowd = [await sandbox.add_person(f"Delegate {number}", language_code="fr") for number in range(CHATS)]
        for person in crowd:
            await person.start(answered=True)
        idle = await _taps(crowd, taps)
        _show("idle", idle)
        await _announce(url, crowd[0].id)
        busy = await _taps(crowd, taps)
        _show(f"during a broadcast to {BROADCAST}", busy)
        ratios = median(busy) / median(idle), percentile(busy, 0.99) / percentile(idle, 0.99)
        print("  ratio: p50 {:.2f}, p99 {:.2f}".format(*ratios))


async def _taps(crowd: list[Person], count: int) -> list[float]:
    """Milliseconds from each tap to the answer to it."""
    shown = {person.id: person.last.id for person in crowd}
    waited = []
    for number in range(count + WARM):
        person = crowd[number % len(crowd)]
        language = ("lang:fr", "lang:en")[number // len(crowd) % 2]
        began = time.monotonic()
        await person.stale_press(shown[person.id], language, answered=True)
        waited.append(1000 * (time.monotonic() - began))
        await asyncio.sleep(PAUSE_SECONDS)
    return waited[WARM:]


async def _announce(url: str, first: int) -> None:
    database = Database(url)
    async with database.transaction() as transaction:
        await transaction.connection.execute(text(_ANNOUNCE), {"many": BROADCAST, "first": first, "chats": CHATS})
    await database.close()


def _show(name: str, waited: list[float]) -> None:
    print(f"  {name:<32} p50 {median(waited):6.1f} ms   p99 {percentile(waited, 0.99):6.1f} ms")
