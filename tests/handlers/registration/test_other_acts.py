"""Words meant for elsewhere decide on nobody, and a lasting question survives a look elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import col, select

from missions.registration import invitations
from storage.tables import Delegate, DelegateStatus, Delegation, Mission
from tests.handlers.registration.kit import House, house_in, in_ten_days
from tests.handlers.registration.words import LUCIA

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_words_after_the_approval_of_another_refuse_nobody(joining_home: House) -> None:
    home = joining_home
    salma = home.owner
    await home.nothing_waits()
    await home.enrol(await home.newcomer("Xenia"), LUCIA, await home.invite("andalusia"))
    await salma.expect("Xenia Nouveau")
    x = await home.delegate("Xenia Nouveau")
    await salma.press_data(f"decide:refuse:{x.id}:{x.revision}")
    await salma.expect("Pourquoi ne pas retenir", x.name)
    await home.enrol(await home.newcomer("Yara"), LUCIA, await home.invite("andalusia"))
    y = await home.delegate("Yara Nouveau")
    await salma.press_data(f"wait:approve:{y.mission_id}:{y.id}:{y.revision}")
    await salma.expect_toast(y.name)
    await salma.say("Perfect, thanks!")
    await salma.expect("pas compris")
    assert (await home.delegate(x.name)).status is DelegateStatus.PENDING

    # Written and shown, another decision still comes first.
    await salma.press_data(f"wait:profile:{x.mission_id}:{x.id}:{x.revision}")
    await salma.press_data(f"appr:ask:{x.id}:{x.revision}:waiting")
    await salma.expect("Que doit ajouter", x.name)
    await salma.say("Combien êtes-vous ?")
    shown = await salma.expect(x.name, "Combien êtes-vous ?")
    send = shown.button("Envoyer cette question")
    assert send is not None
    await salma.press_data(f"appr:approve:{x.id}:{x.revision}:waiting")
    await salma.expect("Aucune inscription en attente")
    await salma.stale_press(shown.id, send.data)
    await salma.expect_toast("n’est plus actif")
    assert (await home.delegate(x.name)).status is DelegateStatus.APPROVED


async def test_who_claims_a_profile_and_looks_at_people_goes_on(joining_home: House) -> None:
    home = joining_home
    [imported] = await home.rows(Delegate, Delegate.name == "Tarik Boudouh")
    async with home.database.unit() as session:
        (await session.get_one(Delegate, imported.id)).language = "en"
    tarik = await home.newcomer("Tarik")
    await tarik.start(await home.invite(None, delegate_id=imported.id))
    await tarik.press("I agree")
    await tarik.expect("This is what the organisers entered", imported.name)
    await tarik.say("/people")
    await tarik.expect()
    await tarik.say("/menu")
    await tarik.press("Continue where I left off")
    await tarik.expect("This is what the organisers entered", imported.name)
    await tarik.press("Yes, this is me")
    await tarik.expect("Registration approved")
    assert (await home.delegate(imported.name)).status is DelegateStatus.APPROVED


async def test_a_refused_press_of_a_question_that_was_set_aside_asks_it_not(joining_home: House) -> None:
    home = joining_home
    [imported] = await home.rows(Delegate, Delegate.name == "Noureddine Lahlou Kassimi")
    async with home.database.unit() as session:
        (await session.get_one(Delegate, imported.id)).language = "en"
    noureddine = await home.newcomer("Noureddine")
    await noureddine.start(await home.invite(None, delegate_id=imported.id))
    await noureddine.press("I agree")
    await noureddine.expect("This is what the organisers entered", imported.name)
    await noureddine.stale_press(noureddine.last.id, "revise:offer")
    await noureddine.expect("What do you offer?")
    await noureddine.say("/directory")
    await noureddine.expect("Directory")
    await noureddine.stale_press(noureddine.last.id, "revise:position")
    await noureddine.expect_toast("already been answered")
    await noureddine.say("Who sells cold storage?")
    await noureddine.expect("did not understand")
    await noureddine.press("Continue where I left off")
    asked = await noureddine.expect("What do you offer?")
    assert "cold storage" not in asked.text


async def test_a_registration_for_a_second_mission_survives_a_look_elsewhere(tmp_path: Path) -> None:
    async with house_in(tmp_path) as home:
        await home.owner.start(answered=True)
        samira, _delegate = await home.approved("Samira")
        await home.wasl.load("abidjan", starting=in_ten_days())
        await samira.start(await _invitation_to_the_newest(home))
        await samira.press("I agree")
        await samira.expect("1/")
        await samira.press("Samira Nouveau")
        await samira.expect("2/")
        await samira.say("Samira & Sons")
        asked = await samira.expect("3/")
        await samira.say("/people")
        await samira.expect()
        await samira.say("/menu")
        await samira.press("Continue where I left off")
        assert (await samira.expect("3/")).text == asked.text


async def _invitation_to_the_newest(home: House) -> str:
    async with home.database.unit() as session:
        mission = (await session.exec(select(Mission).order_by(col(Mission.id).desc()).limit(1))).one()
        there = select(Delegation).where(Delegation.mission_id == mission.id).order_by(col(Delegation.id)).limit(1)
        side = (await session.exec(there)).one()
        return (await invitations.create(session, mission.id, "delegate", side.id, 1, None)).token
