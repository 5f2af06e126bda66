"""Reminders of sessions: once for each lead time, to who signed up before it, and again once the session has moved."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from missions.meetings.digests import due_digests
from missions.operations.next_due import next_due
from missions.sessions import reminders, signing
from storage.database import Database
from storage.outbox import claim_notice
from tests.missions.sessions.kit import TOMORROW, add_session, person_of
from tests.missions.stage import Stage, staged

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])


async def due(stage: Stage) -> list[int]:
    """To whom reminders are due; each is posted."""
    found = await reminders.due_reminders(stage.session)
    for each in found:
        assert each.once is not None
        await claim_notice(stage.session, each.once)
    return [each.delegate_id for each in found]


async def test_who_signed_up_is_reminded_once_for_each_lead_time(database: Database) -> None:
    async with staged(database) as stage:
        await stage.open(reminder_minutes=[60, 15])
        one, late = await stage.delegates(2)
        row = await add_session(stage, 5)
        await signing.sign_up(stage.session, await person_of(stage.session, one), row.id)
        assert await due(stage) == []
        assert await next_due(stage.session, stage.session.now) == TOMORROW - timedelta(hours=1)

        stage.at(TOMORROW - timedelta(minutes=59))
        await signing.sign_up(stage.session, await person_of(stage.session, late), row.id)
        assert await due(stage) == [one.id]
        assert await due(stage) == []
        stage.at(TOMORROW - timedelta(minutes=14))
        assert await due(stage) == [one.id, late.id]

        # Half an hour later than it was: reminded of again.
        row.starts_at += timedelta(minutes=30)
        await stage.session.flush()
        assert await due(stage) == [one.id, late.id]
        row.cancelled_at = stage.session.now
        row.starts_at += timedelta(minutes=1)
        await stage.session.flush()
        assert await due(stage) == []


async def test_the_evening_before_who_has_a_session_only_hears_of_it(database: Database) -> None:
    async with staged(database) as stage:
        mission = await stage.open(digest_at=time(0))
        mission.starts_on -= timedelta(days=1)  # on the eve of the mission, all hear of it
        one, _idle = await stage.delegates(2)
        row = await add_session(stage)
        await signing.sign_up(stage.session, await person_of(stage.session, one), row.id)
        assert [each.delegate_id for each in await due_digests(stage.session)] == [one.id]
        row.cancelled_at = stage.session.now
        await stage.session.flush()
        assert await due_digests(stage.session) == []
