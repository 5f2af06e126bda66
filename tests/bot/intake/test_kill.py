"""Killed at any moment: no update lost, none applied twice, no message lost, at most those in flight repeated."""

from __future__ import annotations

import asyncio
import random

import pytest
from sqlmodel import col, func, select

from storage.database import Database
from storage.tables import OutboxRow, OutboxState, ProcessedUpdate
from tests.eventually import eventually
from tests.people import Person, Sandbox
from tests.wasl import Wasl

PEOPLE = 20
IN_FLIGHT = 60
"""Thirty replies on the wire, and thirty answered and not yet written."""


@pytest.mark.parametrize(
    ("engine_name", "kills", "texts"),
    [
        ("sqlite", 2, 4),
        ("postgresql", 2, 4),
        pytest.param("sqlite", 12, 20, marks=pytest.mark.slow),
        pytest.param("postgresql", 6, 20, marks=pytest.mark.slow),
    ],
)
async def test_killed_under_load_nothing_is_lost_or_done_twice(
    database: Database, database_url: str, kills: int, texts: int
) -> None:
    answers = PEOPLE * (texts + 1)
    moments = random.Random()
    may_repeat = 0
    async with Sandbox() as sandbox, Wasl(sandbox, database_url) as wasl:
        crowd = [await sandbox.add_person(f"Delegate {number}", language_code="fr") for number in range(PEOPLE)]
        talking = asyncio.gather(*(talk(person, texts) for person in crowd))
        for _ in range(kills):
            done = len(await sandbox.calls("sendMessage"))
            await calls_after(sandbox, min(done + moments.randrange(PEOPLE * texts // kills), answers - 1))
            await wasl.kill()
            may_repeat += min(IN_FLIGHT, await pending(database))
            await wasl.start()
        await talking
        await sandbox.acknowledged(timeout=60)
        rows = await outbox(database, answers)
        assert await wasl.stop() == 0

        assert rows == {OutboxState.SENT: answers}
        assert not [call for call in await sandbox.refused() if call["method"] != "getUpdates"]
        repeats = 0
        for person in crowd:
            heard = [seen for seen in person.screen if seen.from_bot]
            repeats += len(heard) - (texts + 1)
            assert len(heard) >= texts + 1, person.told()
        assert 0 <= repeats <= may_repeat


async def talk(person: Person, texts: int) -> None:
    await person.start()
    for number in range(texts):
        await person.say(f"texte {number}")


async def calls_after(sandbox: Sandbox, count: int) -> None:
    def reached() -> bool:
        sent = [event for event in sandbox.heard if event.get("call", {}).get("method") == "sendMessage"]
        return len(sent) >= count

    await sandbox.until(reached, lambda: f"the bot never sent {count} messages", timeout=60)


async def pending(database: Database) -> int:
    """What is not marked as sent: nothing else may be said again."""
    async with database.reading() as session:
        waiting = select(func.count()).select_from(OutboxRow).where(OutboxRow.state == OutboxState.PENDING)
        return (await session.exec(waiting)).one()


async def outbox(database: Database, updates: int) -> dict[str, int]:
    """Rows by state, once nothing is pending; each update was taken once."""

    async def states() -> dict[str, int] | None:
        async with database.reading() as session:
            found = await session.exec(select(OutboxRow.state, func.count()).group_by(col(OutboxRow.state)))
            rows = dict(found.all())
            taken = (await session.exec(select(func.count()).select_from(ProcessedUpdate))).one()
        if OutboxState.PENDING in rows:
            return None
        assert taken == updates
        return rows

    return await eventually(states)
