"""What a 429 stops, and for how long."""

from __future__ import annotations

import math

import pytest

from bot.courier.telegram_api import TooManyRequests
from storage.tables import Lane
from tests.bot.courier.pace_wire import REFUSED, Wire, idle, refused_at_once, wire


def chats(line: Wire) -> set[int]:
    return {chat for _, chat, _ in line.left}


async def test_a_chats_429_halts_that_chat_only() -> None:
    line = wire()
    assert isinstance(await refused_at_once(line, 40, Lane.CHANGE), TooManyRequests)
    line.left.clear()
    line.send(Lane.REPLY, REFUSED)
    for chat in (1, 2, 3):
        line.send(Lane.REPLY, chat)
        line.send(Lane.CHANGE, 10 + chat)
        line.send(Lane.BULK, 20 + chat)

    await line.time.pass_by(2)
    assert chats(line) == {1, 2, 3, 11, 12, 13, 21, 22, 23}
    assert not line.pace.halted
    assert line.pace.halted_chats == 1
    await line.time.pass_by(37)
    assert REFUSED not in chats(line)
    await line.time.pass_by(2)
    assert REFUSED in chats(line)


@pytest.mark.parametrize("lane", [Lane.REPLY, Lane.CHANGE])
async def test_a_second_chats_429_halts_everything(lane: Lane) -> None:
    line = wire()
    await refused_at_once(line, 40, lane)
    await line.time.pass_by(20)
    line.refuse = 5
    line.send(lane, 8)
    await idle()
    line.left.clear()
    line.send(Lane.REPLY, 9)

    assert line.pace.halted
    await line.time.pass_by(4.9)
    assert not line.left
    await line.time.pass_by(0.3)
    assert chats(line) == {9}


async def test_a_chat_refused_again_is_no_second_chat() -> None:
    line = wire()
    await refused_at_once(line, 1, Lane.CHANGE)
    await line.time.pass_by(2)
    await refused_at_once(line, 1, Lane.CHANGE)

    assert not line.pace.halted


async def test_a_long_halt_is_probed_by_one_call_at_a_time() -> None:
    line = wire()
    await refused_at_once(line, 1_000_000)
    line.left.clear()
    line.refuse = 999_000
    line.send_each(Lane.REPLY, range(1, 40))

    await line.time.pass_by(59)
    assert not line.left
    await line.time.pass_by(10)
    assert len(line.left) == 1, "one has asked, and was refused"
    await line.time.pass_by(100)
    assert len(line.left) == 1
    await line.time.pass_by(30)
    assert len(line.left) == 39, "the next one was taken: all others follow"
    assert not line.pace.halted


async def test_a_probe_that_is_not_wanted_leaves_it_to_the_next() -> None:
    line = wire()
    await refused_at_once(line, 1_000_000)
    line.left.clear()
    line.send(Lane.REPLY, 1, wanted=False)
    line.send(Lane.REPLY, 2)

    await line.time.pass_by(61)

    assert chats(line) == {2}


@pytest.mark.parametrize("seconds", [1e18, math.inf, math.nan, -5.0, 0.0, 86_400.0 * 365])
async def test_absurd_halts_are_bounded(seconds: float) -> None:
    line = wire()
    await refused_at_once(line, seconds)
    line.send(Lane.CHANGE, 1)

    assert 0 < line.pace.halted_seconds <= 86_401
    await line.time.pass_by(62)
    assert 1 in chats(line)


async def test_an_operator_lifts_all_halts() -> None:
    line = wire()
    await refused_at_once(line, 40, Lane.CHANGE)
    line.pace.halt(10_000)
    line.left.clear()
    line.send(Lane.REPLY, 1)
    line.send(Lane.CHANGE, 2)
    line.send(Lane.CHANGE, REFUSED)
    await line.time.pass_by(3)
    assert not line.left

    line.pace.lift()
    await line.time.pass_by(2)

    assert chats(line) == {1, 2, REFUSED}


async def test_answers_to_presses_pass_a_halt_unless_they_are_refused_themselves() -> None:
    line = wire()
    await refused_at_once(line, 40)
    line.left.clear()
    line.answer_press(1)
    await idle()
    assert chats(line) == {1}

    line.refuse = 5
    line.answer_press(2)
    await idle()
    line.answer_press(3)
    await line.time.pass_by(4)
    assert chats(line) == {1, 2}
    await line.time.pass_by(2)
    assert chats(line) == {1, 2, 3}
