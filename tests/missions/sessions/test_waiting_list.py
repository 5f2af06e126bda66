"""The waiting list moves up by itself: to one after another, and not to who cannot be reached."""

from __future__ import annotations

from datetime import timedelta

import pytest

from missions.changes import move_session
from missions.privacy import export
from missions.sessions import signing, waiting_list
from missions.sessions.notices import PlaceLapsed, PlaceOffered
from storage.database import Database
from storage.tables import Delegate, ProgrammeSession
from tests.missions.sessions.kit import add_session, person_of, states
from tests.missions.stage import NOON, Stage, staged

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])


async def crowd(stage: Stage, n: int = 4) -> tuple[ProgrammeSession, list[Delegate]]:
    """A session with one place, which the first has; the others wait in their order."""
    await stage.open()
    delegates = await stage.delegates(n)
    row = await add_session(stage, 1)
    for minute, each in enumerate(delegates):
        stage.at(NOON + timedelta(minutes=minute))
        await signing.sign_up(stage.session, await person_of(stage.session, each), row.id)
    return row, delegates


async def test_a_freed_place_is_offered_to_one_after_another(database: Database) -> None:
    async with staged(database) as stage:
        row, (one, two, three, four) = await crowd(stage)
        assert await waiting_list.offers(stage.session) == []

        await signing.leave(stage.session, await person_of(stage.session, one), row.id)
        (offer,) = await waiting_list.offers(stage.session)
        assert isinstance(offer, PlaceOffered)
        assert offer.to == two.person_id
        assert await waiting_list.offers(stage.session) == []
        assert await states(stage.session, row) == ["left", "offered", "waiting", "waiting"]

        # Who comes back overtakes no one.
        await signing.sign_up(stage.session, await person_of(stage.session, one), row.id)
        assert await states(stage.session, row) == ["waiting", "offered", "waiting", "waiting"]

        stage.at(NOON + timedelta(hours=3))
        (lapsed,) = await waiting_list.lapsed(stage.session)
        assert isinstance(lapsed, PlaceLapsed)
        assert lapsed.to == two.person_id
        (offer,) = await waiting_list.offers(stage.session)
        assert offer.to == three.person_id

        await signing.sign_up(stage.session, await person_of(stage.session, three), row.id)
        assert await waiting_list.lapsed(stage.session) == []
        assert await waiting_list.offers(stage.session) == []
        assert await states(stage.session, row) == ["waiting", "left", "signed_up", "waiting"]
        assert four.person_id is not None


async def test_who_cannot_be_reached_is_passed_over(database: Database) -> None:
    async with staged(database) as stage:
        row, (one, two, three) = await crowd(stage, 3)
        (await person_of(stage.session, two)).unreachable_since = NOON
        await signing.leave(stage.session, await person_of(stage.session, one), row.id)
        (offer,) = await waiting_list.offers(stage.session)
        assert offer.to == three.person_id
        await signing.leave(stage.session, await person_of(stage.session, three), row.id)
        assert await waiting_list.offers(stage.session) == []
        assert not row.is_full

        # Once they are back, the place that no one else wanted is offered to them.
        (await person_of(stage.session, two)).unreachable_since = None
        (offer,) = await waiting_list.offers(stage.session)
        assert offer.to == two.person_id


async def test_an_offer_ends_before_the_session_begins(database: Database) -> None:
    async with staged(database) as stage:
        row, (one, *_others) = await crowd(stage, 2)
        stage.at(row.starts_at - timedelta(minutes=50))
        await signing.leave(stage.session, await person_of(stage.session, one), row.id)
        await waiting_list.offers(stage.session)
        stage.at(row.starts_at - timedelta(minutes=30))
        assert len(await waiting_list.lapsed(stage.session)) == 1


async def test_who_leaves_the_mission_frees_the_place(database: Database) -> None:
    async with staged(database) as stage:
        row, (one, two) = await crowd(stage, 2)
        await signing.leave_all(stage.session, one)
        (offer,) = await waiting_list.offers(stage.session)
        assert offer.to == two.person_id
        assert await states(stage.session, row) == ["left", "offered"]


async def test_erased_people_leave_no_place_behind(database: Database) -> None:
    async with staged(database) as stage:
        row, (one, two) = await crowd(stage, 2)
        await stage.session.delete(one)
        await stage.session.flush()
        (offer,) = await waiting_list.offers(stage.session)
        assert offer.to == two.person_id
        assert await states(stage.session, row) == ["offered"]


async def test_an_offer_of_a_session_that_is_cancelled_ends_quietly(database: Database) -> None:
    async with staged(database) as stage:
        row, (one, two) = await crowd(stage, 2)
        await signing.leave(stage.session, await person_of(stage.session, one), row.id)
        await waiting_list.offers(stage.session)
        change = await move_session.note_cancelled(stage.session, stage.mission, row, None)
        assert change is not None
        stage.at(NOON + timedelta(hours=3))
        assert await waiting_list.lapsed(stage.session) == []
        assert await waiting_list.offers(stage.session) == []

        document = await export.export(stage.session, await person_of(stage.session, two))
        assert [each["session"] for each in document["programme"]] == [{"en": "Course"}]
