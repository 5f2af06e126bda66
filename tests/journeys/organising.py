"""What the organiser does while the mission is under way: move a venue, announce."""

from __future__ import annotations

from sqlmodel import select

from handlers.announcements.message import framed
from handlers.core.message_text import as_read
from storage.tables import ChangeReceipt, Delegate, Mission
from tests.journeys.cast import Cast


async def moves_the_venue(cast: Cast) -> None:
    """The two who meet there are told before and after, and nobody else; the organiser sees who has seen it."""
    salma, rachid, lucia = cast.salma, cast.rachid, cast.lucia
    await salma.write("/changes")
    await salma.tap("🏛 A whole venue")
    await salma.tap("Grande halle")
    await salma.tap("🏛 Move everything to another venue")
    await salma.tap("Annexe du port")
    await salma.reads("🔎 <b>Preview: nothing has changed yet</b>", "Grande halle → Annexe du port")
    await salma.tap("✅ Confirm and notify")
    await salma.reads("👁 <b>Seen by {seen} of {total}</b>", rachid.profile.name, lucia.profile.name, seen=0, total=2)
    told = await rachid.has_read(
        "Nouveau lieu", lucia.profile.name, "Annexe du port, table H1", "Au lieu de : Grande halle, table H1"
    )
    assert told.button("J’ai vu")
    await rachid.has_read("Annexe du port", "Muelle Ejemplo 3")
    await lucia.has_read("New place", rachid.profile.name, "Harbour annex, table H1", "Instead of Great hall, table H1")
    await rachid.person.press("J’ai vu", answered=True)
    await salma.tap("🔄 Refresh")
    await salma.reads("👁 <b>Seen by {seen} of {total}</b>", lucia.profile.name, seen=1, total=2)
    await lucia.person.press("✓ Seen", answered=True)
    await salma.tap("🔄 Refresh")
    await salma.reads("👁 <b>Seen by {seen} of {total}</b>", seen=2, total=2)
    async with cast.database.reading() as session:
        told_of_it = select(Delegate.name).join(ChangeReceipt).where(Delegate.mission_id == cast.mission_id)
        touched = (await session.exec(told_of_it)).all()
    assert sorted(touched) == sorted([rachid.profile.name, lucia.profile.name])
    assert not [seen for seen in cast.amina.person.screen if "تغيّر" in seen.text]


async def announces(cast: Cast) -> None:
    """Two texts, and the readers of the third language get one of them since the organiser says so."""
    salma = cast.salma
    french, arabic = "Le dîner est à 20 h <au port> & à pied.", "العشاء على الساعة الثامنة مساءً في الميناء."
    await salma.write("/desk")
    await salma.tap("📣 Announce")
    await salma.tap("➕ New announcement")
    await salma.tap("✏️ Next: write the text")
    for language, words in (("français", french), ("arabe", arabic)):
        await salma.tap("✏️ {language}: write", language=language)
        await salma.person.expect(language, "500")
        await salma.write(words)
        await salma.reads("✅ {language} ({n}): written", language=language, n=1)
    await salma.tap("↪️ {others}: send the text in {language}", others="anglais", language="français")
    await salma.tap("👁 Next: check and send")
    await salma.person.press(salma._.plain_ngettext("📤 Send now to {n} person", "📤 Send now to {n} people", 3))
    async with cast.database.reading() as session:
        mission = await session.get_one(Mission, cast.mission_id)
    for reader, words in ((cast.rachid, french), (cast.amina, arabic), (cast.lucia, french)):
        await reader.has_read(as_read(framed(words, mission, reader._)))
    await salma.has_read(salma._.plain("📬 Delivered: {n}", n=3))
    await cast.amina.person.press("تم الاطّلاع", answered=True)
    await salma.tap("🔄 Refresh")
    await salma.has_read(salma._.plain("✓ Seen: {n}", n=1))
