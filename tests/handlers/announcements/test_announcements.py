"""Announcements over the wire: composed, checked, sent, seen, reported; killed in the middle; and not for strangers."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from sqlmodel import col, func, select

from locales import Texts, catalogues
from missions.announcements import drafts, sending
from storage.database import Database
from storage.tables import (
    Announcement,
    AnnouncementDelivery,
    AnnouncementState,
    Delegate,
    DelegateStatus,
    OutboxRow,
    OutboxState,
)
from storage.tables import Person as PersonRow
from tests.handlers.desk.kit import delegate, organiser, speak
from tests.handlers.registration.kit import OWNER, House, house
from tests.people import Person, Sandbox
from tests.screen import plain
from tests.settled import all_said
from tests.wasl import Wasl

TEXTS = {
    "fr": "Le bus part à 9 h <devant> l'hôtel & la gare",
    "ar": "تنطلق الحافلة على الساعة 9",
    "en": "The bus leaves at 9",
}
MOROCCAN = {"fr": "Délégation marocaine", "ar": "الوفد المغربي", "en": "Moroccan delegation"}
READERS = 16


@pytest.mark.asyncio(loop_scope="session")
async def test_announce_in_each_language(desk_home: House) -> None:
    readers = await _readers(desk_home)
    for language in readers:
        await speak(desk_home.database, OWNER, language)
        await _announce(desk_home, catalogues().texts(language), readers)
        await _look_at_the_tables(desk_home)
    await _not_for_strangers(desk_home, readers["fr"])


@pytest.mark.parametrize("engine_name", ["postgresql"])
async def test_announce_on_the_other_engine(database_url: str) -> None:
    async with house(database_url) as home:
        readers = await _readers(home)
        await speak(home.database, OWNER, "fr")
        await _announce(home, catalogues().texts("fr"), readers)
        await _look_at_the_tables(home)


async def _readers(home: House) -> dict[str, Person]:
    """A delegate of the Moroccan side in each language."""
    await organiser(home)
    return {
        "fr": await delegate(home, "Karim", "fr", "Fouad Bennis", DelegateStatus.APPROVED),
        "ar": await delegate(home, "أمينة", "ar", "Adil Lamrabet", DelegateStatus.APPROVED),
        "en": await delegate(home, "Lucía", "en", "Hanane Zerouali", DelegateStatus.APPROVED),
    }


async def _announce(home: House, _: Texts, readers: dict[str, Person]) -> None:
    """Two texts; who reads the third language gets the organiser's, which the organiser has chosen and is told."""
    salma, own = home.owner, _.language.code
    other, third = (code for code in readers if code != own)
    read_by = {own: TEXTS[own], other: TEXTS[other], third: TEXTS[own]}
    await _choose_audience(salma, _)
    await _write(salma, _, own)
    await _write(salma, _, other)
    names = {code: str(_.language.locale.languages[code]) for code in readers}
    fallback = "↪️ {others}: send the text in {language}"
    await salma.press(plain(_.plain(fallback, others=names[third], language=names[own])))
    await salma.expect("↪️", names[third])
    await salma.press(plain(_.plain("👁 Next: check and send")))
    await salma.expect(MOROCCAN[own], "20", "17")
    await salma.press(plain(_.plain("👁 Preview")))
    for words in read_by.values():
        await salma.expect("📣", words)
    await salma.press(plain(_.plain("🕗 Send later")))
    await salma.expect("12/07 14:30")
    await salma.say("99:99")
    await salma.expect("12/07 14:30")
    await salma.press(plain(_.plain("‹ Back")))
    await salma.press(plain(_.plain_ngettext("📤 Send now to {n} person", "📤 Send now to {n} people", 3)))
    for code, reader in readers.items():
        theirs = catalogues().texts(code)
        got = await reader.expect("📣", read_by[code])
        assert got.labels == [[plain(theirs.plain("✓ Seen"))]]
    await salma.expect(
        plain(_.plain("📬 Delivered: {n}", n=3)), plain(_.plain("✉️ Not in the chat at that time: {n}", n=17))
    )
    # Its own redraw, once it is sent, comes before anything is seen.
    await all_said(home.database)
    for code, reader in readers.items():
        await reader.press(plain(catalogues().texts(code).plain("✓ Seen")))
        await reader.expect_toast(plain(catalogues().texts(code).plain("Thank you. Marked as seen.")))
        bare = await reader.expect(read_by[code])
        assert bare.labels == []
    await salma.press(plain(_.plain("🔄 Refresh")))
    # Shown already where the card was redrawn before the press.
    await salma.sees(plain(_.plain("✓ Seen: {n}", n=3)))


async def _choose_audience(salma: Person, _: Texts) -> None:
    await salma.say("/desk")
    await salma.press(plain(_.plain("📣 Announce")))
    await salma.press(plain(_.plain("➕ New announcement")))
    await salma.expect("90")
    await salma.press("🧭")
    await salma.expect("🧭")
    await salma.press(MOROCCAN[_.language.code])
    await salma.expect(MOROCCAN[_.language.code], "20")
    await salma.press(plain(_.plain("‹ Done")))
    await salma.press(plain(_.plain("✏️ Next: write the text")))


async def _write(salma: Person, _: Texts, code: str) -> None:
    name = str(_.language.locale.languages[code])
    await salma.press(plain(_.plain("✏️ {language}: write", language=name)))
    await salma.expect(plain(_.number(3500)))
    await salma.say(TEXTS[code])
    await salma.expect("✅", name)


