"""The programme at the desk, over the wire: who signed up, heads, moves, cancelling, adding, writing to them."""

from __future__ import annotations

import pytest
from sqlmodel import select

from storage.tables import Announcement, AnnouncementState, ProgrammeSession, SignUp
from tests.handlers.desk.kit import organiser
from tests.handlers.programme.kit import Hall, words
from tests.handlers.registration.kit import House
from tests.people import Person
from tests.screen import Seen
from tests.settled import all_said

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def signed_up(hall: Hall, language: str) -> Person:
    """The first has a place, the other waits; the organiser, who speaks this language, looks at the session."""
    for guest, button in ((hall.one, "✅ Sign up"), (hall.other, "⏳ Join the waiting list")):
        await guest.open(hall.title)
        await guest.press(guest.says(button), hall.title)
    owner = await organiser(hall.house, language)
    await owner.say("/desk")
    await owner.expect("🗂")
    await opened(owner, hall, language)
    return owner


async def opened(owner: Person, hall: Hall, language: str) -> Seen:
    says = words(language)
    await owner.press(says("📋 Programme"))
    await owner.expect("📋")
    await owner.press(hall.title)
    # In Arabic, one is a word.
    return await owner.expect(hall.title, "✅", "⏳")


async def test_heads_are_counted_with_a_tap(in_english: Hall) -> None:
    owner = await signed_up(in_english, "en")
    await owner.press("✅ 1")
    await owner.expect("Signed up, by name", in_english.one.side.name)
    await owner.press("‹ Back")
    await owner.expect("1 person signed up")
    await owner.press("🙋 Head count")
    await owner.expect("0 of 1")
    await owner.press(f"▫️ {in_english.one.side.name}")
    await owner.expect("1 of 1")
    async with in_english.house.database.reading() as session:
        mine = select(SignUp.present_at).where(SignUp.session_id == in_english.session_id, SignUp.state == "signed_up")
        assert (await session.exec(mine)).one() is not None
    await owner.press(f"✅ {in_english.one.side.name}")
    await owner.expect("0 of 1")


async def test_a_move_and_the_end_reach_who_signed_up(in_english: Hall) -> None:
    one, other = in_english.one, in_english.other
    owner = await signed_up(in_english, "fr")
    says = words("fr")
    await all_said(in_english.house.database)
    heard = len(other.phone.events)
    await owner.press(says("🕓 Change the hours"))
    await owner.expect("14:30")
    await owner.say("quand on veut")
    await owner.expect(says("Please type the hours as 14:30–16:00, or with the day as 13/07 14:30–16:00."))
    await owner.say("07:15 - 08h45")
    await owner.expect(says("🔎 <b>Preview: nothing has changed yet</b>"), "07:15")
    await owner.press(says("✅ Confirm and notify"))
    await owner.expect(in_english.title, "07:15")
    await one.phone.expect("New time", in_english.title, "07:15", "08:00")

    await owner.press(says("✖️ Cancel the session"))
    await owner.expect("Annuler cette séance")
    await owner.press(says("✅ Confirm and notify"))
    await owner.expect(says("✖️ This session was cancelled."))
    await one.phone.expect("Session cancelled", in_english.title)
    await all_said(in_english.house.database)
    # Who only waited reads it on the card that is there.
    await other.phone.sees(in_english.title, "This session was cancelled.")
    assert "message" not in {each["type"] for each in other.phone.events[heard:]}


async def test_more_places_are_offered_to_who_waits(in_english: Hall) -> None:
    owner = await signed_up(in_english, "en")
    await owner.press("👥 Change the number of places")
    await owner.expect("How many places?")
    await owner.say("many")
    await owner.expect("Please type a number from 1 to 10,000.")
    await owner.say("2")
    await owner.expect("2 places")
    await in_english.other.phone.expect("A place is free")


async def test_those_who_signed_up_are_written_to(in_english: Hall) -> None:
    owner = await signed_up(in_english, "en")
    await owner.press("📣 Write to them")
    await owner.expect("Who is it for?", "In the audience: 1")
    async with in_english.house.database.reading() as session:
        drafts = select(Announcement).where(Announcement.state == AnnouncementState.DRAFT)
        draft = (await session.exec(drafts)).one()
    assert draft.audience == {"session": [str(in_english.session_id)]}
    await owner.say("/cancel")
    await owner.expect("Draft discarded")


async def test_a_session_is_added_at_the_desk(programme_home: House) -> None:
    owner = await organiser(programme_home, "ar")
    says = words("ar")
    await owner.say("/desk")
    await owner.expect("🗂")
    await owner.press(says("📋 Programme"))
    await owner.expect("📋")
    await owner.press(says("➕ Add a session"))
    await owner.expect("➕")
    await owner.press(says("Visit"))
    await owner.expect("✏️")
    await owner.say("ar: زيارة المرفأ\nfr: Visite du port")
    await owner.expect("🕓")
    await owner.say("16:00-15:00")
    await owner.expect(says("The end must be after the beginning, on the same day."))
    await owner.say("\u200fمن 17:00 إلى 18:30\u200e")
    await owner.expect("🏛")
    await owner.press("CETECOM")
    await owner.expect("👥")
    await owner.say("\u200f٢٠")
    await owner.expect("🔎", "Visite du port", "CETECOM", "20")
    await owner.press(says("✅ Add it"))
    await owner.expect("زيارة المرفأ", "CETECOM")
    await programme_home.sandbox.acknowledged()
    async with programme_home.database.reading() as session:
        row = (await session.exec(select(ProgrammeSession).where(ProgrammeSession.capacity == 20))).all()[-1]
    assert row.title == {"ar": "زيارة المرفأ", "fr": "Visite du port"}
    assert row.key is None
