"""On PostgreSQL people are served side by side: no more at once than there are connections, and again after a clash."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from bot.intake.intake import SIDE_BY_SIDE
from storage.database import Database
from tests.bot.conftest import House
from tests.bot.trouble import held_up, stumbling
from tests.eventually import eventually

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("house", ["postgresql"], indirect=True),
]

CROWD = 100
WAITING = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event = 'relation'"
)


async def test_a_hundred_people_at_once_share_a_few_connections(house: House) -> None:
    crowd = [await house.sandbox.add_person(f"Delegate {number}", language_code="fr") for number in range(CROWD)]
    for person in crowd:
        await person.start()
    for person in crowd:
        await person.expect()
    await house.sandbox.fault("getUpdates", "slow", seconds=2.0)  # time for a batch to gather
    await crowd[0].say("/cancel")
    await crowd[0].expect("/menu")
    log = len(house.wasl.log)

    async with held_up(house.database):
        await asyncio.gather(*(person.say("/cancel") for person in crowd))
        await house.wasl.logs("event=taking", f"updates={CROWD}", since=log)

        async def all_wait() -> bool:
            return await waiting(house.database) >= SIDE_BY_SIDE

        await eventually(all_wait)
        assert [await waiting(house.database) for _ in range(20)] == [SIDE_BY_SIDE] * 20
    for person in crowd:
        await person.expect("/menu")

    assert "level=error" not in "".join(house.wasl.log[log:])


@pytest.mark.parametrize(
    "stumble",
    [
        "RAISE EXCEPTION 'could not serialize access' USING ERRCODE = 'serialization_failure'",
        "RAISE EXCEPTION 'deadlock detected' USING ERRCODE = 'deadlock_detected'",
        "PERFORM pg_terminate_backend(pg_backend_pid())",
    ],
)
async def test_what_a_clash_or_a_lost_connection_undid_is_done_again(house: House, stumble: str) -> None:
    nadia = await house.newcomer()
    before, failed = len(await house.posted(nadia)), len(await house.failed())

    async with stumbling(house.database, nadia.id, 2, stumble):
        await nadia.say("/cancel")
        await nadia.expect("/menu")

    assert len(await house.posted(nadia)) == before + 1
    assert len(await house.failed()) == failed


async def waiting(database: Database) -> int:
    """How many transactions wait for a table."""
    async with database.reading() as session:
        return int((await (await session.connection()).execute(text(WAITING))).scalar_one())
