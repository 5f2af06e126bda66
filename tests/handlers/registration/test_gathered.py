"""Registrations that come in a burst are one card of an organiser's, on which each keeps an Approve of their own."""

from __future__ import annotations

import asyncio

import pytest
from sqlmodel import col, select

from storage.tables import Delegate, DelegateStatus, OutboxRow, Role, RoleKind
from storage.tables import Person as PersonRow
from tests.handlers.desk.kit import label, speak
from tests.handlers.registration.kit import OWNER, House
from tests.handlers.registration.words import LUCIA
from tests.people import Person
from tests.screen import Seen
from tests.settled import all_said

pytestmark = pytest.mark.asyncio(loop_scope="session")

WAITING = "🆕 <b>{n} registrations are waiting</b> · {mission}"


async def test_ten_registrations_within_a_minute_are_one_card(joining_home: House) -> None:
    home = joining_home
    colleague = await _organiser(home, "Rim")
    for language, count in (("fr", 10), ("ar", 3), ("en", 3)):
        await speak(home.database, OWNER, language)
        await _decide_on_a_burst(home, colleague, language, count)
    await speak(home.database, OWNER, "fr")
    await home.nothing_waits()
    await _remove(home, colleague)


async def test_a_registration_that_has_changed_is_looked_at_first(joining_home: House) -> None:
    home = joining_home
    await home.nothing_waits()
    people = await _burst(home, "Chg", 2)
    first, second = [await home.delegate(f"{each.profile['first_name']} Nouveau") for each in people]
    listed = await home.owner.sees("2 inscriptions à valider", first.name, second.name)
    old = _approve(listed, first)
    await people[0].say("/profile")
    await people[0].press("Position")
    await people[0].expect("position")
    await people[0].say("Chair")
    await people[0].press("Save")
    await people[0].expect("Chair")
    await home.owner.stale_press(listed.id, old)
    await home.owner.expect_toast("a changé entre-temps")
    await home.owner.expect(first.name, "Chair")
    assert (await home.delegate(first.name)).status is DelegateStatus.PENDING
    await home.owner.press("Retour à la liste")
    await home.owner.expect("2 inscriptions à valider")
    await home.nothing_waits()


async def test_claims_by_link_within_minutes_are_one_message(joining_home: House) -> None:
    home, salma = joining_home, joining_home.owner
    imported = await home.rows(Delegate, col(Delegate.person_id).is_(None), Delegate.status == DelegateStatus.APPROVED)
    for each in imported[-3:]:
        person = await home.newcomer("Claimant")
        await person.start(await home.invite(None, delegate_id=each.id))
        await person.press("I agree")
        await person.expect("This is what the organisers entered")
    names = [each.name for each in imported[-3:]]
    listed = await salma.sees(*names)
    about = [seen for seen in salma.screen if seen.from_bot and any(name in seen.text for name in names)]
    assert [seen.id for seen in about] == [listed.id], salma.told()
    for each in imported[-3:]:
        [claimed] = await home.rows(Delegate, Delegate.id == each.id)
        assert [f"^dout:unclaim:{each.id}:{claimed.revision}"] == [
            button.data.partition("~")[0] for button in listed.buttons if each.name in button.text
        ]
    rows = await home.rows(OutboxRow, col(OutboxRow.about).contains(f" delegate:{imported[-3].id} "))
    assert any(names[2] in str(row.params) for row in rows), "an erasure finds the whole message by any of them"
    await _take_one_back(home, listed, imported[-3])


async def _take_one_back(home: House, listed: Seen, wrong: Delegate) -> None:
    """Its button goes, the others stay; whatever the person has changed in the profile since."""
    _, salma = label("fr"), home.owner
    async with home.database.unit() as session:
        (await session.get_one(Delegate, wrong.id)).revision += 1
    await all_said(home.database)
    buttons = {each.text: each.data for each in listed.buttons}
    used = next(text for text in buttons if wrong.name in text)
    await salma.press_data(buttons[used])
    await salma.expect(wrong.name)
    await salma.press(_("🔗 Yes, release the profile"))
    await salma.expect(wrong.name, "?start=")
    await all_said(home.database)
    [standing] = [seen for seen in salma.screen if seen.id == listed.id]
    assert standing.text == listed.text
    assert {each.text for each in standing.buttons} == buttons.keys() - {used}
    about = await home.rows(OutboxRow, col(OutboxRow.about).contains(f" delegate:{wrong.id} "))
    assert {row.message_id for row in about} >= {listed.id}, "an erasure finds it still"


