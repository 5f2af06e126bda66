"""A session that moves or is cancelled reaches exactly those who have a place, once, as long as it is true."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from missions.changes import (
    Applied,
    CorrectVenue,
    MoveVenue,
    NewPlace,
    SessionChanged,
    apply,
    foresee,
    move_session,
    report,
    telling,
)
from missions.changes.catch_up import current
from missions.changes.session_moves import told_of_session
from missions.sessions import of_person, signing
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

        before = await move_session.place_of(stage.session, row)
        assert await move_session.note_move(stage.session, stage.mission, row, before, None) is None
        row.venue_id = venue.id
        change = await move_session.note_move(stage.session, stage.mission, row, before, None)
        assert change is not None
        (notice,) = await telling.go_on(stage.session)
        assert isinstance(notice, SessionChanged)
        assert notice.to == one.person_id
        assert [each.delegate_id for each in await stage.session.exec(select(ChangeReceipt))] == [one.id]
        assert any(isinstance(each, SessionChanged) for each in await current(stage.session, one))

        # Overtaken by a later change, it is said no longer.
        receipt = (await stage.session.exec(select(ChangeReceipt))).one()
        assert await told_of_session(stage.session, receipt) is not None
        await move_session.note_cancelled(stage.session, stage.mission, row, None)
        assert await told_of_session(stage.session, receipt) is None
        assert await states(stage.session, row) == ["signed_up", "left"]
        assert await of_person.sessions_of(stage.session, one.id, NOON, TOMORROW + timedelta(days=1)) == []


async def test_a_venue_moves_with_its_sessions(database: Database) -> None:
    async with staged(database) as stage:
        await stage.open()
        one, _other = await stage.delegates(2)
        owner = await stage.owner()
        hall, _tables = await stage.venue("hall", ["1"])
        garden, _none = await stage.venue("garden")
        row = await add_session(stage, venue_id=hall.id)
        empty = await add_session(stage, venue_id=hall.id)
        await signing.sign_up(stage.session, await person_of(stage.session, one), row.id)

        proposal = MoveVenue(hall.id, garden.id)
        plan = await foresee(stage.session, stage.mission, proposal)
        assert [(each.session_id, each.people) for each in plan.sessions] == [(row.id, 1), (empty.id, 0)]
        applied = await apply(stage.session, owner, stage.mission, proposal, plan.fingerprint)
        assert isinstance(applied, Applied)
        told = [*applied.notices, *await telling.go_on(stage.session)]
        assert [(type(each), each.to) for each in told] == [(SessionChanged, one.person_id)]
        assert (row.venue_id, empty.venue_id) == (garden.id, garden.id)
        assert (await report(stage.session, owner, applied.change.id)).sessions == 1

        # An address that was wrong is a change, too.
        correction = CorrectVenue(garden.id, NewPlace({}, "Paseo del Parque 1"))
        plan = await foresee(stage.session, stage.mission, correction)
        await apply(stage.session, owner, stage.mission, correction, plan.fingerprint)
        (told_again,) = await telling.go_on(stage.session)
        assert isinstance(told_again, SessionChanged)
        receipt = await stage.session.get_one(ChangeReceipt, told_again.receipt_id)
        move = await told_of_session(stage.session, receipt)
        assert move is not None
        assert move.after is not None
        assert (move.before.address, move.after.address) == ("", "Paseo del Parque 1")
