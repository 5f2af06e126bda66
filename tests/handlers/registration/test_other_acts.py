"""Words meant for elsewhere decide on nobody, and a lasting question survives a look elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import col, select

from missions.registration import invitations
from storage.tables import Delegate, DelegateStatus, Delegation, Mission
from tests.handlers.registration.kit import House, house, in_ten_days
from tests.handlers.registration.words import LUCIA

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_words_after_the_approval_of_another_refuse_nobody(joining_home: House) -> None:
    home = joining_home
    names = ("Xenia", "Yara")
    for first_name in names:
        await home.enrol(await home.newcomer(first_name), LUCIA, await home.invite("andalusia"))
        await home.owner.expect(f"{first_name} Nouveau")
    x, y = [await home.delegate(f"{first_name} Nouveau") for first_name in names]
    await home.owner.press_data(f"decide:refuse:{x.id}:{x.revision}")
    await home.owner.expect("Pourquoi ne pas retenir", x.name)
    await home.owner.press_data(f"decide:approve:{y.id}:{y.revision}")
    await home.owner.expect(y.name, "inscription validée")
    await home.owner.say("Perfect, thanks!")
    await home.owner.expect("pas compris")
    assert (await home.delegate(x.name)).status is DelegateStatus.PENDING

    # Written and shown, another decision still comes first.
    await home.owner.press_data(f"decide:ask:{x.id}:{x.revision}")
    await home.owner.say("Combien êtes-vous ?")
    shown = await home.owner.expect(x.name, "Combien êtes-vous ?")
    send = shown.button("Envoyer cette question")
    assert send is not None
    await home.owner.press_data(f"decide:approve:{x.id}:{x.revision}")
    await home.owner.expect(x.name, "inscription validée")
    await home.owner.stale_press(shown.id, send.data)
    await home.owner.expect_toast("n’est plus actif")
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


async def test_a_registration_for_a_second_mission_survives_a_look_elsewhere(tmp_path: Path) -> None:
    async with house(f"sqlite:///{tmp_path / 'wasl.db'}") as home:
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
