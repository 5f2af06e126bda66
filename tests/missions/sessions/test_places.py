"""The database holds the capacity: as many places as there are, however many come at once."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import func
from sqlmodel import col, select

from missions.sessions import places, signing
from storage.database import Database, UnitSession
from storage.tables import ProgrammeSession, SessionPlace, SignUp, SignUpState
from tests.missions.meetings.races import Work, at_once
from tests.missions.sessions.kit import add_session, person_of, states
from tests.missions.stage import NOON, Stage, staged

PEOPLE, PLACES = 200, 40


async def test_two_hundred_at_once_get_forty_places(database: Database) -> None:
    async with database.unit() as session:
        stage = Stage(session)
        await stage.open()
        people = [await person_of(session, each) for each in await stage.delegates(PEOPLE)]
        row = await add_session(stage, PLACES)
        ids, session_id = [each.id for each in people], row.id

    def signing_up(person_id: int) -> Work:
        async def work(session: UnitSession) -> None:
            person = await session.get_one(type(people[0]), person_id)
            await signing.sign_up(session, person, session_id)

        return work

    assert await at_once(database, *map(signing_up, ids)) == ["done"] * PEOPLE
    async with database.reading() as reading:
        counted = Counter((await reading.exec(select(SignUp.state))).all())
        taken = select(func.count(func.distinct(SessionPlace.sign_up_id))).where(
            col(SessionPlace.sign_up_id).is_not(None)
        )
        assert (await reading.exec(taken)).one() == PLACES
        assert (await reading.get_one(ProgrammeSession, session_id)).is_full
    assert counted == {SignUpState.SIGNED_UP: PLACES, SignUpState.WAITING: PEOPLE - PLACES}


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_a_limit_that_comes_later_keeps_who_signed_up(database: Database) -> None:
    async with staged(database) as stage:
        await stage.open()
        one, two, three = await stage.delegates(3)
        row = await add_session(stage)
        for each in (one, two):
            await signing.sign_up(stage.session, await person_of(stage.session, each), row.id)

        with pytest.raises(places.TooFewPlaces):
            await places.resize(stage.session, row, 1)
        await places.resize(stage.session, row, 2)
        await signing.sign_up(stage.session, await person_of(stage.session, three), row.id)
        assert await states(stage.session, row) == ["signed_up", "signed_up", "waiting"]

        await places.resize(stage.session, row, 5)
        await signing.leave(stage.session, await person_of(stage.session, two), row.id)
        await places.resize(stage.session, row, 3)
        assert (await places.free(stage.session, row), row.capacity) == (2, 3)


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_who_has_a_meeting_then_reads_so_first(database: Database) -> None:
    async with staged(database) as stage:
        await stage.open()
        one, other = await stage.delegates(2)
        (slot,) = await stage.slots([NOON.replace(day=13, minute=20)])
        await stage.meeting(one, other, slot)
        row = await add_session(stage, 5)
        person = await person_of(stage.session, one)

        signed = await signing.sign_up(stage.session, person, row.id)
        assert [each.slot.id for each in signed.clashes.meetings] == [slot.id]
        assert await states(stage.session, row) == []

        await signing.sign_up(stage.session, person, row.id, despite_clash=True)
        assert await states(stage.session, row) == ["signed_up"]
