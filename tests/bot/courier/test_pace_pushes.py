"""What people are told beside the answers that people are given: how late, and in whose favour."""

from __future__ import annotations

import random
from statistics import median

import pytest

from bot.courier.rate_limiter import PaceKeeper
from storage.tables import Lane
from tests.bot.courier.pace_wire import REFUSED, Wire, most_within, refused_at_once, steady, wire

PUSHES = 8.0


async def told_beside(line: Wire, taps: float, seconds: float, chance: random.Random) -> list[float]:
    """How late each change and request left beside so many taps a second, sorted."""
    came: dict[int, float] = {}
    tap = push = 0.0
    while min(tap, push) < seconds:
        if tap <= push:
            at, lane, chat = tap, Lane.REPLY, 100_000 + chance.randrange(400)
            tap = tap + chance.expovariate(taps) if taps else seconds
        else:
            at, lane, chat = push, chance.choice([Lane.CHANGE, Lane.REMINDER]), 1 + len(came)
            came[chat] = 1000 + push
            push += chance.expovariate(PUSHES)
        await line.time.pass_by(max(0.0, 1000 + at - line.time.now))
        line.send(lane, chat)
    await line.time.pass_by(30)
    return sorted(at - came[chat] for lane, chat, at in line.left if lane != Lane.REPLY)


@pytest.mark.parametrize("taps", [0, 5, 10, 20])
async def test_what_people_are_told_leaves_at_once_beside_taps(taps: float) -> None:
    line = wire(25)
    line.delays = steady(0.004, jitter=0.003)

    late = await told_beside(line, taps, 120, random.Random(taps))

    assert median(late) <= 1.0
    assert late[int(0.99 * len(late))] <= 3.0
    assert most_within([at for _, _, at in line.read], 1.0) <= 30


async def test_a_burst_of_taps_is_forgotten_after_a_second() -> None:
    line = wire(25)
    for _ in range(10):
        line.send(Lane.REPLY, 1)
        await line.time.pass_by(0.1)
    line.send_each(Lane.BULK, range(100, 140))

    await line.time.pass_by(3.0)

    assert sum(lane == Lane.BULK for lane, _, _ in line.left) == 40


async def test_readers_who_tap_hardly_delay_an_announcement() -> None:
    line = wire(25)
    line.send_each(Lane.BULK, range(1, 121))
    for reader in range(120):
        await line.time.pass_by(0.08)
        line.send(Lane.REPLY, 1 + reader)

    bulk = [at for lane, _, at in line.left if lane == Lane.BULK]
    assert len(bulk) == 120
    assert bulk[-1] - bulk[0] < 9.0


async def test_no_lane_starves_beside_a_backlog_of_another() -> None:
    line = wire(25)
    line.send_each(Lane.CHANGE, range(1, 400))
    line.send_each(Lane.BULK, range(1000, 1400))
    await line.time.pass_by(2)
    for request in range(20):
        asked = line.time.now
        line.send(Lane.REMINDER, 5000 + request)
        await line.time.pass_by(0.25)
        assert line.moments(5000 + request), f"a request of {asked} waited for changes"

    lanes = [lane for lane, _, _ in line.left]
    assert lanes.count(Lane.CHANGE) >= 100
    assert lanes.count(Lane.BULK) >= 10


async def test_ten_taps_in_one_chat_keep_what_telegram_takes_of_a_chat() -> None:
    line = wire(25)
    for _ in range(7):
        line.send(Lane.REPLY, 1)
    await line.time.pass_by(0.1)
    assert len(line.left) == 3

    await line.time.pass_by(10)
    moments = line.moments()
    assert len(moments) == 7
    assert most_within(moments[:6], 1.0) <= 4
    assert moments[-1] - moments[0] <= 4.1


async def test_who_goes_on_tapping_for_minutes_is_not_slowed_for_minutes() -> None:
    line = wire(25)
    for tap in range(100):
        line.send(Lane.REPLY, 1)
        await line.time.pass_by(0.5)
        assert len(line.left) >= tap or tap < 20


async def test_what_one_tap_changes_is_redrawn_within_five_seconds() -> None:
    """Ten cards of two people who meet, behind the answer and the notice; the newest of each chat first."""
    line = wire(25)
    line.answer_press(1)
    line.send(Lane.REPLY, 1)
    line.send(Lane.CHANGE, 2)
    for chat in (1, 2) * 5:
        line.send(Lane.REMINDER, chat, method="editMessageText")

    await line.time.pass_by(5)

    assert [len(line.moments(chat)) for chat in (1, 2)] == [7, 6]
    assert most_within(line.moments(2), 1.0) <= 4, "Telegram takes about four at once in a chat"


async def test_of_ten_cards_in_one_chat_seven_are_redrawn_within_five_seconds() -> None:
    """Telegram counts an edit as a message: more than about one a second, with a short burst, would be refused."""
    line = wire(25)
    for _card in range(10):
        line.send(Lane.REMINDER, 1, method="editMessageText")

    await line.time.pass_by(5)
    assert 7 <= len(line.left) < 10
    assert most_within(line.moments(), 1.0) <= 4

    await line.time.pass_by(2)
    assert len(line.left) == 10


async def test_a_mass_change_and_a_chat_that_was_refused_get_no_burst_of_edits() -> None:
    line = wire(25)
    for _card in range(4):
        line.send(Lane.BULK, 1, method="editMessageText")
    await line.time.pass_by(0.5)
    assert len(line.left) == 2

    assert await refused_at_once(line, 1, Lane.CHANGE) is not None
    await line.time.pass_by(20)
    before = len(line.left)
    for _card in range(4):
        line.send(Lane.REMINDER, REFUSED, method="editMessageText")
    await line.time.pass_by(0.5)
    assert len(line.left) - before == 2


async def test_who_takes_over_counts_what_the_one_before_sent() -> None:
    line = wire(25)
    line.send_each(Lane.REPLY, range(1, 29))
    await line.time.pass_by(0.1)
    line.pace = PaceKeeper(now=line.time, sleep=line.time.sleep)
    line.pace.take_over(0, [(chat, 0.1) for chat in range(1, 29)])
    line.send_each(Lane.REPLY, range(100, 160))

    await line.time.pass_by(4)

    assert len(line.left) == 88
    assert most_within(line.moments(), 1.0) <= 30


async def test_without_limits_everything_leaves_at_once() -> None:
    line = wire(25)
    line.pace = PaceKeeper(limits=False, now=line.time, sleep=line.time.sleep)
    for _ in range(50):
        line.send(Lane.REPLY, 1)
        line.send(Lane.CHANGE, 1)
    line.send_each(Lane.BULK, range(1, 200))

    await line.time.pass_by(0.01)

    assert len(line.left) == 299
