"""Reminders of sessions: once for each lead time, to who signed up before it, and again once the session has moved."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from sqlmodel import select

from missions.changes import move_session
from missions.changes.catch_up import current
from missions.meetings.digests import Digest, due_digests
from missions.operations.next_due import next_due
from missions.sessions import reminders, signing
from storage.database import Database
from storage.outbox import claim_notice, post
from storage.tables import Lane, OutboxRow, OutboxState
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


async def queued(stage: Stage) -> int:
    """Post what is due, and count the reminders that wait to be sent."""
    for each in await reminders.due_reminders(stage.session):
        assert each.once is not None
        await claim_notice(stage.session, each.once)
        await post(stage.session, "sendMessage", {}, lane=Lane.REMINDER, key=each.once)
    pending = select(OutboxRow.id).where(OutboxRow.state == OutboxState.PENDING)
    return len((await stage.session.exec(pending)).all())


async def test_a_reminder_that_waits_is_withdrawn_once_the_session_has_changed(database: Database) -> None:
    async with staged(database) as stage:
        await stage.open(reminder_minutes=[60])
        one, other = await stage.delegates(2)
        row = await add_session(stage)
        for each in (one, other):
            await signing.sign_up(stage.session, await person_of(stage.session, each), row.id)
        stage.at(TOMORROW - timedelta(minutes=59))
        assert await queued(stage) == 2

        await signing.leave(stage.session, await person_of(stage.session, other), row.id)
        assert await queued(stage) == 1
        venue, _tables = await stage.venue("pta")
        before = await move_session.place_of(stage.session, row)
        row.venue_id = venue.id
        await move_session.note_move(stage.session, stage.mission, row, before, None)
        dropped = select(OutboxRow.id).where(OutboxRow.error == "outdated")
        assert len((await stage.session.exec(dropped)).all()) == 2
        # With the new place.
        assert await queued(stage) == 1
        await move_session.note_cancelled(stage.session, stage.mission, row, None)
        assert await queued(stage) == 0


async def test_who_comes_back_reads_of_a_day_with_sessions_only(database: Database) -> None:
    async with staged(database) as stage:
        await stage.open()
        one, idle = await stage.delegates(2)
        row = await add_session(stage)
        await signing.sign_up(stage.session, await person_of(stage.session, one), row.id)
        (notice,) = await current(stage.session, one)
        assert isinstance(notice, Digest)
        assert await current(stage.session, idle) == []
        stage.at(TOMORROW + timedelta(hours=1))
        assert await current(stage.session, one) == []
