"""Two receptions behind one address: one person's updates are handled one at a time, in order, whoever has them."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from sqlalchemy import insert, text
from sqlmodel import select

from bot.intake.webhook import PATH, SECRET_HEADER
from storage.database import Database
from storage.tables import ProcessedUpdate, WaitingUpdate
from storage.tables.base import utc_now
from tests.balancer import free_port
from tests.bot.conftest import House, written
from tests.bot.trouble import held_up
from tests.engines import new_database
from tests.people import Person, Sandbox
from tests.wasl import Wasl

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECRET = "0123456789abcdef-0123456789abcdef"
WAITS_FOR_US = text("SELECT count(*) FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))")
COMMANDS = ["/cancel", "/language", "/menu", "/help", "/nonsense"]


@dataclass(slots=True)
class Doors:
    """Telegram at the doors of two receptions."""

    house: House
    receptions: list[Wasl]
    telegram: list[ClientSession]
    number: int = 1000

    async def post(self, door: int, number: int, person: Person, said: str) -> int:
        update = {"update_id": number, **written(person, said)}
        headers = {SECRET_HEADER: SECRET}
        async with self.telegram[door].post(PATH, json=update, headers=headers) as answer:
            return answer.status

    def post_soon(self, door: int, number: int, person: Person, said: str) -> asyncio.Task[int]:
        return asyncio.ensure_future(self.post(door, number, person, said))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def doors(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Doors]:
    """Two receptions and a courier; nobody but the test posts to the former."""
    ports = [free_port(), free_port()]
    async with AsyncExitStack() as stack:
        folder = tmp_path_factory.mktemp("receptions")
        url = await stack.enter_async_context(new_database("postgresql", folder))
        sandbox = await stack.enter_async_context(Sandbox())
        webhook: dict[str, Any] = {"webhook_url": f"http://127.0.0.1:{free_port()}", "webhook_secret": SECRET}
        receptions = [
            Wasl(sandbox, url, role="serve", listen=f"127.0.0.1:{port}", log_level="debug", **webhook) for port in ports
        ]
        courier = Wasl(sandbox, url, role="courier")
        for wasl in (*receptions, courier):
            await stack.enter_async_context(wasl)
        telegram = [await stack.enter_async_context(ClientSession(f"http://127.0.0.1:{port}")) for port in ports]
        database = Database(url)
        yield Doors(House(sandbox, courier, database), receptions, telegram)
        await database.close()


async def newcomer(doors: Doors, name: str) -> Person:
    """Someone who has the chat open, and whom the bot knows."""
    person = await doors.house.sandbox.add_person(name, language_code="fr")
    await person.start()
    doors.number += 100
    assert await doors.post(0, doors.number, person, "/start") == 200
    await person.expect()
    return person


async def test_what_waits_is_handled_in_order_and_once(doors: Doors) -> None:
    nadia, rachid = await newcomer(doors, "Nadia"), await newcomer(doors, "Rachid")
    sample = {}
    for number, said in enumerate(COMMANDS, doors.number + 1):
        assert await doors.post(number % 2, number, rachid, said) == 200
        sample[said] = (await doors.house.posted(rachid))[-1].params["text"]
    assert len(set(sample.values())) == len(COMMANDS)
    before = len(await doors.house.posted(nadia))
    first = doors.number + 50

    async with held_up(doors.house.database):
        posts = [doors.post_soon(0, first, nadia, COMMANDS[0])]
        await arrived(doors, 1)
        # All the others find the first one in work: repeated, out of order, and now here, now there.
        posts += [doors.post_soon(at % 2, first + at, nadia, COMMANDS[at]) for at in (2, 1, 4, 3, 2, 4, 0)]
        await arrived(doors, 8)
    assert set(await asyncio.gather(*posts)) == {200}

    answers = [row.params["text"] for row in (await doors.house.posted(nadia))[before:]]
    assert answers == [sample[said] for said in COMMANDS]


async def test_what_a_reception_leaves_behind_is_handled_by_the_other(doors: Doors) -> None:
    nadia = await newcomer(doors, "Nadia")
    leaving = doors.receptions[1]
    before = len(await doors.house.posted(nadia))

    async with held_up(doors.house.database):
        posts = [doors.post_soon(1, doors.number + 1, nadia, "/cancel")]
        await arrived(doors, 1)
        posts.append(doors.post_soon(1, doors.number + 2, nadia, "/help"))
        await arrived(doors, 2)
        async with asyncio.timeout(60):
            assert await leaving.stop() == 0  # with the database as it is, it cannot finish
    assert 200 not in await asyncio.gather(*posts, return_exceptions=True)
    await nadia.expect("/menu")
    await nadia.expect()

    assert len(await doors.house.posted(nadia)) == before + 2
    # Telegram, which was not told that they are done, posts them again.
    assert await doors.post(0, doors.number + 1, nadia, "/cancel") == 200
    assert len(await doors.house.posted(nadia)) == before + 2
    await leaving.start()


async def test_what_the_table_of_those_who_wait_has_lost_is_handled(doors: Doors) -> None:
    """A server that crashed comes back with that table empty: it is not written to the log."""
    nadia = await newcomer(doors, "Nadia")
    before = len(await doors.house.posted(nadia))
    async with doors.house.database.engine.connect() as connection:
        # As another reception at work for her.
        await connection.execute(text("SELECT pg_advisory_xact_lock(:sender)"), {"sender": nadia.id})
        post = doors.post_soon(0, doors.number + 1, nadia, "/cancel")
        await arrived(doors, 1)
        await connection.execute(text("DELETE FROM waiting_update"))
        await connection.commit()
    assert await post == 200
    assert len(await doors.house.posted(nadia)) == before + 1


async def test_a_reception_that_sleeps_holds_nobody_up(doors: Doors) -> None:
    nadia = await newcomer(doors, "Nadia")
    before = len(await doors.house.posted(nadia))
    row = {"bot_id": 123456, "update_id": doors.number + 1, "processed_at": utc_now()}
    async with doors.house.database.engine.connect() as connection:
        await connection.execute(insert(ProcessedUpdate).values(row))
        asleep = doors.post_soon(1, doors.number + 1, nadia, "/cancel")
        async with asyncio.timeout(60):
            while not await connection.scalar(WAITS_FOR_US):  # noqa: ASYNC110 - until it is in the middle of the work
                await asyncio.sleep(0)
        doors.receptions[1].send(signal.SIGSTOP)
        await connection.rollback()
    assert await doors.post(0, doors.number + 2, nadia, "/help") == 200
    doors.receptions[1].send(signal.SIGCONT)
    await asleep

    said = [row.params["text"] for row in (await doors.house.posted(nadia))[before:]]
    assert len(said) == 2
    assert "/menu" in said[0]


async def arrived(doors: Doors, count: int) -> None:
    """Wait until so many updates are inside a door and not handled."""
    async with asyncio.timeout(60), doors.house.database.engine.connect() as connection:
        while True:
            found = await connection.execute(text("SELECT count(*) FROM waiting_update"))
            await connection.rollback()
            if found.scalar_one() >= count:
                return


async def test_garbage_that_waits_is_counted_and_keeps_no_reception_from_its_work(doors: Doors) -> None:
    nadia = await newcomer(doors, "Nadia")
    failed = len(await doors.house.failed())
    update = {"update_id": doors.number + 90, **written(nadia, "/help")}
    rows: list[dict[str, Any]] = [
        {"update_id": 1, "sender": 5, "payload": 5},
        {"update_id": 2, "sender": nadia.id, "payload": {"update_id": "no number"}},
        {"update_id": 3, "sender": 6, "payload": update},  # of another sender than it says
    ]
    before = len(await doors.house.posted(nadia))
    async with doors.house.database.transaction() as transaction:
        arrived_at = utc_now() - timedelta(minutes=1)
        await transaction.connection.execute(insert(WaitingUpdate), [{**row, "arrived_at": arrived_at} for row in rows])

    async with asyncio.timeout(60):
        while len(await doors.house.failed()) < failed + 2 or len(await doors.house.posted(nadia)) == before:  # noqa: ASYNC110 - it is told to nobody
            await asyncio.sleep(0.05)

    assert await doors.post(1, doors.number + 91, nadia, "/cancel") == 200
    assert {row.error for row in await doors.house.failed()} >= {"no update"}
    async with doors.house.database.reading() as session:
        assert not (await session.exec(select(WaitingUpdate))).all()
