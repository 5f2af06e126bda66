"""The pace keeper under a clock that only moves when everyone sleeps."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import math
import random
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pace import NoLongerWanted, PaceKeeper, Passage
from bot.transport import TooManyRequests
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
        await _idle()
        while self._sleepers and self._sleepers[0][0] <= until:
            self.now, _, waking = heapq.heappop(self._sleepers)
            if not waking.done():
                waking.set_result(None)
            await _idle()
        self.now = until


async def _idle() -> None:
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

    def send(self, lane: int, chat: int, *, wanted: bool = True) -> asyncio.Task[Any]:
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
        call = self.pace.process_request(callback, (), {}, "sendMessage", {"chat_id": chat}, passage)
        task: asyncio.Task[Any] = asyncio.create_task(call)
        self.tasks.append(task)
        return task

    def moments(self, chat: int | None = None) -> list[float]:
        return [at for _, to, at in self.left if chat in {None, to}]


def wire(bulk_rate: float = 25.0) -> Wire:
    time = Time()
    return Wire(time, PaceKeeper(bulk_rate=bulk_rate, now=time, sleep=time.sleep))


def most_within(moments: list[float], seconds: float) -> int:
    """The most that left within any stretch of so many seconds."""
    moments = sorted(moments)
    return max((bisect_left(moments, at + seconds) - number for number, at in enumerate(moments)), default=0)


async def test_bulk_leaves_at_its_rate_and_no_slower() -> None:
    line = wire(25)
    for chat in range(1, 1001):
        line.send(Lane.BULK, chat)

    await line.time.pass_by(40.5)

    moments = line.moments()
    assert len(moments) == 1000
    assert most_within(moments, 1.0) <= 25
    assert moments[-1] - moments[0] <= 1.02 * 999 / 25


async def test_bulk_that_was_held_up_makes_up_for_it_within_its_rate() -> None:
    line = wire(30)
    for chat in range(1, 901):
        line.send(Lane.BULK, chat)
    for _ in range(30):  # a busy event loop wakes everyone late
        await line.time.pass_by(0.95)
        line.time.now += 0.05
    await line.time.pass_by(2)

    assert len(line.left) == 900
    assert most_within(line.moments(), 1.0) <= 30
    assert line.moments()[-1] - line.moments()[0] <= 1.03 * 899 / 30


async def test_a_chat_gets_a_short_burst_and_then_one_a_second() -> None:
    line = wire()
    for _ in range(10):
        line.send(Lane.REMINDER, 7)

    await line.time.pass_by(0.5)
    assert len(line.left) == 2
    await line.time.pass_by(8.0)
    assert len(line.left) == 10


async def test_a_slow_chat_holds_nobody_else_up() -> None:
    line = wire()
    for _ in range(50):
        line.send(Lane.BULK, 7)
    for chat in range(100, 120):
        line.send(Lane.BULK, chat)

    await line.time.pass_by(1.2)

    assert {chat for _, chat, _ in line.left} >= set(range(100, 120))


async def test_a_group_gets_twenty_a_minute() -> None:
    line = wire()
    for _ in range(45):
        line.send(Lane.BULK, GROUP)

    await line.time.pass_by(200)

    assert len(line.left) == 45
    assert most_within(line.moments(), 60) == 20


async def test_urgent_lanes_overtake_what_waits() -> None:
    line = wire(5)
    for chat in range(1, 21):
        line.send(Lane.BULK, chat)
    await line.time.pass_by(1.0)
    before = len(line.left)
    line.send(Lane.CHANGE, 99)

    await line.time.pass_by(0.25)

    assert line.left[before][:2] == (Lane.CHANGE, 99)


async def test_replies_wait_for_no_broadcast_and_bulk_yields_to_them() -> None:
    line = wire(25)
    for chat in range(1, 500):
        line.send(Lane.BULK, chat)
    for tick in range(100):
        line.send(Lane.REPLY, 1000 + tick)
        await _idle()
        assert line.moments(1000 + tick) == [line.time.now], "a reply waited"
        await line.time.pass_by(0.05)

    await line.time.pass_by(0.1)

    assert most_within(line.moments(), 1.0) <= 30
    assert sum(lane == Lane.BULK for lane, _, _ in line.left) >= 10


async def test_no_number_of_replies_stops_bulk_altogether() -> None:
    line = wire(25)
    for chat in range(1, 50):
        line.send(Lane.BULK, chat)
    for tick in range(1000):
        line.send(Lane.REPLY, 1000 + tick)
        await line.time.pass_by(0.01)

    assert sum(lane == Lane.BULK for lane, _, _ in line.left) >= 8


async def test_a_halt_is_for_everyone_and_no_herd_follows() -> None:
    line = wire(25)
    line.refuse = 30
    refused = line.send(Lane.REPLY, 1)
    await _idle()
    assert isinstance(refused.exception(), TooManyRequests)
    for chat in range(2, 62):
        line.send(Lane.REPLY, chat)
        line.send(Lane.BULK, 1000 + chat)
    begun = line.time.now

    await line.time.pass_by(30)
    assert len(line.left) == 1

    await line.time.pass_by(10)
    after = line.left[1:]
    assert len(after) == 120
    assert after[0][2] >= begun + 30
    assert most_within([at for _, _, at in after], 1.0) <= 32
    assert [lane for lane, _, _ in after[:60]] == [Lane.REPLY] * 60


async def test_after_an_outage_replies_are_soon_free_again() -> None:
    line = wire(25)
    line.pace.halt(0)
    for chat in range(1, 1000):
        line.send(Lane.REPLY, chat)
    await line.time.pass_by(1)
    assert 20 <= len(line.left) <= 90
    await line.time.pass_by(4)
    assert len(line.left) == 999

    for chat in range(1000, 2000):
        line.send(Lane.REPLY, chat)
    await _idle()
    assert len(line.left) == 1999


async def _refused_at_once(line: Wire) -> BaseException | None:
    line.refuse = 1
    refused = line.send(Lane.REPLY, REFUSED)
    await _idle()
    return refused.exception()


async def test_after_a_429_replies_keep_the_limits_too_for_a_while() -> None:
    line = wire(25)
    assert isinstance(await _refused_at_once(line), TooManyRequests)
    await line.time.pass_by(2)
    line.left.clear()
    for chat in range(100, 200):
        line.send(Lane.REPLY, chat)
        line.send(Lane.BULK, 1000 + chat)
    await line.time.pass_by(10)
    for _ in range(8):
        line.send(Lane.REPLY, REFUSED)
    await line.time.pass_by(10)

    assert len(line.left) == 208
    assert most_within(line.moments(), 1.0) <= 30
    assert most_within(line.moments(REFUSED), 4.0) <= 5, "the chat that was too fast is slowed"
    await line.time.pass_by(600)
    for chat in range(100, 200):
        line.send(Lane.REPLY, chat)
    await _idle()
    assert len(line.left) == 308


async def test_a_wary_reply_waits_for_no_bulk_that_waits_longer() -> None:
    line = wire(1)
    assert isinstance(await _refused_at_once(line), TooManyRequests)
    await line.time.pass_by(1.1)
    line.send(Lane.BULK, 1)
    line.send(Lane.BULK, 2)
    await line.time.pass_by(0.1)
    line.send(Lane.REPLY, 3)

    await line.time.pass_by(0.1)

    assert line.left[-1][:2] == (Lane.REPLY, 3)


async def test_a_second_refusal_only_lengthens_the_halt() -> None:
    line = wire()
    line.pace.halt(10)
    line.pace.halt(2)
    line.send(Lane.REPLY, 1)
    await line.time.pass_by(9.9)
    assert not line.left
    await line.time.pass_by(0.3)
    assert len(line.left) == 1


async def test_who_is_no_longer_wanted_does_not_leave() -> None:
    line = wire()
    task = line.send(Lane.BULK, 1, wanted=False)
    await line.time.pass_by(1)

    assert isinstance(task.exception(), NoLongerWanted)
    assert not line.left


async def test_one_that_gives_up_waiting_holds_nobody_up() -> None:
    line = wire()
    line.pace.halt(5)
    first = line.send(Lane.BULK, 1)
    line.send(Lane.BULK, 2)
    await _idle()
    first.cancel()

    await line.time.pass_by(6)

    assert [chat for _, chat, _ in line.left] == [2]


@settings(max_examples=60, deadline=None)
@given(
    rate=st.sampled_from([1.0, 5.0, 25.0, 200.0]),
    steps=st.lists(
        st.tuples(
            st.sampled_from(list(Lane)),
            st.sampled_from([1, 2, 3, 4, GROUP]),
            st.sampled_from([0.0, 0.0, 0.01, 0.3, 2.0]),
            st.sampled_from([None] * 12 + [1.0, 4.0]),
        ),
        max_size=120,
    ),
)
def test_limits_hold_whatever_comes(rate: float, steps: list[tuple[Lane, int, float, float | None]]) -> None:
    """However calls and refusals are mixed: no limit is broken, nothing leaves in a halt, everything leaves."""

    async def scenario() -> None:
        line = wire(rate)
        halts: list[tuple[float, float]] = []
        for lane, chat, seconds, halt in steps:
            if halt is not None:
                line.pace.halt(halt)
                halts.append((line.time.now, line.time.now + halt))
            line.send(lane, chat)
            await line.time.pass_by(seconds)
        await line.time.pass_by(3600)

        assert Counter((lane, chat) for lane, chat, _ in line.left) == Counter(step[:2] for step in steps)
        bulk = [(chat, at) for lane, chat, at in line.left if lane != Lane.REPLY]
        assert most_within([at for _, at in bulk], 1.0) <= rate
        for chat in (1, 2, 3, 4):
            assert most_within([at for to, at in bulk if to == chat], 10.0) <= 13
        assert most_within([at for to, at in bulk if to == GROUP], 59.9) <= 20
        assert not [at for _, _, at in line.left for start, end in halts if start < at < end]

    asyncio.run(scenario())


@settings(max_examples=25, deadline=None)
@given(rate=st.sampled_from([20.0, 25.0]), replies=st.sampled_from([0.5, 2, 5, 9]), seed=st.integers(0, 999))
def test_a_broadcast_with_people_tapping_stays_below_telegrams_limit(rate: float, replies: float, seed: int) -> None:
    """Replies leave at once, whenever they come; bulk leaves them the room."""

    async def scenario() -> None:
        chance = random.Random(seed)
        line = wire(rate)
        for chat in range(1, 401):
            line.send(Lane.BULK, chat)
        came = 0.0
        while (came := came + chance.expovariate(min(replies, 0.5 + came))) < 12:
            await line.time.pass_by(max(0.0, 1000 + came - line.time.now))
            line.send(Lane.REPLY, 5000 + chance.randrange(500))
            await _idle()
            assert line.left[-1][0] == Lane.REPLY, "a reply waited"
        await line.time.pass_by(60)

        assert most_within(line.moments(), 1.0) <= 30
        assert sum(lane != Lane.REPLY for lane, _, _ in line.left) == 400

    asyncio.run(scenario())


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


async def test_a_server_that_reads_in_heaps_never_reads_too_many_in_a_second() -> None:
    line = wire(30)
    line.delays = in_heaps(0.002, every=1.3, standstill=0.5, chance=random.Random(1))
    for chat in range(1, 901):
        line.send(Lane.BULK, chat)

    await line.time.pass_by(90)

    assert len(line.read) == 900
    assert most_within([at for _, _, at in line.read], 1.0) <= 30


@pytest.mark.parametrize("seconds", [0.002, 0.1, 0.25])
async def test_a_server_far_away_costs_nothing(seconds: float) -> None:
    line = wire(30)
    line.delays = steady(seconds, jitter=0.005)
    for chat in range(1, 5001):
        line.send(Lane.BULK, chat)

    await line.time.pass_by(180)

    moments = [at for _, _, at in line.read]
    assert len(moments) == 5000
    assert moments[-1] - moments[0] <= 1.02 * 4999 / 30
    assert most_within(moments, 1.0) <= 30


async def test_one_that_hangs_takes_the_place_of_one_and_not_for_ever() -> None:
    line = wire(5)
    line.delays = lambda now: (1000.0, 0.1) if now < 1000.5 else (0.05, 0.05)
    for chat in range(1, 200):
        line.send(Lane.BULK, chat)

    await line.time.pass_by(14)
    hanging = sum(at < 1000.5 for _, _, at in line.left)
    assert 0 < hanging < 5
    assert len(line.left) <= hanging + (5 - hanging) * 14
    assert len(line.left) >= hanging + (5 - hanging) * 11
    await line.time.pass_by(16)
    assert most_within([at for _, _, at in line.left if at > 1016], 10.0) >= 45


async def test_where_nothing_is_answered_no_more_leave_than_may_be_read_at_once() -> None:
    line = wire(30)
    line.delays = lambda _: (1000.0, 1.0)
    for chat in range(1, 200):
        line.send(Lane.BULK, chat)

    await line.time.pass_by(14)

    assert len(line.left) == 30


async def test_a_wary_courier_counts_replies_as_they_are_read() -> None:
    line = wire(25)
    assert isinstance(await _refused_at_once(line), TooManyRequests)
    await line.time.pass_by(2)
    line.delays = in_heaps(0.01, every=0.9, standstill=0.4, chance=random.Random(2))
    for chat in range(100, 300):
        line.send(Lane.REPLY, chat)
        line.send(Lane.BULK, 1000 + chat)
    await line.time.pass_by(55)

    assert len(line.read) == 400
    assert most_within([at for _, _, at in line.read], 1.0) <= 30


async def test_a_group_gets_twenty_a_minute_however_late_they_are_read() -> None:
    line = wire()
    line.delays = in_heaps(0.01, every=20.0, standstill=5.0, chance=random.Random(3))

    async def one_after_another() -> None:
        for _ in range(60):
            await line.send(Lane.BULK, GROUP)

    speaker = asyncio.create_task(one_after_another())
    await line.time.pass_by(300)

    await speaker
    assert most_within([at for _, _, at in line.read], 60.0) == 20


async def test_who_takes_over_at_once_does_not_begin_with_a_burst() -> None:
    line = wire(28)
    line.pace.take_over(0)
    for chat in range(1, 201):
        line.send(Lane.BULK, chat)
    await line.time.pass_by(4.5)
    for task in line.tasks:
        task.cancel()

    line.pace = PaceKeeper(bulk_rate=28, now=line.time, sleep=line.time.sleep)
    line.pace.take_over(0)
    for chat in range(1, 201):
        line.send(Lane.BULK, chat)
    await line.time.pass_by(4.5)

    assert len(line.left) >= 220
    assert most_within(line.moments(), 1.0) <= 30


@settings(max_examples=60, deadline=None)
@given(
    rate=st.sampled_from([1.0, 5.0, 25.0, 30.0, 200.0]),
    seconds=st.sampled_from([0.001, 0.05, 0.3]),
    every=st.sampled_from([0.3, 1.1, 3.0, 7.0]),
    standstill=st.sampled_from([0.0, 0.1, 0.25, 2.5]),
    seed=st.integers(0, 999),
)
def test_no_second_of_the_reader_holds_too_many(
    rate: float, seconds: float, every: float, standstill: float, seed: int
) -> None:
    """Whatever befalls a message on its way, and its answer on its way back."""

    async def scenario() -> None:
        chance = random.Random(seed)
        line = wire(rate)
        line.delays = in_heaps(seconds, every, min(standstill, 0.8 * every), chance)
        many = int(min(400, 60 * rate))
        for chat in range(many):
            line.send(chance.choice([Lane.CHANGE, Lane.REMINDER, Lane.BULK]), 1 + chat)
            if chance.random() < 0.01:
                await line.time.pass_by(chance.random())
        await line.time.pass_by(1200)

        assert len(line.read) == many
        assert most_within([at for _, _, at in line.read], 1.0) <= rate

    asyncio.run(scenario())


async def test_whoever_goes_on_tapping_is_still_told_what_there_is() -> None:
    line = wire()
    line.delays = steady(0.02)
    told: asyncio.Task[Any] | None = None
    for tap in range(50):
        line.send(Lane.REPLY, 1)
        if tap == 10:
            told = line.send(Lane.BULK, 1)
        await line.time.pass_by(0.1)

    assert told is not None
    assert told.done()
