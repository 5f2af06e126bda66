"""The pace keeper where a message is on its way for a while, and its answer on its way back."""

from __future__ import annotations

import asyncio
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.courier.rate_limiter import PaceKeeper
from bot.courier.telegram_api import TooManyRequests
from storage.tables import Lane
from tests.bot.courier.pace_wire import GROUP, in_heaps, most_within, refused_at_once, steady, wire
from tests.examples import examples


async def test_a_server_that_reads_in_heaps_never_reads_too_many_in_a_second() -> None:
    line = wire(30)
    line.delays = in_heaps(0.002, every=1.3, standstill=0.5, chance=random.Random(1))
    line.send_each(Lane.BULK, range(1, 901))

    await line.time.pass_by(90)

    assert len(line.read) == 900
    assert most_within([at for _, _, at in line.read], 1.0) <= 30


@pytest.mark.parametrize("seconds", [0.002, 0.1, 0.25])
async def test_a_server_far_away_costs_nothing(seconds: float) -> None:
    line = wire(30)
    line.delays = steady(seconds, jitter=0.005)
    line.send_each(Lane.BULK, range(1, 5001))

    await line.time.pass_by(180)

    moments = [at for _, _, at in line.read]
    assert len(moments) == 5000
    assert moments[-1] - moments[0] <= 1.02 * 4999 / 30
    assert most_within(moments, 1.0) <= 30


async def test_one_that_hangs_takes_the_place_of_one_and_not_for_ever() -> None:
    line = wire(5)
    line.delays = lambda now: (1000.0, 0.1) if now < 1000.5 else (0.05, 0.05)
    line.send_each(Lane.BULK, range(1, 200))

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
    line.send_each(Lane.BULK, range(1, 200))

    await line.time.pass_by(14)

    assert len(line.left) == 30


async def test_a_wary_courier_counts_replies_as_they_are_read() -> None:
    line = wire(25)
    assert isinstance(await refused_at_once(line), TooManyRequests)
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
    line.send_each(Lane.BULK, range(1, 201))
    await line.time.pass_by(4.5)
    for task in line.tasks:
        task.cancel()

    line.pace = PaceKeeper(bulk_rate=28, now=line.time, sleep=line.time.sleep)
    line.pace.take_over(0)
    line.send_each(Lane.BULK, range(1, 201))
    await line.time.pass_by(4.5)

    assert len(line.left) >= 220
    assert most_within(line.moments(), 1.0) <= 30


@settings(max_examples=examples(60))
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