async def test_those_who_block_the_chat_are_one_message(joining_home: House) -> None:
    home, salma = joining_home, joining_home.owner
    await home.nothing_waits()
    people = [await home.approved(f"Blocker{number}") for number in range(2)]
    for person, delegate in people:
        await person.block()
        await salma.sees("bloqué", delegate.name)
    names = [delegate.name for _person, delegate in people]
    listed = await salma.sees("bloqué", *names)
    assert [[button.text for button in listed.buttons]] == [[f"👤 {name}" for name in names]]


async def _decide_on_a_burst(home: House, colleague: Person, language: str, count: int) -> None:
    _, salma = label(language), home.owner
    await home.nothing_waits()
    people = await _burst(home, f"{language.title()}x", count)
    delegates = [await home.delegate(f"{each.profile['first_name']} Nouveau") for each in people]
    await all_said(home.database)
    about = [seen for seen in salma.screen if seen.from_bot and any(each.name in seen.text for each in delegates)]
    assert len(about) == 1, "\n".join(map(str, about))
    card = about[0]
    for each in delegates:
        assert each.name in card.text
        assert (
            f"{LUCIA.organisation} {(await home.rows(PersonRow, PersonRow.id == each.person_id))[0].telegram_id}"
            in card.text
        )
    names = [row[-1 if language == "ar" else 0].removeprefix("👤 ") for row in card.labels]
    assert sorted(names) == sorted(each.name for each in delegates)
    assert names == sorted(names, key=card.text.index)

    one, other, third = delegates[:3]
    await salma.press_data(_approve(card, one))
    await salma.expect_toast(_("{name}: approved", name=one.name))
    listed = await salma.expect(other.name, third.name)
    assert (listed.id, one.name in listed.text) == (card.id, False)
    await people[0].expect(LUCIA.approved)
    await salma.stale_press(card.id, _approve(card, one))
    await salma.expect_toast(_("This profile is already approved."))

    await salma.press(other.name)
    await salma.expect(other.name, LUCIA.offer)
    await salma.press(_("🚫 Refuse…"))
    await salma.expect(other.name, "/cancel")
    await salma.say("Complet")
    await salma.press(_("📨 Refuse with this reason"))
    await people[1].expect("did not approve", "Complet")

    # A colleague decides on their own card: that of the organiser follows.
    theirs = await colleague.sees(third.name)
    await colleague.press_data(_approve(theirs, third))
    await people[2].expect(LUCIA.approved)
    await all_said(home.database)
    standing = [seen for seen in salma.screen if seen.from_bot and "wait:approve" in str(seen.raw)]
    left = {each.name for each in delegates[3:]}
    assert [{name for name in names if name in seen.text} for seen in standing] == ([left] if left else [])


async def _burst(home: House, name: str, count: int) -> list[Person]:
    """So many newcomers who register at the same time."""
    people = [await home.newcomer(f"{name}{number}") for number in range(count)]
    token = await home.invite("andalusia", uses=count)
    await asyncio.gather(*(home.enrol(each, LUCIA, token) for each in people))
    return people


def _approve(card: Seen, delegate: Delegate) -> str:
    data = f":{delegate.id}:{delegate.revision}"
    acts = [each.data for each in card.buttons if "wait:approve" in each.data]
    return next(each for each in acts if each.partition("~")[0].endswith(data))


async def _organiser(home: House, first_name: str) -> Person:
    person = await home.newcomer(first_name, "fr")
    await person.start(answered=True)
    async with home.database.unit() as session:
        row = (await session.exec(select(PersonRow).where(PersonRow.telegram_id == person.id))).one()
        [mission] = {each.mission_id for each in (await session.exec(select(Delegate))).all()}
        session.add(Role(mission_id=mission, person_id=row.id, kind=RoleKind.ORGANISER, confirmed_at=session.now))
    return person


async def _remove(home: House, colleague: Person) -> None:
    """The other tests have one organiser."""
    async with home.database.unit() as session:
        row = (await session.exec(select(PersonRow).where(PersonRow.telegram_id == colleague.id))).one()
        for role in await session.exec(select(Role).where(col(Role.person_id) == row.id)):
            await session.delete(role)
