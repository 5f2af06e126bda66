"""Calls that leave at a pace, under a clock that only moves when everyone sleeps, and when they are read."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import math
import random
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.courier.calls import Passage
from bot.courier.rate_limiter import PaceKeeper
from bot.courier.telegram_api import TooManyRequests
from storage.tables import Lane

GROUP = -100500
REFUSED = 7


class Time:
    """Monotonic seconds. `pass_by` lets sleepers wake in their order, at once."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        waking: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._numbers), waking))
        await waking

    async def pass_by(self, seconds: float) -> None:
        until = self.now + seconds
        await idle()
        while self._sleepers and self._sleepers[0][0] <= until:
            self.now, _, waking = heapq.heappop(self._sleepers)
            if not waking.done():
                waking.set_result(None)
            await idle()
        self.now = until


async def idle() -> None:
    for _ in range(8):
        await asyncio.sleep(0)


Delays = Callable[[float], tuple[float, float]]
"""For one that leaves now: seconds until it is read, and from then until its answer is here."""


@dataclass
class Wire:
    """Calls that left, and those that were read: lane, chat and when.

    refuse: the retry_after of the 429 that the next one gets.
    """

    time: Time
    pace: PaceKeeper
    left: list[tuple[int, int, float]] = field(default_factory=list)
    read: list[tuple[int, int, float]] = field(default_factory=list)
    refuse: float | None = None
    delays: Delays | None = None
    tasks: list[asyncio.Task[Any]] = field(default_factory=list)

    def answer_press(self, person: int) -> asyncio.Task[Any]:
        return self.send(Lane.REPLY, person, method="answerCallbackQuery")

    def send(self, lane: int, chat: int, *, wanted: bool = True, method: str = "sendMessage") -> asyncio.Task[Any]:
        async def callback() -> bool:
            self.left.append((lane, chat, self.time.now))
            if self.refuse is not None:
                seconds, self.refuse = self.refuse, None
                raise TooManyRequests(429, "Too Many Requests", seconds)
            there, back = self.delays(self.time.now) if self.delays is not None else (0.0, 0.0)
            if there + back:
                await self.time.sleep(there)
                self.read.append((lane, chat, self.time.now))
                await self.time.sleep(back)
            return True

        async def ask() -> bool:
            return wanted

        passage = Passage(lane, ask)
        data = {} if method == "answerCallbackQuery" else {"chat_id": chat}
        call = self.pace.process_request(callback, (), {}, method, data, passage)
        task: asyncio.Task[Any] = asyncio.create_task(call)
        self.tasks.append(task)
        return task

    def send_each(self, lane: int, chats: range) -> None:
        for chat in chats:
            self.send(lane, chat)

    def moments(self, chat: int | None = None) -> list[float]:
        return [at for _, to, at in self.left if chat in {None, to}]


def wire(bulk_rate: float = 25.0) -> Wire:
    time = Time()
    return Wire(time, PaceKeeper(bulk_rate=bulk_rate, now=time, sleep=time.sleep))


def most_within(moments: list[float], seconds: float) -> int:
    """The most that left within any stretch of so many seconds."""
    moments = sorted(moments)
    return max((bisect_left(moments, at + seconds) - number for number, at in enumerate(moments)), default=0)


async def refused_at_once(line: Wire, seconds: float = 1, lane: Lane = Lane.BULK) -> BaseException | None:
    line.refuse = seconds
    refused = line.send(lane, REFUSED)
    await idle()
    return refused.exception()


def steady(seconds: float, jitter: float = 0.0) -> Delays:
    """A server so far away; half of the calls take longer."""
    chance = random.Random(1)

    def delays(_now: float) -> tuple[float, float]:
        return seconds / 2 + chance.choice([0, chance.random() * jitter]), seconds / 2

    return delays


def in_heaps(seconds: float, every: float, standstill: float, chance: random.Random) -> Delays:
    """A server so far away that stands still for a while now and then, and the machine that asks it does too."""

    def stuck(moment: float) -> float:
        begun = math.floor(moment / every) * every
        return max(0.0, begun + standstill - moment)

    def delays(now: float) -> tuple[float, float]:
        there = seconds * chance.choice([0.2, 0.5]) + chance.choice([0.0, chance.random() * 0.3])
        there += stuck(now + there)
        back = seconds / 2 + chance.choice([0.0, chance.random() * 0.2])
        return there, back

    return delays
