"""How many acts the commonest things take an organiser, counted over the wire; and each figure opens its list."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlmodel import col, select

from missions.meetings import seats
from storage.tables import (
    Announcement,
    AnnouncementState,
    Delegate,
    DelegateStatus,
    Meeting,
    MeetingState,
    MeetingTable,
    Slot,
)
from tests.handlers.desk.kit import delegate, label, named, organiser, set_status
from tests.handlers.registration.kit import House
from tests.hostile.odd_messages import update
from tests.people import Person, Seen

_ = label("en")
pytestmark = pytest.mark.asyncio(loop_scope="session")


@dataclass
class Acts:
    """A person whose acts are counted."""

    person: Person
    count: int = 0

    async def say(self, text: str, *parts: str) -> Seen:
        self.count += 1
        await self.person.say(text)
        return await self.person.expect(*parts)

    async def press(self, button: str, *parts: str) -> Seen:
        self.count += 1
        await self.person.press(button)
        return await self.person.expect(*parts)


async def test_people_are_found_in_two_acts(desk_home: House) -> None:
    salma = Acts(await organiser(desk_home))
    hanane = await named(desk_home.database, "Hanane Zerouali")
    await set_status(desk_home.database, hanane.id, DelegateStatus.APPROVED)
    shown = await salma.say("/desk", "🗂")
    assert shown.button("🙋")
    await salma.press("🙋", "🙋")
    assert salma.count == 2
    salma.count = 0
    await salma.press("‹ Desk", "🗂")
    await salma.press("👥 People", "👥")
    salma.count = 0
    found = await salma.say("zerouali", "1 found")
    assert found.button("Hanane Zerouali")
    await salma.press("Hanane Zerouali", "Hanane Zerouali", "ANPME")
    assert salma.count == 2
    assert (await salma.press("‹ Back to the list", "1 found")).button("Hanane Zerouali")


async def test_approving_is_one_act_and_words_from_nowhere_find_people(desk_home: House) -> None:
    salma = Acts(await organiser(desk_home))
    adil = await named(desk_home.database, "Adil Lamrabet")
    await set_status(desk_home.database, adil.id, DelegateStatus.PENDING)
    await salma.say("/desk", "🗂")
    await salma.press("⏳ Approvals (", "Adil Lamrabet")
    salma.count = 0
    await salma.press("✅ Approve", "No one is waiting")
    assert salma.count == 1
    await salma.say("/menu", "Málaga")
    salma.count = 0
    asked = await salma.say("Lamrabet", "I did not understand")
    assert asked.button("☰ Menu")
    assert asked.button("❓ Help")
    assert (await salma.press("Search the delegates", "1 found")).button("Adil Lamrabet")
    assert salma.count == 2


async def test_words_typed_where_a_choice_is_open_find_people(desk_home: House) -> None:
    """And the draft is gone on with afterwards."""
    salma = Acts(await organiser(desk_home))
    await salma.say("/desk", "🗂")
    await salma.press("📣 Announce", "Announcements")
    await salma.press("➕ New announcement", "Who is it for?")
    await salma.say("Lamrabet", "I did not understand")
    salma.count = 0
    assert (await salma.press("Search the delegates: “Lamrabet”", "1 found")).button("Adil Lamrabet")
    assert salma.count == 1
    await salma.say("/desk", "🗂")
    await salma.press("📣 Announce", "Announcements")
    await salma.press("✏️ Continue your draft", "Who is it for?")
    await salma.say("/cancel", "Draft discarded")


async def test_each_figure_opens_its_list_and_a_meeting_moves_in_six_acts(desk_home: House) -> None:
    home, salma = desk_home, Acts(await organiser(desk_home))
    agreed, placed = await _meetings(home)
    shown = await salma.say("/desk", "Meetings confirmed by both: 1", "not yet accepted by both: 1")
    figures = {button.text.split()[0]: button.text for button in shown.buttons if button.text.split()[-1].isdigit()}
    assert figures["🤝"] == "🤝 1"
    assert figures["🧩"] == "🧩 1"
    for sign, figure in figures.items():
        number = figure.split()[-1]
        assert number in (await salma.press(figure, sign)).text
        await salma.press("‹ Desk", "🗂")
    await _of_one_delegation(salma)
    salma.count = 0
    await salma.say("/desk", "🗂")
    await salma.press("🤝 1", "Hanane Zerouali")
    await salma.press("Hanane Zerouali", "🤝", "Hanane Zerouali")
    await salma.press(_("🪑 Choose another table"), "🪑")
    tables = [button for button in salma.person.last.buttons if button.text.startswith("Table")]
    await salma.press(tables[0].text, "nothing has changed yet")
    await salma.press("✅ Confirm", "Seen by")
    assert salma.count <= 6
    async with home.database.unit() as session:
        assert (await session.get_one(Meeting, agreed)).revision == 2
        for each in (agreed, placed):
            await session.delete(await session.get_one(Meeting, each))


async def _of_one_delegation(salma: Acts) -> None:
    """A delegation's own figures, as its line on the desk has them; each opens its list, and back."""
    own = await salma.press("Moroccan delegation", "Moroccan delegation")
    assert "Andalusian" not in own.text
    figures = [button.text for button in own.buttons if button.text.split()[-1].isdigit()]
    assert any(figure.startswith("✅") for figure in figures)
    for figure in figures:
        opened = await salma.press(figure, "Moroccan delegation", figure)
        people = [button for button in opened.buttons if "·" in button.text]
        assert len(people) == min(8, int(figure.split()[-1])), figure
        assert all(button.data.split("|")[1].startswith("dlsd:") for button in people)
        await salma.press("‹ Moroccan delegation", "Moroccan delegation")


