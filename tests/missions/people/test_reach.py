"""Whom messages no longer reach."""

from __future__ import annotations

from datetime import timedelta

from missions.people.reach import newly_unreachable
from storage.database import Database
from storage.outbox import claim_notice
from storage.tables import DelegateStatus, Person
from tests.missions.stage import NOON, staged


async def test_the_desk_is_told_once_each_time_someone_becomes_unreachable(database: Database) -> None:
    async with staged(database) as stage:
        await stage.open()
        owner = await stage.owner()
        blocked, left = await stage.delegates(2)
        left.status = DelegateStatus.LEFT
        for delegate in (blocked, left):
            person = await stage.session.get_one(Person, delegate.person_id)
            person.unreachable_since = NOON
        await stage.session.flush()
        (notice,) = await newly_unreachable(stage.session)
        assert (notice.to, notice.once is None) == (owner.id, False)
        assert await claim_notice(stage.session, notice.once or "")
        assert await newly_unreachable(stage.session) == []
        person = await stage.session.get_one(Person, blocked.person_id)
        person.unreachable_since = NOON - timedelta(days=1)
        await stage.session.flush()
        assert len(await newly_unreachable(stage.session)) == 1
