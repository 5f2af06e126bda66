"""Garbage in what lists are made from, or in a search: the lists and searches of all others are made."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from bot.clock.proposal_worker import _look
from missions.proposals.workbench import Workbench
from missions.rules.ranking_queue import waits
from storage import quarantine
from storage.database import Database
from storage.tables import Delegate, MatchingState, Search
from storage.tables.base import utc_now
from tests.missions.proposals.fair import Fair, fair
from tests.missions.stage import Stage

POISON = {
    "delegate": "UPDATE delegate SET sectors = '[1]' WHERE id = 1",
    "mission": "UPDATE mission SET tags = '5' WHERE id = 1",
    "organisation": "UPDATE organisation SET kind = 'weird' WHERE id = 2",
    "search": "UPDATE search SET message = '{' WHERE id = 1",
    "matching_state": "UPDATE matching_state SET figures = '{', wanted_at = '2020-01-01 00:00:00' WHERE mission_id = 1",
}
SQLITE_ONLY = ("search", "matching_state")


@pytest.mark.parametrize("kind", POISON)
async def test_what_cannot_be_ranked_stops_no_other(database: Database, kind: str) -> None:
    if kind in SQLITE_ONLY and not database.is_sqlite:
        pytest.skip("PostgreSQL takes no such value")
    async with database.unit() as session:
        people = []
        for number in (1, 2):
            stage = Stage(session, utc_now())
            market = await _market(stage, number)
            people.append([each.id for each in (*market.hosts, *market.guests)])
    async with database.transaction() as transaction:
        await transaction.connection.execute(text(POISON[kind]))

    bench = Workbench(None)
    while await _look(database, bench):
        pass

    async with database.reading() as session:
        behind = select(Delegate.id).where(col(Delegate.ranked_revision) != col(Delegate.revision))
        left = {*(await session.exec(behind))}
        assert not left & {*people[1]}
        assert left == {
            "delegate": {1},
            "organisation": {1},
            "mission": {*people[0]},
            "matching_state": {*people[0]},
        }.get(kind, set())
        open_searches = {*(await session.exec(select(Search.mission_id).where(col(Search.answered_at).is_(None))))}
        assert 2 not in open_searches
        assert await quarantine.count(session) >= 1
        assert not await waits(session), "it is tried over and over"


async def _market(stage: Stage, number: int) -> Fair:
    market = await fair(stage, hosts=2, guests=2)
    stage.mission.key = f"m{number}"
    for each in (*market.hosts, *market.guests):
        person = await market.person(each)
        person.telegram_id = 10_000 * number + each.id
    now = utc_now()
    await stage.add(
        MatchingState(mission_id=stage.mission.id, wanted_at=now - timedelta(seconds=1)),
        Search(mission_id=stage.mission.id, person_id=(await market.person(market.hosts[0])).id, words="irrigation"),
    )
    return market
