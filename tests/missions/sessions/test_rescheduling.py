"""A session that moves or is cancelled reaches exactly those who have a place, once, as long as it is true."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from missions.changes import SessionChanged, telling
from missions.changes.catch_up import current
from missions.changes.session_moves import told_of_session
from missions.sessions import of_person, rescheduling, signing
from storage.database import Database
from storage.tables import ChangeReceipt
from tests.missions.sessions.kit import TOMORROW, add_session, person_of, states
from tests.missions.stage import NOON, staged

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])


async def test_a_move_reaches_who_has_a_place(database: Database) -> None:
    async with staged(database) as stage:
        await stage.open()
        one, two, _three = await stage.delegates(3)
        venue, _tables = await stage.venue("pta")
        row = await add_session(stage, 1)
        for each in (one, two):
            await signing.sign_up(stage.session, await person_of(stage.session, each), row.id)

        before = await rescheduling.place_of(stage.session, row)
        assert await rescheduling.note_move(stage.session, stage.mission, row, before, None) is None
        row.venue_id = venue.id
        change = await rescheduling.note_move(stage.session, stage.mission, row, before, None)
        assert change is not None
        (notice,) = await telling.go_on(stage.session)
        assert isinstance(notice, SessionChanged)
        assert notice.to == one.person_id
        assert [each.delegate_id for each in await stage.session.exec(select(ChangeReceipt))] == [one.id]
        assert any(isinstance(each, SessionChanged) for each in await current(stage.session, one))

        # Overtaken by a later change, it is said no longer.
        receipt = (await stage.session.exec(select(ChangeReceipt))).one()
        assert await told_of_session(stage.session, receipt) is not None
        await rescheduling.note_cancelled(stage.session, stage.mission, row, None)
        assert await told_of_session(stage.session, receipt) is None
        assert await states(stage.session, row) == ["signed_up", "left"]
        assert await of_person.sessions_of(stage.session, one.id, NOON, TOMORROW + timedelta(days=1)) == []
