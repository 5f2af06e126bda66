"""The organisers' word on a registration, roles that owners confirm, and profiles claimed by link."""

from __future__ import annotations

import pytest
from sqlmodel import col

from storage.tables import Audit, Delegate, DelegateStatus, Invitation, Role
from tests.handlers.registration.kit import House
from tests.handlers.registration.words import LUCIA, LUCIA_IN_FRENCH

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_refuse_with_a_reason_and_think_better_of_it(joining_home: House) -> None:
    home = joining_home
    await home.nothing_waits()
    nadia = await home.newcomer("Nadia")
    await home.enrol(nadia, LUCIA, await home.invite("andalusia"))
    asked = await home.owner.expect("Nouvelle inscription", "Nadia Nouveau")
    approve = asked.button("Valider")
    assert approve is not None

    await nadia.stale_press(nadia.last.id, approve.data)
    await nadia.expect_toast("Only the organisers")

    await home.owner.press("Ne pas retenir…")
    await home.owner.expect("Pourquoi ne pas retenir l’inscription de Nadia Nouveau")
    await home.owner.say("x" * 201)
    await home.owner.expect("200 caractères au plus")
    await home.owner.say("Hors du secteur")
    await home.owner.expect("Nadia Nouveau", "Hors du secteur")
    await home.owner.press("Ne pas retenir, avec ce motif")
    await home.owner.expect("inscription non retenue")
    await nadia.expect("did not approve", "Hors du secteur")
    await nadia.say("/profile")
    refused = await nadia.expect("was not approved: Hors du secteur")
    assert not refused.button("Leave")
    await nadia.say("/people")
    await nadia.expect("not approved")

    await home.owner.stale_press(asked.id, approve.data)
    await home.owner.expect_toast("a changé entre-temps")
    await home.owner.expect("Nadia Nouveau")  # the card as it is now, with buttons of now
    await home.owner.press("Valider", answered=True)
    await home.owner.expect("inscription validée")
    await nadia.expect(LUCIA.approved)
    await home.owner.stale_press(asked.id, approve.data)
    await home.owner.expect_toast("déjà validée")

    delegate = await home.delegate("Nadia Nouveau")
    acts = await home.rows(Audit, Audit.subject == f"delegate:{delegate.id}")
    assert [act.act for act in acts] == ["delegate.register", "delegate.refused", "delegate.approved"]


async def test_a_refused_delegate_mends_the_profile_and_sends_it_again(joining_home: House) -> None:
    home = joining_home
    zineb = await home.newcomer("Zineb")
    await home.enrol(zineb, LUCIA, await home.invite("andalusia"))
    await home.owner.expect("Zineb Nouveau")
    await home.owner.press("Ne pas retenir…")
    await home.owner.expect("Pourquoi ne pas retenir", "Zineb Nouveau")
    await home.owner.say("Trop vague")
    await home.owner.press("Ne pas retenir, avec ce motif")
    await zineb.expect("did not approve", "Trop vague")
    await zineb.press("Open my profile")
    await zineb.sees("was not approved: Trop vague")
    await zineb.press("✏️ Position")
    await zineb.expect("position")
    await zineb.say("Head of exports")
    await zineb.press("Save")
    await zineb.sees("was not approved", "Head of exports")
    await zineb.press("to the organisers again")
    await zineb.sees("The organisers are reviewing your registration")
    await home.owner.expect("Zineb Nouveau", "Head of exports")
    await home.owner.press("Valider")
    await zineb.expect(LUCIA.approved)


async def test_ask_for_more_and_get_it(joining_home: House) -> None:
    home = joining_home
    await home.nothing_waits()
    omar = await home.newcomer("Omar")
    await home.enrol(omar, LUCIA, await home.invite("andalusia"))
    asked = await home.owner.expect("Omar Nouveau")
    approve = asked.button("Valider")
    assert approve is not None
    await home.owner.press("Demander un complément")
    await home.owner.expect("Que doit ajouter Omar Nouveau")
    await home.owner.say("Combien de personnes ?")
    await home.owner.expect("Omar Nouveau", "Combien de personnes ?")
    await home.owner.press("Envoyer cette question")
    await home.owner.expect("Omar Nouveau : votre question est envoyée")
    await omar.expect("the organisers ask", "Combien de personnes ?")
    await omar.press("Open my profile")
    await omar.expect("The organisers ask")
    await omar.press("What I offer")
    await omar.expect("What do you offer?", "Current: ")
    await omar.say("Web portals, with twelve people")
    await omar.expect("Current: ", "New: ", "twelve people")
    await omar.press("Save")
    await omar.expect("The organisers ask", "twelve people")
    await omar.press("organisers again")
    await omar.expect("are reviewing your registration")
    again = await home.owner.expect("Inscription complétée", "twelve people")

    await home.owner.stale_press(asked.id, approve.data)
    await home.owner.expect_toast("a changé entre-temps")
    fresh = again.button("Valider")
    assert fresh is not None
    await home.owner.press_data(fresh.data)
    await home.owner.expect("inscription validée")
    await omar.expect(LUCIA.approved)


