"""The pace keeper under a clock that only moves when everyone sleeps."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.courier.calls import NoLongerWanted
from bot.courier.telegram_api import TooManyRequests
from storage.tables import Lane
from tests.bot.courier.pace_wire import GROUP, REFUSED, idle, most_within, refused_at_once, steady, wire
from tests.examples import examples


async def test_bulk_leaves_at_its_rate_and_no_slower() -> None:
    line = wire(25)
    line.send_each(Lane.BULK, range(1, 1001))

    await line.time.pass_by(40.5)

    moments = line.moments()
    assert len(moments) == 1000
    assert most_within(moments, 1.0) <= 25
    assert moments[-1] - moments[0] <= 1.02 * 999 / 25


async def test_bulk_that_was_held_up_makes_up_for_it_within_its_rate() -> None:
    line = wire(30)
    line.send_each(Lane.BULK, range(1, 901))
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
    line.send_each(Lane.BULK, range(100, 120))

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
    line.send_each(Lane.BULK, range(1, 21))
    await line.time.pass_by(1.0)
    before = len(line.left)
    line.send(Lane.CHANGE, 99)

    await line.time.pass_by(0.25)

    assert line.left[before][:2] == (Lane.CHANGE, 99)


async def test_replies_go_before_a_broadcast_and_bulk_yields_to_them() -> None:
    line = wire(25)
    line.send_each(Lane.BULK, range(1, 500))
    for tick in range(100):
        came = line.time.now
        line.send(Lane.REPLY, 1000 + tick)
        await line.time.pass_by(0.05)
        if tick > 40:
            (left,) = line.moments(1000 + tick)
            assert left - came <= 0.04, "a reply waited though bulk has yielded"

    await line.time.pass_by(0.1)

    assert len([lane for lane, _, _ in line.left if lane == Lane.REPLY]) == 100
    assert most_within(line.moments(), 1.0) <= 30
    assert sum(lane == Lane.BULK for lane, _, _ in line.left) >= 10


async def test_no_number_of_replies_stops_bulk_altogether() -> None:
    line = wire(25)
    line.send_each(Lane.BULK, range(1, 50))
    for tick in range(1000):
        line.send(Lane.REPLY, 1000 + tick)
        await line.time.pass_by(0.01)

    assert sum(lane == Lane.BULK for lane, _, _ in line.left) >= 8


async def test_a_halt_is_for_everyone_and_no_herd_follows() -> None:
    line = wire(25)
    line.refuse = 30
    refused = line.send(Lane.BULK, 1)
    await idle()
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


async def test_after_an_outage_replies_leave_within_the_limits_while_that_helps() -> None:
    line = wire(25)
    line.pace.halt(0)
    line.send_each(Lane.REPLY, range(1, 1000))

    await line.time.pass_by(4.9)
    assert 120 <= len(line.left) <= 150
    assert most_within(line.moments(), 1.0) <= 30
    await line.time.pass_by(0.2)
    assert len(line.left) == 999, "more than can leave in time: Telegram may take them, and says so if not"


async def test_after_a_429_replies_keep_the_limits_too_for_a_while() -> None:
    line = wire(25)
    assert isinstance(await refused_at_once(line), TooManyRequests)
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
    for _ in range(8):
        line.send(Lane.REPLY, REFUSED)
    await line.time.pass_by(3.1)
    assert len(line.left) == 216, "ten minutes later the chat's replies are waited for no longer than others'"


async def test_a_wary_reply_waits_for_no_bulk_that_waits_longer() -> None:
    line = wire(1)
    assert isinstance(await refused_at_once(line), TooManyRequests)
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
    await idle()
    first.cancel()

    await line.time.pass_by(6)

    assert [chat for _, chat, _ in line.left] == [2]


@settings(max_examples=examples(60))
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


@settings(max_examples=examples(25))
@given(rate=st.sampled_from([20.0, 25.0]), replies=st.sampled_from([0.5, 2, 5, 9]), seed=st.integers(0, 999))
def test_a_broadcast_with_people_tapping_stays_below_telegrams_limit(rate: float, replies: float, seed: int) -> None:
    """Bulk leaves replies the room that they lately took and some more: hardly any waits, and none for long."""

    async def scenario() -> None:
        chance = random.Random(seed)
        line = wire(rate)
        for chat in range(1, 401):
            line.send(Lane.BULK, chat)
        came, waited = 0.0, [0.0]
        while (came := came + chance.expovariate(replies)) < 12:
            await line.time.pass_by(max(0.0, 1000 + came - line.time.now))
            line.send(Lane.REPLY, 5000 + len(waited))
            waited.append(1000 + came)
        await line.time.pass_by(60)

        delays = [line.moments(5000 + number)[0] - at for number, at in enumerate(waited) if number]
        assert max(delays, default=0.0) < 0.6
        assert sum(delays) <= 0.05 * len(delays) + 0.6
        assert most_within(line.moments(), 1.0) <= 30
        assert sum(lane != Lane.REPLY for lane, _, _ in line.left) == 400

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
