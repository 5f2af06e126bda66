"""From an invitation link to the organisers' word, over the wire, in each language."""

from __future__ import annotations

from missions import consent
from storage.tables import Consent, DelegateStatus, Invitation, Organisation
from tests.handlers.joining_kit import house
from tests.handlers.joining_words import AMINA, LUCIA, RACHID
from tests.people import Person


async def test_register_in_each_language_and_be_approved(database_url: str) -> None:
    async with house(database_url) as home:
        await home.owner.start(answered=True)
        tokens = {way.who: await home.invite(way.delegation) for way in (RACHID, AMINA, LUCIA)}
        for way in (RACHID, AMINA, LUCIA):
            person = home.sandbox.person(way.who)
            name = f"{person.profile['first_name']} {person.profile['last_name']}"
            await home.register(person, way, tokens[way.who])
            assert acts_of(person) <= 12
            card = next(seen for seen in reversed(person.screen) if way.organisation in seen.text and seen.from_bot)
            for part in (name, way.position, way.offer, way.need, *way.on_card):
                assert part in card.text
            assert not card.buttons

            await home.owner.expect(name, "Nouvelle inscription")
            await home.owner.press("Valider")
            await home.owner.expect(name, "est validée")
            told = await person.expect(way.approved)
            assert told.button(way.menu)

            delegate = await home.delegate(name)
            assert delegate.status is DelegateStatus.APPROVED
            assert delegate.offer == way.offer
            assert delegate.language == person.profile["language_code"]
            assert delegate.days == []
            [organisation] = await home.rows(Organisation, Organisation.name == way.organisation)
            assert organisation.kind.value == "company"
            [agreed] = await home.rows(Consent, Consent.person_id == delegate.person_id)
            assert (agreed.version, agreed.language) == (consent.VERSION, delegate.language)

            [link] = await home.rows(Invitation, Invitation.token == tokens[way.who])
            assert link.uses_left == link.uses - 1
        assert (await home.delegate("Rachid Ouazzani")).sectors == ["software"]


def acts_of(person: Person) -> int:
    """Messages and taps so far."""
    said = [seen for seen in person.screen if not seen.from_bot]
    taps: int = sum(event["type"] == "callback_answer" for event in person.events)
    return len(said) + taps
