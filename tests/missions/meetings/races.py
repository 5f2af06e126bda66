"""Several at the same moment, each in a unit of work of its own, and what became of each."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from sqlmodel import select

from missions.errors import Refusal
from missions.meetings import agreeing, requests
from storage.database import Database, UnitSession
from storage.tables import Delegate, Meeting, Person
from tests.missions.proposals.fair import Fair, check, fair
from tests.missions.stage import NOON, Stage

Work = Callable[[UnitSession], Awaitable[object]]


async def prepared(database: Database, tables: int, asks: list[tuple[int, int]]) -> tuple[Fair, list[int]]:
    """A market in the tables, and the ids of requests of hosts to guests for its first slot."""
    async with database.unit() as session:
        market = await fair(Stage(session), hosts=3, guests=3, tables=tables)
        ids = [
            (await requests.request(session, market.hosts[a], market.guests[b].id, market.slots[0].id)).meeting.id
            for a, b in asks
        ]
    return market, ids


CONNECTIONS = 20
"""What the pool has: who waits longer for one gets an error, and a busy machine is no fault."""


async def at_once(database: Database, *works: Work) -> list[str]:
    """What became of each: "done", or the kind of the refusal. All begin before any of them ends where that can be."""
    begun = asyncio.Barrier(len(works))
    connections = asyncio.Semaphore(CONNECTIONS)

    async def one(work: Work) -> str:
        if not database.is_sqlite:
            await begun.wait()
        try:
            async with connections, database.unit() as session:
                session.info["now"] = NOON
                await work(session)
        except Refusal as refusal:
            return type(refusal).__name__
        return "done"

    return sorted(await asyncio.gather(*(one(work) for work in works)))


def confirming(delegate: Delegate, meeting_id: int, revision: int = 1) -> Work:
    async def work(session: UnitSession) -> None:
        assert delegate.person_id is not None
        person = await session.get_one(Person, delegate.person_id)
        await agreeing.confirm(session, person, meeting_id, revision)

    return work


async def states(database: Database) -> list[str]:
    async with database.unit() as session:
        stage = Stage(session)
        await check(stage)
        return sorted((await session.exec(select(Meeting.state))).all())
