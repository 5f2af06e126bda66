"""A courier that is killed in the middle: nothing is lost, and at most what was in flight goes out twice."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import pytest
from aiohttp import web

from storage.database import Database
from storage.outbox import post
from storage.tables import Lane, OutboxState
from tests.bot.api_stub import ApiStub, Call
from tests.bot.courier.courier_process import courier, ended
from tests.bot.courier.outbox import rows

CHATS = 40
IN_FLIGHT = 60
"""Thirty on the wire, and thirty answered and not yet written."""


@pytest.mark.parametrize(("kills", "messages"), [(1, 4), pytest.param(4, 12, marks=pytest.mark.slow)])
async def test_killed_at_any_moment_it_loses_nothing_and_repeats_little(
    database: Database, database_url: str, telegram: ApiStub, kills: int, messages: int
) -> None:
    async def answer(_call: Call) -> web.StreamResponse | None:
        await asyncio.sleep(random.uniform(0.005, 0.05))
        return None

    telegram.answer = answer
    async with database.unit() as session:
        for number in range(messages):
            for chat in range(1, CHATS + 1):
                params = {"chat_id": chat, "text": f"{chat}/{number}"}
                await post(session, "sendMessage", params, chat_id=chat, lane=Lane.REPLY)
    every = CHATS * messages // (kills + 1)

    for kill in range(kills):
        seen = len(telegram.calls)
        async with courier(database_url, telegram.url):
            await telegram.until(seen + random.randint(every // 2, every))
        times = Counter(telegram.sent())
        repeated = sum(count - 1 for count in times.values())
        assert repeated <= kill * IN_FLIGHT, f"at kill {kill}"

    async with courier(database_url, telegram.url) as last:
        while len(set(telegram.sent())) < CHATS * messages:
            await telegram.until(len(telegram.calls) + 1)
        last.terminate()
        assert await ended(last) == 0  # and everything is written

    sent = telegram.sent()
    assert {row.state for row in (await rows(database)).values()} == {OutboxState.SENT}
    assert len(set(sent)) == CHATS * messages, "a message was lost"
    assert len(sent) - len(set(sent)) <= kills * IN_FLIGHT
    for chat in range(1, CHATS + 1):
        first_times = list(dict.fromkeys(telegram.sent(chat)))
        assert first_times == [f"{chat}/{number}" for number in range(messages)]
