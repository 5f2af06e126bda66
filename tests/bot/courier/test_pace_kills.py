"""A courier that is killed leaves its pace to the next one: a server that keeps Telegram's limits refuses nothing."""

from __future__ import annotations

import asyncio
import random

import pytest

from storage import chat_halts, rate_halt
from storage.database import Database
from storage.outbox import post
from storage.tables import Lane, OutboxState
from storage.tables.base import utc_now
from tests.bot.courier.courier_process import courier
from tests.bot.courier.outbox import rows, running, say, settled
from tests.people import Sandbox

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])

GUESTS = 40
KILLS = 3


@pytest.mark.parametrize("answers", ["at once", pytest.param("late", marks=pytest.mark.slow)])
async def test_after_kills_nothing_is_refused(database: Database, database_url: str, answers: str) -> None:
    async with Sandbox() as sandbox:
        people = [await sandbox.add_person(f"Invité {number}") for number in range(GUESTS)]
        for person in people:
            await person.start()
        await sandbox.settings(flood_control=True)
        if answers == "late":  # the server has counted what the courier that is killed has no answer to
            await sandbox.fault("sendMessage", "slow", seconds=0.4, times=-1)
        async with database.unit() as session:
            for number in range(KILLS):
                for person in people:
                    params = {"chat_id": person.id, "text": f"{number}"}
                    await post(
                        session, "sendMessage", params, chat_id=person.id, lane=Lane.BULK if number else Lane.REPLY
                    )
        for _ in range(KILLS):
            heard = len(await sandbox.calls("sendMessage"))
            async with courier(database_url, sandbox.api_url, token=sandbox.token, bulk_rate=25):
                wanted = heard + random.randint(5, 30)
                while len(await sandbox.calls("sendMessage")) < wanted:  # noqa: ASYNC110 - it is told to nobody
                    await asyncio.sleep(0.02)
        async with courier(database_url, sandbox.api_url, token=sandbox.token, bulk_rate=25):
            await settled(database)
        assert await sandbox.refused() == []


async def test_the_halt_of_a_chat_outlives_the_courier(database: Database) -> None:
    async with Sandbox() as sandbox:
        first, other = list(sandbox.people)[:2]
        for person in (first, other):
            await sandbox.person(person).start()
        await sandbox.fault("sendMessage", "429", times=1, retry_after=1_000_000, chat_id=first)
        refused = await say(database, "x", chat=first, lane=Lane.CHANGE)
        async with running(database, sandbox.api_url, token=sandbox.token, bulk_rate=25):
            await sandbox.called("sendMessage", chat_id=first)
            while not await halted(database):  # noqa: ASYNC110 - it is told to nobody
                await asyncio.sleep(0.02)

        async with running(database, sandbox.api_url, token=sandbox.token, bulk_rate=25) as successor:
            said = await say(database, "y", chat=other, lane=Lane.CHANGE)
            await settled(database, said)
            assert (await rows(database))[refused].state is OutboxState.PENDING
            assert len(await sandbox.calls("sendMessage")) == 2
            assert (await halted(database))[first] <= 86_400
            assert not successor.held_back
            async with database.transaction() as transaction:
                await rate_halt.lift(transaction.connection, utc_now())
                await chat_halts.lift(transaction.connection)
            await settled(database, refused)
        assert not await halted(database)


async def halted(database: Database) -> dict[int, float]:
    async with database.reading() as session:
        return await chat_halts.left(await session.connection())


async def test_as_many_halts_are_kept_as_are_worth_it(database: Database) -> None:
    now = utc_now()
    async with database.transaction() as transaction:
        many = {chat: (now, now.replace(year=now.year + 1)) for chat in range(1, chat_halts.MOST + 20)}
        await chat_halts.keep(transaction.connection, many)
    assert len(await halted(database)) == chat_halts.MOST
    async with database.transaction() as transaction:
        await chat_halts.keep(transaction.connection, dict.fromkeys(many, (now, now)))
    assert not await halted(database)
