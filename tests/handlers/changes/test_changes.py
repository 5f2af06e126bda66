"""During the mission, over the wire: reminders, the digest, and changes told to those they touch and nobody else."""

from __future__ import annotations

from datetime import date

import pytest

from missions import local_time
from storage.database import Database
from storage.tables.base import utc_now
from tests.handlers.changes.kit import ZONE, Fair
from tests.people import Person, Sandbox
from tests.settled import all_said
from tests.wasl import Wasl


@pytest.mark.parametrize("engine_name", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
async def test_a_day_on_which_everything_moves(database_url: str, database: Database) -> None:
    async with (
        Sandbox() as sandbox,
        Wasl(sandbox, database_url, owner_ids=(1001, 1002, 2003), start=False) as wasl,
    ):
        await wasl.load("malaga", starting=today())
        await wasl.start()
        fair = Fair(database)
        salma, yassine, karim = (sandbox.person(number) for number in (1001, 1002, 2003))
        amina, lucia, rachid, javier = (sandbox.person(number) for number in (2002, 3001, 2001, 3002))
        for person in (salma, yassine, karim, amina, lucia, rachid, javier):
            await person.start(answered=True)
        in_arabic = await fair.seat(amina, "ar", "Hanane Zerouali")
        in_english = await fair.seat(lucia, "en", "Laura Montero")
        in_french = await fair.seat(rachid, "fr", "Othmane Skalli")
        too = await fair.seat(javier, "fr", "Rosa Villena")
        soon, tomorrow = await fair.slots()

        await fair.book(in_arabic, in_english, soon, "pta", "4")
        await fair.book(in_french, too, soon, "euronova", "E1")
        await amina.expect("لقاؤكم بعد 50 دقيقة", "Laura Montero", "الطاولة 4", "+34600000301")
        await lucia.expect("Meeting in 50 minutes", "Hanane Zerouali", "Technology Park of Andalusia (PTA), table 4")
        await rachid.expect("Rendez-vous dans 50 minutes", "BIC Euronova")
        await javier.expect("Rendez-vous dans 50 minutes")

        await moves_a_venue(fair, salma, amina, lucia, rachid)

        await fair.begin_in(soon, 14)
        # The last one is a brief.
        await lucia.expect("⏰", "CADE", "table 4", "Hanane Zerouali", "🎯 Looks for")
        await amina.expect("⏰", "Laura Montero", "🎯")
        await rachid.expect("⏰", "🎯 Recherche")
        await javier.expect("⏰", "🎯 Recherche")
        await lucia.press("Map")
        await lucia.expect("CADE, pre-incubator")

        await moves_a_meeting(fair, yassine, rachid, javier, amina)
        await fair.book(in_arabic, in_french, tomorrow, "euronova", "E2")
        await fair.digest_all_day()
        await amina.expect("غدًا", "لقاء واحد", "Othmane Skalli")
        await rachid.expect("Demain", "1 rendez-vous", "Hanane Zerouali", "12:01")

        await finds_a_new_place(fair, karim, amina, rachid, javier)
        await moves_in_time(karim, amina, rachid)
        await puts_right(salma, lucia)
        await is_no_organiser(amina)
        assert await sandbox.refused() == []


async def moves_a_venue(fair: Fair, salma: Person, amina: Person, lucia: Person, rachid: Person) -> None:
    await rachid.say("/cancel", answered=True)
    await salma.say("/desk")
    await salma.press("Changer un lieu ou une table")
    await salma.press("Un lieu entier")
    await salma.press("Parc technologique d'Andalousie")
    await salma.press("Tout déplacer dans un autre lieu")
    await salma.press("CADE", answered=True)
    await salma.expect("rien n’a encore changé", "1 rendez-vous", "2 personnes")
    await salma.press("Confirmer et prévenir")
    await salma.expect_toast("2 personnes vont être prévenues")
    await salma.expect("Vu par 0 sur 2", "Hanane Zerouali", "+212600000202", "Laura Montero")

    told = await lucia.expect(
        "New place", "Hanane Zerouali", "Instead of Technology Park of Andalusia (PTA), table 4", "CADE"
    )
    assert {entity["type"] for entity in told.raw["entities"]} >= {"bold"}
    await lucia.expect("CADE, pre-incubator", "29590 Campanillas")
    await amina.expect("مكان جديد", "Laura Montero", "CADE")
    await lucia.press("✓ Seen")
    await lucia.expect_toast("The organisers can see")
    seen = await lucia.expect("New place")
    (button,) = seen.buttons
    assert button.text.startswith("✓ Seen ")
    await lucia.stale_press(seen.id, button.data)
    await lucia.expect_toast("The organisers can see")
    await rachid.stale_press(rachid.last.id, button.data)
    await rachid.expect_toast("ne vous concerne pas")
    assert await fair.seen() == 1
    await salma.press("Actualiser")
    card = await salma.expect("Vu par 1 sur 2", "Hanane Zerouali")
    assert "Laura Montero" not in card.text
    await amina.press("تم الاطّلاع")
    await amina.expect_toast("شكرًا")
    await salma.press("Actualiser")
    # By now all that the change had to say is said.
    await rachid.quiet(until=salma.expect("Vu par 2 sur 2"))
    assert await fair.changes_posted_to(rachid) == 0


async def moves_a_meeting(fair: Fair, yassine: Person, rachid: Person, javier: Person, amina: Person) -> None:
    before = await fair.changes_posted_to(amina)
    await yassine.say("/changes")
    await yassine.press("لقاء واحد")
    await yassine.press("بالاسم")
    await yassine.expect("اكتبوا جزءًا من اسم")
    await yassine.share_location(36.7, -4.5)
    await yassine.expect("اكتبوا جزءًا من اسم")
    await yassine.say("Nobody")
    await yassine.expect("لا لقاء")
    await yassine.say("skalli")
    await yassine.press("Othmane Skalli")
    card = await yassine.expect("Othmane Skalli", "E1")
    await yassine.press("طاولة أخرى")
    await yassine.press("E3")
    plan = await yassine.expect("لم يتغيّر شيء بعد", "شخصان")
    await yassine.press("تأكيد وإشعار المعنيّين", answered=True)
    await yassine.expect("اطّلع 0 من أصل 2")
    await rachid.expect("Nouveau lieu", "Rosa Villena", "table E1", "table E3")
    await javier.expect("Nouveau lieu", "Othmane Skalli")
    confirm = next(button.data for button in plan.buttons if button.data.startswith("chy"))
    await yassine.stale_press(card.id, confirm)
    await yassine.expect_toast("هذا هو الوضع الحالي")
    assert await fair.changes_posted_to(amina) == before


async def finds_a_new_place(fair: Fair, karim: Person, amina: Person, rachid: Person, javier: Person) -> None:
    # What is still on its way when a chat is blocked would be refused.
    await all_said(fair.database)
    await javier.block()
    await karim.say("/changes")
    await karim.press("A whole venue")
    await karim.press("BIC Euronova")
    await karim.press("Move everything to a new venue")
    await karim.expect("What is the new venue called?")
    await karim.say("...")
    await karim.expect("Please type a name")
    await karim.say("Hotel Larios & Sons\nCalle Larios 2")
    await karim.expect("Send the location")
    await karim.say("here")
    await karim.expect("Send the location")
    await karim.share_location(36.72, -4.42)
    plan = await karim.expect(
        "Preview", "BIC Euronova → Hotel Larios & Sons", "2 meetings", "3 people", "1 of them unreachable"
    )
    await karim.press("Confirm and notify", answered=True)
    await karim.expect("Seen by 0 of 3", "unreachable")
    await rachid.expect("Nouveau lieu", "Rosa Villena", "Hanane Zerouali", "Hotel Larios & Sons, table E2")
    await rachid.expect("Calle Larios 2")
    await amina.expect("مكان جديد", "Hotel Larios & Sons")
    confirm = next(button.data for button in plan.buttons if button.data.startswith("chy"))
    await karim.stale_press(plan.id, confirm)
    await karim.expect_toast("This question has closed")
    await javier.unblock()
    await javier.expect("Ravi de vous revoir")
    await javier.expect("Aujourd’hui", "Othmane Skalli", "Hotel Larios & Sons")
    await javier.expect("Nouveau lieu", "Hotel Larios & Sons")
    await javier.press("J’ai vu")
    await karim.press("Refresh")
    await karim.expect("Seen by 1 of 3")
    await karim.press("Changes so far")
    await karim.press("1/3")
    await karim.expect("Seen by 1 of 3")


async def moves_in_time(karim: Person, amina: Person, rachid: Person) -> None:
    await karim.say("/changes")
    await karim.press("One meeting")
    await karim.press(" (1)")
    await karim.press("12:01–12:21 (1)")
    await karim.press("E2 · Hanane Zerouali – Othmane Skalli")
    await karim.press("Choose another time")
    await karim.expect("Which time should it move to?")
    await karim.press("Show more")
    chosen = (await karim.expect("Which time should it move to?")).buttons[0]
    await karim.press_data(chosen.data)
    await karim.expect("Preview", "12:01–12:21", chosen.text)
    await karim.press("Confirm and notify")
    await rachid.expect("Nouveau créneau", "Hanane Zerouali", "12:01–12:21")
    await amina.expect("موعد جديد", "Othmane Skalli", "من 12:01 إلى 12:21")


async def puts_right(salma: Person, lucia: Person) -> None:
    await salma.say("/changes")
    await salma.press("Une table")
    await salma.press("CADE")
    await salma.press("4 (1)")
    await salma.press("BIC Euronova")
    await salma.expect("Table 4 : CADE, pré-incubateur → BIC Euronova", "2 personnes")
    await salma.press("Confirmer et prévenir")
    await lucia.expect("New place", "CADE, pre-incubator, table 4", "BIC Euronova, table 4")
    await salma.say("/changes")
    await salma.press("Un lieu entier")
    await salma.press("BIC Euronova")
    await salma.press("L’adresse")
    await salma.expect("Quelle est l’adresse")
    await salma.say("Avenida Juan López de Peñalver 12")
    await salma.expect("adresse ou plan corrigé", "Peñalver 12")
    await salma.press("Confirmer et prévenir")
    await lucia.expect("New place", "Instead of Avenida Juan López de Peñalver 21", "Avenida Juan López de Peñalver 12")


async def is_no_organiser(amina: Person) -> None:
    await amina.say("/changes")
    await amina.expect("لمنظمي البعثة فقط")


def today() -> date:
    return local_time.local_date(utc_now(), ZONE)
