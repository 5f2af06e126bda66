"""From an invitation link to the organisers' word, over the wire, in each language."""

from __future__ import annotations

import pytest

from missions.people import consent
from storage.tables import Consent, DelegateStatus, Invitation, Organisation, OrganisationKind
from tests.handlers.registration.kit import House, house
from tests.handlers.registration.words import AMINA, LUCIA, RACHID, Way


@pytest.mark.asyncio(loop_scope="session")
async def test_register_in_each_language_and_be_approved(joining_home: House) -> None:
    for way in (RACHID, AMINA, LUCIA):
        await register_and_be_approved(joining_home, way)
    assert (await joining_home.delegate("Rachid Ouazzani")).sectors == ["software"]


@pytest.mark.parametrize("engine_name", ["postgresql"])
async def test_register_on_postgresql(database_url: str) -> None:
    async with house(database_url) as home:
        await home.owner.start(answered=True)
        await register_and_be_approved(home, AMINA)


async def register_and_be_approved(home: House, way: Way) -> None:
    person = home.sandbox.person(way.who)
    name = f"{person.profile['first_name']} {person.profile['last_name']}"
    await home.nothing_waits()
    token = await home.invite(way.delegation)
    await home.register(person, way, token)
    assert person.acts <= 12
    card = next(seen for seen in reversed(person.screen) if way.organisation in seen.text and seen.from_bot)
    for part in (name, way.position, way.offer, way.need, *way.on_card):
        assert part in card.text
    assert not card.buttons
    assert any(f"{way.kind} ✓" in seen.text for seen in person.screen), "what was chosen stays to be read"

    await home.owner.expect(name, "Nouvelle inscription")
    await home.owner.press("Valider")
    await home.owner.expect(name, "inscription validée")
    told = await person.expect(way.approved)
    assert told.button(way.menu)

    delegate = await home.delegate(name)
    assert delegate.status is DelegateStatus.APPROVED
    assert delegate.offer == way.offer
    assert delegate.language == person.profile["language_code"]
    assert delegate.days == []
    [organisation] = await home.rows(Organisation, Organisation.name == way.organisation)
    assert organisation.kind is OrganisationKind.COMPANY
    [agreed] = await home.rows(Consent, Consent.person_id == delegate.person_id)
    assert (agreed.version, agreed.language) == (consent.VERSION, delegate.language)
    [link] = await home.rows(Invitation, Invitation.token == token)
    assert link.uses_left == link.uses - 1
