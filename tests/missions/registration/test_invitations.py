"""Links: how often they open, to whom, and until when."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from missions.errors import Refusal
from missions.registration import invitations, organisers
from storage.database import Database
from storage.tables import Invitation, InvitationUse, Person, RoleKind
from tests.missions.stage import Stage


async def test_more_people_than_uses_at_the_same_moment(database: Database) -> None:
    async with database.unit() as session:
        stage = Stage(session)
        mission = await stage.open()
        token = (await invitations.create(session, mission.id, uses=3)).token
        people = [Person(telegram_id=7_000_000_000 + n) for n in range(8)]
        await stage.add(*people)

    async def use(person: Person) -> bool:
        async with database.unit() as session:
            opened = await invitations.open(session, token, person)
            await invitations.use(session, opened, person)
            return True

    outcomes = await asyncio.gather(*(use(person) for person in people), return_exceptions=True)

    refusals = [outcome for outcome in outcomes if outcome is not True]
    assert len(refusals) == 5
    assert all(isinstance(refusal, Refusal) and refusal.msgid == invitations.USED_UP for refusal in refusals)
    async with database.unit() as session:
        link = (await session.exec(select(Invitation))).one()
        assert link.uses_left == 0
        uses = (await session.exec(select(InvitationUse))).all()
        assert len(uses) == 3
        # Whoever got through goes on, counted once.
        again = await session.get_one(Person, uses[0].person_id)
        opened = await invitations.open(session, token, again)
        assert opened.used
        await invitations.use(session, opened, again)
        assert len((await session.exec(select(InvitationUse))).all()) == 3


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_tokens_cannot_be_guessed_and_end(database: Database) -> None:
    async with database.unit() as session:
        stage = Stage(session)
        mission = await stage.open()
        person = Person(telegram_id=7)
        await stage.add(person)
        links = [await invitations.create(session, mission.id) for _ in range(50)]
        assert len({link.token for link in links}) == 50
        # 24 letters of 6 bits each; Telegram takes 64.
        assert {len(link.token) for link in links} == {24}

        link = await invitations.create(session, mission.id, expires_at=session.now + timedelta(hours=1))
        assert (await invitations.open(session, link.token, person)).mission.id == mission.id
        stage.at(session.now + timedelta(hours=1))
        with pytest.raises(Refusal, match="expired"):
            await invitations.open(session, link.token, person)
        stage.at(datetime(2027, 7, 17, tzinfo=ZoneInfo(mission.time_zone)))
        with pytest.raises(Refusal, match="over"):
            await invitations.open(session, links[0].token, person)


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_an_organisers_link_asks_the_owner_once(database: Database) -> None:
    async with database.unit() as session:
        stage = Stage(session)
        mission = await stage.open()
        owner, person = Person(telegram_id=1, owner=True), Person(telegram_id=2)
        await stage.add(owner, person)
        link = await invitations.create(session, mission.id, RoleKind.ORGANISER.value, uses=9, created_by=owner)
        assert link.uses == 1

        opened = await invitations.open(session, link.token, person)
        [asked] = await organisers.ask(session, opened, person, "Yassine")
        assert isinstance(asked, organisers.RoleAsked)
        assert asked.to == owner.id
        assert (
            await organisers.ask(session, await invitations.open(session, link.token, person), person, "Yassine") == []
        )
        with pytest.raises(Refusal):
            await organisers.answer(session, person, asked.role_id, accept=True)
        [answered] = await organisers.answer(session, owner, asked.role_id, accept=False)
        assert answered.to == person.id
        with pytest.raises(Refusal):
            await organisers.answer(session, owner, asked.role_id, accept=True)
