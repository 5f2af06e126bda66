"""Killed at any moment: no update lost, none applied twice, no message lost, at most those in flight repeated."""

from __future__ import annotations

import asyncio
import random

import pytest
from sqlmodel import col, func, select

from storage.database import Database
from storage.tables import OutboxRow, OutboxState, ProcessedUpdate
from tests.people import Person, Sandbox
from tests.wasl import Wasl

PEOPLE = 20
TEXTS = 20
IN_FLIGHT = 60
"""Thirty replies on the wire, and thirty answered and not yet written."""


@pytest.mark.parametrize(("engine_name", "kills"), [("sqlite", 12), ("postgresql", 6)])
async def test_killed_under_load_nothing_is_lost_or_done_twice(
    database: Database, database_url: str, kills: int
) -> None:
    moments = random.Random()
    async with Sandbox() as sandbox, Wasl(sandbox, database_url) as wasl:
        crowd = [await sandbox.add_person(f"Delegate {number}", language_code="fr") for number in range(PEOPLE)]
        talking = asyncio.gather(*(talk(person) for person in crowd))
        for _ in range(kills):
            done = len(await sandbox.calls("sendMessage"))
            await calls_after(sandbox, done + moments.randrange(PEOPLE * TEXTS // kills))
            await wasl.kill()
            await wasl.start()
        await talking
        await sandbox.acknowledged(timeout=60)
        rows = await outbox(database)
        assert await wasl.stop() == 0

        assert rows == {OutboxState.SENT: PEOPLE * (TEXTS + 1)}
        assert not [call for call in await sandbox.refused() if call["method"] != "getUpdates"]
        repeats = 0
        for person in crowd:
            heard = [seen for seen in person.screen if seen.from_bot]
            repeats += len(heard) - (TEXTS + 1)
            assert len(heard) >= TEXTS + 1, person.told()
        assert 0 <= repeats <= kills * IN_FLIGHT


async def talk(person: Person) -> None:
    await person.start()
    for number in range(TEXTS):
        await person.say(f"texte {number}")


async def calls_after(sandbox: Sandbox, count: int) -> None:
    def reached() -> bool:
        sent = [event for event in sandbox.heard if event.get("call", {}).get("method") == "sendMessage"]
        return len(sent) >= min(count, PEOPLE * (TEXTS + 1) - 1)

    await sandbox.until(reached, lambda: f"the bot never sent {count} messages", timeout=60)


async def outbox(database: Database) -> dict[str, int]:
    """Rows by state, once nothing is pending any more; and as many as there were updates."""
    while True:
        async with database.reading() as session:
            states = await session.exec(select(OutboxRow.state, func.count()).group_by(col(OutboxRow.state)))
            rows = dict(states.all())
            updates = (await session.exec(select(func.count()).select_from(ProcessedUpdate))).one()
        if OutboxState.PENDING not in rows:
            assert updates == PEOPLE * (TEXTS + 1)
            return rows
        await asyncio.sleep(0)  # the courier is writing: only the database knows when it is done
