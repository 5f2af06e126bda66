"""How late requests and changes leave beside taps that are answered, at a server that keeps Telegram's limits strictly.

The ideal is a courier that knows everything at once and sends in no time: replies first, thirty in any second.
"""

from __future__ import annotations

import asyncio
import heapq
import random
from collections import deque
from dataclasses import dataclass
from statistics import median

from sqlmodel import col, select

from benchmarks import databases
from benchmarks.pairs import percentile
from bot.courier.courier import Courier
from storage.database import Database
from storage.outbox import post
from storage.tables import Lane, OutboxRow, OutboxState
from tests.people import Sandbox

PUSHES = 8.0
"""A second: half of them changes, half of them requests."""
TAPS = (0.0, 5.0, 10.0, 20.0)
PEOPLE = 300
MOST_A_SECOND = 30
SHORT, LONG = 15.0, 120.0


@dataclass(frozen=True, slots=True)
class Post:
    """A message to post at a moment, in seconds from the beginning."""

    at: float
    lane: Lane
    chat: int


async def run(*, full: bool) -> None:
    seconds = LONG if full else SHORT
    print(
        f"Pushes: {PUSHES:.0f} changes and requests a second beside taps, {seconds:.0f} s each, strict sandbox, SQLite"
    )
    async with Sandbox() as sandbox:
        await sandbox.settings(flood_control=True)
        chats = [(await sandbox.add_person(f"Delegate {number}", language_code="fr")).id for number in range(PEOPLE)]
        for person in list(sandbox.people.values()):
            await person.start()
        for taps in TAPS:
            posts = _posts(taps, seconds, chats, random.Random(taps))  # noqa: S311 - no secret
            late, refused = await _measure(sandbox, posts)
            _show(f"{taps:.0f} taps/s", late, f"{refused} refused")
            _show("  ideal", _ideal(posts), "")


def _posts(taps: float, seconds: float, chats: list[int], chance: random.Random) -> list[Post]:
    """Taps of people at random and pushes to them, in order of time."""
    people = chats.copy()
    found: list[Post] = []
    for rate, lanes in ((taps, (Lane.REPLY,)), (PUSHES, (Lane.CHANGE, Lane.REMINDER))):
        at = 0.0
        chance.shuffle(people)
        while rate and (at := at + chance.expovariate(rate)) < seconds:
            found.append(Post(at, lanes[len(found) % len(lanes)], people[len(found) % len(people)]))
    return sorted(found, key=lambda post: post.at)


async def _measure(sandbox: Sandbox, posts: list[Post]) -> tuple[list[float], int]:
    """How late each push had its answer, and how often the server refused."""
    before = await _refusals(sandbox)
    async with databases.fresh("sqlite") as database:
        courier = Courier(database, sandbox.token, sandbox.api_url)
        task = asyncio.create_task(courier.run())
        began = asyncio.get_running_loop().time()
        for one in posts:
            await asyncio.sleep(began + one.at - asyncio.get_running_loop().time())
            async with database.unit() as session:
                params = {"chat_id": one.chat, "text": f"at {one.at}"}
                await post(session, "sendMessage", params, chat_id=one.chat, lane=one.lane)
        await databases.until_sent(database, look_seconds=0.5)
        await courier.drain(5)
        await courier.close()
        await task
        late = await _late(database)
    return late, await _refusals(sandbox) - before


async def _refusals(sandbox: Sandbox) -> int:
    return len(await sandbox.refused())


async def _late(database: Database) -> list[float]:
    query = select(OutboxRow.created_at, OutboxRow.finished_at).where(
        col(OutboxRow.lane) != Lane.REPLY, col(OutboxRow.state) == OutboxState.SENT
    )
    async with database.reading() as session:
        found = (await session.exec(query)).all()
    return [(finished - created).total_seconds() for created, finished in found if finished is not None]


def _ideal(posts: list[Post]) -> list[float]:
    """How late each push leaves where nothing takes time."""
    waiting: list[tuple[bool, float]] = []
    lately: deque[float] = deque(maxlen=MOST_A_SECOND)
    late, coming, now = [], deque(posts), 0.0
    while coming or waiting:
        free = lately[0] + 1.0 if len(lately) == MOST_A_SECOND else 0.0
        now = max(now, free) if waiting else max(free, coming[0].at)
        while coming and coming[0].at <= now:
            one = coming.popleft()
            heapq.heappush(waiting, (one.lane is not Lane.REPLY, one.at))
        push, at = heapq.heappop(waiting)
        lately.append(now)
        if push:
            late.append(now - at)
    return late


def _show(name: str, late: list[float], more: str) -> None:
    figures = f"p50 {median(late):6.3f} s   p99 {percentile(late, 0.99):6.3f} s   longest {max(late):6.3f} s"
    print(f"  {name:<12} {figures}   {more}".rstrip(), flush=True)