async def test_an_organiser_by_link(joining_home: House) -> None:
    home = joining_home
    await home.nothing_waits()
    token = await home.invite(None, role="organiser")
    yassine = await home.newcomer("ياسين", "ar")
    await yassine.start(token)
    await yassine.expect("شكرًا")
    other = await home.newcomer("Other")
    await other.start(token)
    await other.expect("no uses left")

    asked = await home.owner.expect("ياسين", "Confirmer ce rôle")
    confirm = asked.button("Confirmer")
    assert confirm is not None
    await yassine.stale_press(yassine.last.id, confirm.data)
    await yassine.expect_toast("وحده يقرر")
    await yassine.say("/menu")
    assert not (await yassine.expect("وصل")).button("مكتب المنظمين")
    await home.owner.press("Confirmer", answered=True)
    await home.owner.expect("Confirmé")
    told = await yassine.expect("تم تأكيدكم")
    assert told.button("مكتب المنظمين")
    await home.owner.stale_press(asked.id, confirm.data)
    await home.owner.expect_toast("déjà décidé")

    # One writes a reason while the other approves: what is true now is said, and the reason goes nowhere.
    houda = await home.newcomer("Houda", "fr")
    await home.enrol(houda, LUCIA_IN_FRENCH, await home.invite("andalusia"))
    await home.owner.expect("Houda Nouveau")
    await home.owner.press("Ne pas retenir…")
    await home.owner.expect("Pourquoi")
    await yassine.expect("Houda Nouveau")
    waiting = await home.delegate("Houda Nouveau")
    await yassine.press_data(f"decide:approve:{waiting.id}:{waiting.revision}")
    await houda.expect("Inscription validée")
    await home.owner.say("Trop tard")
    await home.owner.expect("déjà validée")
    await home.owner.say("Trop tard")
    await home.owner.expect("pas compris")
    assert (await home.delegate("Houda Nouveau")).status is DelegateStatus.APPROVED

    [person_id] = [role.person_id for role in await home.rows(Role)]
    async with home.database.unit() as session:
        for role in await home.rows(Role, Role.person_id == person_id):
            await session.delete(await session.get_one(Role, role.id))


async def test_the_files_language_speaks_until_they_choose(joining_home: House) -> None:
    home = joining_home
    [imported] = await home.rows(Delegate, Delegate.name == "Mounir Achahbar")
    async with home.database.unit() as session:
        (await session.get_one(Delegate, imported.id)).language = "fr"
    mounir = await home.newcomer("Mounir", "es")
    await mounir.start(await home.invite(None, delegate_id=imported.id))
    await mounir.press("J’accepte")
    await mounir.expect("ce que les organisateurs ont saisi", "Mounir Achahbar")
    await mounir.say("/menu")
    await mounir.press("Reprendre")
    await mounir.sees("Est-ce exact")
    await mounir.say("/language", answered=True)
    await mounir.press("English")
    await mounir.sees("Is it correct?")
    await mounir.press("Yes, this is me")
    await mounir.expect("Registration approved", "All hours are in the time of Madrid")
    await mounir.press("My phone shows another time")
    await mounir.expect("Which time does your phone show?")


async def test_claim_an_imported_profile(joining_home: House) -> None:
    home = joining_home
    [imported] = await home.rows(Delegate, Delegate.name == "Ghizlane Oulad Ben Said")
    token = await home.invite(None, delegate_id=imported.id)
    ghizlane = await home.newcomer("غزلان", "ar")
    await ghizlane.start(token)
    await ghizlane.expect("هل توافقون؟")
    assert (await home.delegate(imported.name)).person_id is None
    await ghizlane.press("أوافق")
    card = await ghizlane.expect("هذا ما كتبه المنظمون عنكم", "Ghizlane Oulad Ben Said", "رئيسة قسم التكوين")
    assert card.button("نعم، هذا ملفي")
    await home.owner.expect("ouvert par son lien", "غزلان")

    other = await home.newcomer("Other")
    await other.start(token)
    await other.expect("no uses left")

    await ghizlane.press("تصحيح معلومة")
    await ghizlane.press("المنصب")
    await ghizlane.expect("ما منصبكم")
    await ghizlane.say("مديرة التكوين")
    await ghizlane.expect("هذا ما كتبه", "مديرة التكوين")
    await ghizlane.press("نعم، هذا ملفي")
    told = await ghizlane.expect("تم قبول تسجيلكم")
    assert told.button("اختيار من تلتقون")
    delegate = await home.delegate(imported.name)
    assert (delegate.status, delegate.position) == (DelegateStatus.APPROVED, "مديرة التكوين")
    [link] = await home.rows(Invitation, col(Invitation.delegate_id) == imported.id)
    assert link.uses_left == 0
    await ghizlane.start(token)
    await ghizlane.expect("تم قبول تسجيلكم")
