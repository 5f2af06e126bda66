"""What organisers change of a session: its texts, for whom it is, and fewer places than people."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from missions.errors import Refusal
from missions.privacy import erasure
from missions.sessions import editing, losses, places, programme, signing
from missions.sessions.describing import SessionDetails, describe
from missions.sessions.invitation import GUEST, is_invited
from missions.sessions.notices import PlaceLost
from storage.database import Database
from storage.tables import Loss, SignUpState
from tests.missions.sessions.kit import add_session, person_of, states
from tests.missions.stage import NOON, staged

on_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"])


def test_an_entry_names_a_delegation_a_kind_both_or_a_person() -> None:
    side = {"delegation": "morocco", "kind": "company", GUEST: 7}
    assert is_invited([], side)
    assert is_invited([{"delegation": "morocco", "kind": ""}], side)
    assert is_invited([{"delegation": "", "kind": "company"}], side)
    assert not is_invited([{"delegation": "morocco", "kind": "university"}], side)
    assert not is_invited([{GUEST: 8}], side)
    assert is_invited([{"delegation": "spain", "kind": ""}, {GUEST: 7}], side)


@on_sqlite
async def test_who_is_no_longer_invited_loses_the_place_and_reads_so(database: Database) -> None:
    async with staged(database) as stage:
        await stage.open()
        organiser = await stage.owner()
        one, two, three = await stage.delegates(3)
        row = await add_session(stage, 1)
        for each in (one, two, three):
            await signing.sign_up(stage.session, await person_of(stage.session, each), row.id)
        before = SessionDetails.of(row)
        after = replace(before, invited=[{GUEST: two.id}], speakers="Salma Bennani")
        _row, out = await describe(stage.session, organiser, row.id, before, after)

        assert out == 2
        assert await states(stage.session, row) == [SignUpState.LEFT, SignUpState.WAITING, SignUpState.LEFT]
        assert await places.free(stage.session, row) == 1
        told = await losses.lost_places(stage.session)
        assert [type(each) for each in told] == [PlaceLost, PlaceLost]
        assert {each.to for each in told} == {one.person_id, three.person_id}
        assert await losses.lost_places(stage.session) == []
        with pytest.raises(Refusal):
            await signing.sign_up(stage.session, await person_of(stage.session, one), row.id)
        seen = await programme.programme_of(stage.session, await person_of(stage.session, one))
        assert not seen.days


@on_sqlite
async def test_an_edit_of_what_another_has_edited_meanwhile_is_refused(database: Database) -> None:
    async with staged(database) as stage:
        await stage.open()
        organiser = await stage.owner()
        row = await add_session(stage, 1)
        before = SessionDetails.of(row)
        await describe(stage.session, organiser, row.id, before, replace(before, speakers="One"))
        with pytest.raises(Refusal):
            await describe(stage.session, organiser, row.id, before, replace(before, speakers="Two"))
        assert row.speakers == "One"


@on_sqlite
async def test_fewer_places_put_the_last_ones_first_on_the_waiting_list(database: Database) -> None:
    async with staged(database) as stage:
        await stage.open()
        organiser = await stage.owner()
        people = await stage.delegates(4)
        row = await add_session(stage, 3)
        for minutes, each in enumerate(people):
            await signing.sign_up(stage.session, await person_of(stage.session, each), row.id)
            mine = (await programme.listed(stage.session, each, row.id))[0].sign_up
            assert mine is not None
            mine.asked_at = NOON - timedelta(minutes=10 - minutes)
        over = await editing.over(stage.session, organiser, row.id, 1)
        assert [each.delegate.id for each in over] == [people[2].id, people[1].id]
        with pytest.raises(Refusal):
            await editing.set_capacity(stage.session, organiser, row.id, 1, [over[0].sign_up.id])
        assert row.capacity == 3

        await editing.set_capacity(stage.session, organiser, row.id, 1, [each.sign_up.id for each in over])
        assert await states(stage.session, row) == ["signed_up", "waiting", "waiting", "waiting"]
        assert len(await losses.lost_places(stage.session)) == 2
        assert {each.sign_up.loss for each in over} == {Loss.PLACES}
        first = (await stage.session.exec(places.reached(row.id).order_by("asked_at"))).first()
        assert first is not None
        assert first[0].delegate_id == people[1].id


@on_sqlite
async def test_a_guest_who_is_erased_does_not_open_the_session_to_all(database: Database) -> None:
    async with staged(database) as stage:
        await stage.open()
        one, other = await stage.delegates(2)
        row = await add_session(stage, 1, invited=[{GUEST: one.id}])
        await erasure.erase(stage.session, await person_of(stage.session, one))
        await stage.session.refresh(row)
        assert row.invited == [{GUEST: 0}]
        assert not await programme.listed(stage.session, other, row.id)