async def test_a_venue_moves_in_six_acts(desk_home: House) -> None:
    salma = Acts(await organiser(desk_home))
    await salma.say("/changes", "")
    await salma.press("A whole venue", "")
    await salma.press("Technology Park of Andalusia", "Technology Park")
    await salma.press(_("🏛 Move everything to another venue"), "")
    await salma.press("CADE", "nothing has changed yet")
    await salma.press("✅ Confirm", "")
    assert salma.count <= 6


async def test_a_place_of_telegrams_list_is_asked_about_or_cut_aloud(desk_home: House) -> None:
    salma = await organiser(desk_home)
    await salma.say("/changes")
    await salma.press("A whole venue")
    await salma.press("BIC Euronova")
    await salma.press(_("✏️ Edit the name"))
    await salma.expect("What is it called?")
    await _pick_place(desk_home, salma, "\u3164", "Calle Larios 2")
    await salma.expect("Please type a name")
    await _pick_place(desk_home, salma, "Hotel " + "Larios " * 30, "Calle Larios 2")
    cut = await salma.expect("✂️", "It was shortened", "Hotel Larios", "nothing has changed yet")
    assert " La…" in cut.text
    await salma.press("‹ Back")


async def _pick_place(home: House, person: Person, title: str, address: str) -> None:
    location = {"latitude": 36.72, "longitude": -4.42}
    venue = {"venue": {"title": title, "address": address, "location": location}, "location": location}
    await home.sandbox.inject(update(person, len(title), venue))


async def test_an_announcement_in_three_languages_takes_nine_acts(desk_home: House) -> None:
    home, salma = desk_home, Acts(await organiser(desk_home))
    readers = {
        "fr": await delegate(home, "Karim", "fr", "Fouad Bennis", DelegateStatus.APPROVED),
        "ar": await delegate(home, "أمينة", "ar", "Adil Lamrabet", DelegateStatus.APPROVED),
        "en": await delegate(home, "Lucía", "en", "Hanane Zerouali", DelegateStatus.APPROVED),
    }
    await salma.say("/desk", "🗂")
    await salma.press("📣 Announce", "")
    await salma.press("➕ New announcement", "📣")
    await salma.press(_("✏️ Next: write the text"), "Write the text in English now")
    await salma.say("Our coach leaves at 9:05", "Write the text in Arabic now")
    await salma.say("تنطلق حافلتنا على الساعة 9:05", "Write the text in French now")
    await salma.say("Notre car part à 9 h 05", "✅")
    await salma.press("👁 Next: check and send", "3")
    await salma.press("📤 Send now", "")
    assert salma.count <= 9
    for language, words in {"fr": "Notre car part", "ar": "تنطلق حافلتنا", "en": "Our coach leaves"}.items():
        await readers[language].sees("📣", words)
    async with home.database.reading() as session:
        sent = (await session.exec(select(Announcement).order_by(col(Announcement.id).desc()))).first()
    assert sent is not None
    assert sent.state in {AnnouncementState.SENDING, AnnouncementState.SENT}


async def _meetings(home: House) -> tuple[int, int]:
    """One meeting that both agreed on, and one that the timetable set and nobody has answered."""
    names = ("Hanane Zerouali", "Laura Montero", "Othmane Skalli", "Rosa Villena")
    one, other, third, fourth = [await named(home.database, name) for name in names]
    made = []
    async with home.database.unit() as session:
        slot = (await session.exec(select(Slot).order_by(col(Slot.starts_at)).limit(1))).one()
        tables = (await session.exec(select(MeetingTable).order_by(col(MeetingTable.id)).limit(2))).all()
        for a, b, table, planned in ((one, other, tables[0], None), (third, fourth, tables[1], session.now)):
            (await session.get_one(Delegate, a.id)).status = DelegateStatus.APPROVED
            meeting = Meeting(
                mission_id=a.mission_id,
                requester_id=a.id,
                invitee_id=b.id,
                pair=f"{min(a.id, b.id)}-{max(a.id, b.id)}",
                slot_id=slot.id,
                table_id=table.id,
                state=MeetingState.CONFIRMED,
                confirmed_at=session.now,
                planned_at=planned,
            )
            session.add(meeting)
            await session.flush()
            await seats.put(session, [(meeting.id, (a.id, b.id), slot.id, table.id, None)])
            made.append(meeting.id)
    return made[0], made[1]
