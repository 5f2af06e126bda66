"""Two of each role on one database: each effect is there once, whichever of them is killed, paused or stopped."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial

import pytest
import pytest_asyncio
from sqlmodel import func, select

from storage.database import Database
from storage.outbox import post
from storage.tables import FailedUpdate, Lane, OutboxRow, OutboxState, ProcessedUpdate
from tests.balancer import balancer, free_port
from tests.engines import new_database
from tests.eventually import eventually
from tests.people import Person, Sandbox
from tests.screen import Json
from tests.settled import all_said
from tests.wasl import Wasl

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECRET = "0123456789abcdef-0123456789abcdef"
CROWD = 12
TEXTS = 10
IN_FLIGHT = 60
"""Of a lane, what a courier has sent and not yet marked as sent, at most: thirty on the wire, thirty answered."""


@dataclass(slots=True)
class Town:
    """Two of each role, and their Telegram."""

    sandbox: Sandbox
    database: Database
    receptions: list[Wasl]
    couriers: list[Wasl]
    clocks: list[Wasl]

    async def crowd(self, name: str) -> list[Person]:
        return [await self.sandbox.add_person(f"{name} {number}", language_code="fr") for number in range(CROWD)]

    async def rows(self) -> dict[int, OutboxRow]:
        async with self.database.reading() as session:
            return {row.id: row for row in await session.exec(select(OutboxRow))}

    async def everything_said(self) -> None:
        """Wait until nothing waits any more, outside or inside."""
        await self.sandbox.acknowledged(timeout=60)
        await all_said(self.database)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    ports = [free_port(), free_port()]
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(new_database("postgresql", tmp_path_factory.mktemp("town")))
        sandbox = await stack.enter_async_context(Sandbox())
        await sandbox.settings(webhook_retry_seconds=0.2)
        address = await stack.enter_async_context(balancer(ports))

        async def start(role: str, listen: str = "127.0.0.1:0") -> Wasl:
            wasl = Wasl(
                sandbox,
                url,
                role=role,
                listen=listen,
                webhook_url=address,
                webhook_secret=SECRET,
                pace="telegram",
                bulk_rate="8",
            )
            return await stack.enter_async_context(wasl)

        receptions = [await start("serve", f"127.0.0.1:{port}") for port in ports]
        others = [await start(role) for role in ("courier", "courier", "clock", "clock")]
        database = Database(url)
        yield Town(sandbox, database, receptions, others[:2], others[2:])
        await database.close()
        for wasl in (*receptions, *others):
            assert await wasl.stop() == 0


@pytest.mark.slow
async def test_killed_one_after_the_other_nothing_is_lost_or_done_twice(town: Town) -> None:
    crowd = await town.crowd("Delegate")

    async def talk(person: Person) -> None:
        await person.start()
        for number in range(TEXTS):
            await person.say(f"texte {number}")
            await person.expect()

    talking = asyncio.gather(*(talk(person) for person in crowd))
    for tenths, victims in ((1, town.couriers), (3, town.receptions[:1]), (6, town.couriers)):
        await sent(town.sandbox, CROWD * TEXTS * tenths // 10)
        victim = await on_duty(victims) if len(victims) > 1 else victims[0]
        await victim.kill()
        await victim.start()
    await talking
    await town.everything_said()

    async with town.database.reading() as session:
        assert (await session.exec(select(func.count()).select_from(ProcessedUpdate))).one() == CROWD * (TEXTS + 1)
        assert not (await session.exec(select(FailedUpdate))).all()
    said = await town.rows()
    assert Counter(row.state for row in said.values()) == {OutboxState.SENT: CROWD * (TEXTS + 1)}
    assert not await town.sandbox.refused()
    repeats = sum(len([seen for seen in person.screen if seen.from_bot]) - TEXTS - 1 for person in crowd)
    assert 0 <= repeats <= 2 * IN_FLIGHT, "of two couriers"


async def test_whoever_wakes_does_not_send_what_others_took(town: Town) -> None:
    crowd = await town.crowd("Sleeper")
    for person in crowd:
        await person.start()
    await town.everything_said()
    courier, clock = await on_duty(town.couriers), await on_duty(town.clocks)
    number = max(row.lease or 0 for row in (await town.rows()).values())
    await announce(town, crowd * 2)
    await eventually(partial(marked_as_sent, town))
    marks = {wasl: len(wasl.log) for wasl in (*town.couriers, *town.clocks)}
    paused = [courier, clock, town.receptions[0]]

    for wasl in paused:
        wasl.send(signal.SIGSTOP)
    marked = await marked_as_sent(town)
    await bus_calls(town)  # what was on its way to Telegram has arrived with the answer
    on_the_wire = len(await bus_calls(town)) - marked
    await announce(town, crowd)  # at least these are the successor's
    await crowd[0].say("/cancel")  # half of what is posted comes to the reception that sleeps
    await crowd[1].say("/cancel")
    for wasl in {*town.couriers, *town.clocks} - {*paused}:
        await wasl.logs("on duty", since=marks[wasl])
    await eventually(partial(everything_is_sent, town))
    for wasl in paused:
        wasl.send(signal.SIGCONT)
    for wasl in (courier, clock):
        await wasl.logs("lease lost", since=marks[wasl])
        await wasl.logs("standing by", since=marks[wasl])
    await town.everything_said()
    for person in crowd[:2]:
        await person.expect("/menu")

    rows = [row for row in (await town.rows()).values() if row.lane == Lane.BULK]
    assert {row.state for row in rows} == {OutboxState.SENT}
    assert {row.lease for row in rows} == {number, number + 1}
    # What was on the wire when it fell asleep may have been sent again; what it had in hand was not.
    assert 3 * CROWD <= len(await bus_calls(town)) <= 3 * CROWD + on_the_wire


async def announce(town: Town, crowd: list[Person]) -> None:
    async with town.database.unit() as session:
        for person in crowd:
            params = {"chat_id": person.id, "text": "Le bus part à midi"}
            await post(session, "sendMessage", params, chat_id=person.id, lane=Lane.BULK)


async def marked_as_sent(town: Town) -> int:
    """How many of the announcements are marked as sent."""
    rows = (await town.rows()).values()
    return sum(row.lane == Lane.BULK and row.state is OutboxState.SENT for row in rows)


async def everything_is_sent(town: Town) -> bool:
    return await marked_as_sent(town) == 3 * CROWD


async def bus_calls(town: Town) -> list[Json]:
    return [call for call in await town.sandbox.calls("sendMessage") if "bus" in str(call)]


async def on_duty(processes: list[Wasl]) -> Wasl:
    """Whichever has the lease."""

    def newest(wasl: Wasl, *events: str) -> str:
        lines = [line for line in wasl.log if any(event in line for event in events)]
        return lines[-1] if lines else ""

    async def leading() -> Wasl | None:
        wanted = ("on duty", "standing by", "lease lost", "running")
        return next((wasl for wasl in processes if "on duty" in newest(wasl, *wanted)), None)

    return await eventually(leading)


async def sent(sandbox: Sandbox, count: int) -> None:
    """Wait until so many messages were sent in all."""

    def reached() -> bool:
        return len([event for event in sandbox.heard if event.get("call", {}).get("method") == "sendMessage"]) >= count

    await sandbox.until(reached, lambda: f"the bot never sent {count} messages", timeout=60)
