"""The timetable over the wire: made in the background, looked at, published, answered, mended."""

from __future__ import annotations

import pytest

from storage.database import Database
from storage.tables import Meeting, TimetableState
from tests.handlers.desk.kit import label, speak
from tests.handlers.mission import become
from tests.handlers.timetables.kit import Kiosk
from tests.people import Person, Sandbox
from tests.wasl import Wasl

WISHED = (
    ("Hamid", "Gema"),
    ("Gema", "Hamid"),
    ("Hind", "Gil"),
    ("Hugo", "Gil"),
    ("Gil", "Hugo"),
    ("Gonzalo", "Hind"),
)
"""Two pairs want each other, two more are wanted by one."""
SALMA, AMINA, LUCIA = 1001, 2002, 3001


@pytest.mark.parametrize("engine_name", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
async def test_a_timetable_from_its_wishes_to_a_lost_table(database_url: str, database: Database) -> None:
    kiosk = Kiosk(database)
    async with Sandbox() as sandbox, Wasl(sandbox, database_url, owner_ids=(SALMA,)):
        await kiosk.load()
        await kiosk.interest(*WISHED)
        salma, amina, lucia = (sandbox.person(number) for number in (SALMA, AMINA, LUCIA))
        for person in (salma, amina, lucia):
            await person.start(answered=True)
        await become(database, amina.id, "ar", "Hamid")
        await become(database, lucia.id, "en", "Gema")
        await speak(database, SALMA, "fr")
        await made(salma)
        await looked_at(salma)
        await published(kiosk, salma, amina, lucia)
        await answered(kiosk, amina, lucia)
        await mended(kiosk, salma, amina, lucia)
        await keeps_interpreters(salma)
        assert await sandbox.refused() == []


async def made(salma: Person) -> None:
    """In the background, told in one message until it is ready."""
    _ = label("fr")
    await salma.say("/desk")
    await salma.press(_("🧩 Timetable"))
    await salma.expect(_("🤝 Wanted by both: {n}", n="2"), _("🙋 Wanted by one: {n}", n="2"))
    await salma.press(_("🧩 Make a timetable"))
    await salma.sees("Brouillon", "Les 4 rendez-vous souhaités sont tous placés", timeout=60)


async def looked_at(salma: Person) -> None:
    _ = label("fr")
    await salma.press(_("👥 By person"))
    await salma.press("Hamid Essai")
    await salma.expect("Hamid Essai – Gema Prueba", "Inès Essai")
    await salma.press(_("‹ Back"))
    await salma.press(_("‹ Draft"))
    await salma.expect("Brouillon")
    await salma.press(_("🖼 View the picture"))
    await salma.sandbox.called("sendPhoto", chat_id=SALMA)


async def published(kiosk: Kiosk, salma: Person, amina: Person, lucia: Person) -> None:
    """Asked twice; then everybody is told, in their language."""
    _ = label("fr")
    assert await kiosk.meetings() == []
    await salma.press(_("📤 Publish…"))
    await salma.expect("Publier ce planning", "4 nouveaux rendez-vous")
    await salma.press(_("📤 Publish and notify"))
    await salma.expect("Planning publié", "2 personnes", "4 personnes")
    assert len(await kiosk.meetings()) == 4
    assert all(not meeting.is_agreed for meeting in await kiosk.meetings())
    await amina.sees("جدول لقاءاتكم", "لقاء واحد", "Gema Prueba", "المترجم الفوري: Inès Essai")
    await lucia.sees("Your timetable: 1 meeting", "Hamid Essai", "Interpreter: Inès Essai")


async def answered(kiosk: Kiosk, amina: Person, lucia: Person) -> None:
    """One accepts, the other too: then they have each other's contact, and the old button says what is true."""
    await amina.press("Gema")
    await amina.expect("قبلتم")
    await lucia.press("Hamid")
    await lucia.expect_toast("You have both accepted now")
    await amina.expect("تم تأكيد اللقاء")
    assert await agreed(kiosk) == 1
    await lucia.say("/agenda")
    await lucia.expect("Hamid Essai", "Interpreter: Inès Essai")


async def agreed(kiosk: Kiosk) -> int:
    return sum(meeting.is_agreed for meeting in await kiosk.meetings())


async def mended(kiosk: Kiosk, salma: Person, amina: Person, lucia: Person) -> None:
    """A table of the fullest hour is lost: as little as can be moves, on approval, told before and after."""
    _ = label("fr")
    lost = next(meeting for meeting in await kiosk.meetings() if meeting.is_agreed)
    await kiosk.crowd(lost)
    before = {meeting.id: meeting for meeting in await kiosk.meetings()}
    table = await kiosk.label_of(lost)
    await salma.say("/desk")
    await salma.press(_("🧩 Timetable"))
    await salma.press(_("🛠 Report a problem…"))
    await salma.press(_("🪑 A table"))
    await salma.press("Grande halle" if table.startswith("H") else "Annexe")
    await salma.press(f"Table {table} (")
    await salma.press(_("🚫 Mark as not available"))
    # What the organisers want besides cannot be: it is said why, and the rest is mended all the same.
    await kiosk.must("Hamid", "Gil")
    await salma.press(_("🛠 Repair the timetable"))
    await salma.sees("Impossible", "Hamid Essai – Gil Prueba", "aucun interprète entre arabe et français", timeout=60)
    await salma.expect("Brouillon", "rendez-vous déplacé")
    await salma.press(_("🔀 View changes"))
    await salma.expect("Hamid Essai", "Gema Prueba", "→")
    assert places(await kiosk.meetings()) == places(list(before.values()))
    await salma.press(_("‹ Draft"))
    await salma.press(_("📤 Publish…"))
    await salma.press(_("📤 Publish and notify"))
    await salma.expect("Planning publié", "2 rendez-vous déplacés", "à 2 personnes", "2 personnes injoignables")
    await amina.expect("جديد", "بدلًا من", "Gema Prueba")
    await lucia.expect("Instead of", "Hamid Essai")
    after = await kiosk.meetings()
    others = {each.id for each in after if place(each) != place(before[each.id])} - {lost.id}
    hours = {each.id: each.slot_id for each in after}
    # Both have accepted it: it keeps its hour, and one of the two that had the other tables makes room for that.
    assert hours[lost.id] == lost.slot_id
    assert len(others) == 1
    assert [hours[each] != before[each].slot_id for each in others] == [True]
    assert all(each.table_id != lost.table_id for each in after)
    assert len(await kiosk.drafts(TimetableState.PUBLISHED)) == 2


async def keeps_interpreters(salma: Person) -> None:
    """One is marked as away, another is added."""
    _ = label("fr")
    await salma.say("/desk")
    await salma.press(_("🗣 Interpreters"))
    await salma.press("Inès Essai")
    await salma.expect("arabe et espagnol", "1 rendez-vous à interpréter", "Hamid Essai – Gema Prueba")
    await salma.press(_("☕ Set breaks…"))
    page = await salma.expect("☕ Inès Essai")
    await salma.press_in(page.id, "3")
    await salma.expect("☕ Inès Essai")
    await salma.press_in(page.id, _("‹ Back"))
    await salma.expect("Une pause après 3 rendez-vous à la suite")
    await salma.press(_("🛬 Set late arrival…"))
    await salma.press("10:30")
    await salma.expect("Arrivée : ")
    await salma.press(_("🚫 Mark as away"))
    await salma.expect("Absence")
    await salma.press(_("‹ Interpreters"))
    await salma.press(_("➕ Add an interpreter"))
    await salma.expect("🗣")
    await salma.say("Inès  Essai")
    await salma.expect("déjà parmi les interprètes")
    await salma.say("Omar Prueba")
    await salma.press("arabe")
    await salma.press("français")
    await salma.press(_("✅ Add"))
    await salma.expect("Omar Prueba", "arabe et français", "0 rendez-vous")


def places(meetings: list[Meeting]) -> set[tuple[int, int, int | None]]:
    return {(meeting.id, *place(meeting)) for meeting in meetings}


def place(meeting: Meeting) -> tuple[int, int | None]:
    return meeting.slot_id, meeting.table_id