async def _look_at_the_tables(home: House) -> None:
    async with home.database.reading() as session:
        latest = select(Announcement).order_by(col(Announcement.id).desc())
        announcement = (await session.exec(latest)).first()
        assert announcement is not None
        assert announcement.state is AnnouncementState.SENT
        of_it = AnnouncementDelivery.announcement_id == announcement.id
        deliveries = (await session.exec(select(AnnouncementDelivery).where(of_it))).all()
        assert len(deliveries) == 3
        assert all(delivery.seen_at is not None for delivery in deliveries)


async def _not_for_strangers(home: House, stranger: Person) -> None:
    """Forged buttons of an announcement that exists, and someone else's "Seen"."""
    async with home.database.reading() as session:
        announcement = (await session.exec(select(Announcement).limit(1))).one()
        texts, state = announcement.texts, announcement.state
        count = (await session.exec(select(func.count()).select_from(Announcement))).one()
    for act in ("audience", "texts", "write", "check", "preview", "now", "later", "at", "discard", "report", "stop"):
        await stranger.stale_press(stranger.last.id, f"ann:{act}:{announcement.id}:{announcement.revision}:fr")
        toast = await stranger.expect_toast("Seuls les organisateurs")
        assert toast["show_alert"], act
    await stranger.stale_press(stranger.last.id, f"aud:{announcement.id}:kind:company:1")
    await stranger.expect_toast("Seuls les organisateurs")
    await home.owner.stale_press(home.owner.last.id, "anseen:1")
    await home.owner.expect_toast()
    await home.owner.stale_press(home.owner.last.id, f"ann:now:{announcement.id}:{announcement.revision}:")
    assert (await home.owner.expect_toast())["show_alert"]
    async with home.database.reading() as session:
        after = await session.get_one(Announcement, announcement.id)
        assert (after.texts, after.state) == (texts, state)
        assert (await session.exec(select(func.count()).select_from(Announcement))).one() == count


@pytest.mark.slow
@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_killed_in_the_middle(database_url: str, database: Database) -> None:
    """Of what is being sent, nobody is skipped; the draft is still there, and can be thrown away."""
    async with (
        Sandbox() as sandbox,
        Wasl(sandbox, database_url, owner_ids=(OWNER,), start=False, pace="telegram", bulk_rate="12") as wasl,
    ):
        await wasl.load("malaga")
        await wasl.start()
        salma = sandbox.person(OWNER)
        await salma.start(answered=True)
        readers = [await sandbox.add_person(f"Reader {number}", language_code="en") for number in range(READERS)]
        await asyncio.gather(*(reader.start(answered=True) for reader in readers))
        await _become_delegates(database, readers)
        await speak(database, OWNER, "en")
        await _choose_audience(salma, catalogues().texts("en"))
        await _write(salma, catalogues().texts("en"), "en")
        announcement_id = await _send(database)
        await readers[4].expect(TEXTS["en"])
        await wasl.kill()
        marked = await _marked_as_sent(database, announcement_id)
        await wasl.start()
        await salma.expect("Sent", f"Delivered: {READERS}")
        got = Counter(reader.id for reader in readers for seen in reader.screen if TEXTS["en"] in seen.text)
        assert set(got) == {reader.id for reader in readers}
        # Only what was sent and not yet marked as sent when it was killed may come again, and once.
        assert {reader: count for reader, count in got.items() if count > (1 if reader in marked else 2)} == {}
        async with database.reading() as session:
            rows = await session.exec(select(OutboxRow.chat_id).where(OutboxRow.announcement_id == announcement_id))
            assert Counter(rows.all()) == Counter(reader.id for reader in readers)
        await _discard(database, salma)


async def _marked_as_sent(database: Database, announcement_id: int) -> set[int]:
    """The chats that have it, as far as that is written."""
    mine = OutboxRow.announcement_id == announcement_id, OutboxRow.state == OutboxState.SENT
    async with database.reading() as session:
        return {chat for chat in await session.exec(select(OutboxRow.chat_id).where(*mine)) if chat is not None}


async def _discard(database: Database, salma: Person) -> None:
    await salma.say("/desk")
    await salma.press("Announce")
    await salma.press("Continue your draft")
    await salma.press("Next: write the text")
    await salma.expect("English", "written")
    await salma.say("/cancel")
    await salma.expect("Draft discarded")
    async with database.reading() as session:
        discarded = select(Announcement.texts).where(Announcement.state == AnnouncementState.DISCARDED)
        assert (await session.exec(discarded)).all() == [{}]


async def _become_delegates(database: Database, readers: list[Person]) -> None:
    async with database.unit() as session:
        rows = select(PersonRow).where(col(PersonRow.telegram_id).in_([reader.id for reader in readers]))
        people = (await session.exec(rows)).all()
        first = select(Delegate).order_by(col(Delegate.id)).limit(len(people))
        for person, row in zip(people, (await session.exec(first)).all(), strict=True):
            row.person_id = person.id


async def _send(database: Database) -> int:
    """To whoever has a chat, from the owner."""
    async with database.unit() as session:
        owner = (await session.exec(select(PersonRow).where(PersonRow.telegram_id == OWNER))).one()
        draft = await drafts.begin(session, owner)
        await drafts.write(session, draft, "en", TEXTS["en"])
        await drafts.fall_back(session, draft, "en")
        await sending.send(session, owner, draft.id, draft.revision)
        return draft.id
