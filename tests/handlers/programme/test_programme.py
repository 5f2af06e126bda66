"""The programme of a delegate, over the wire, in each language: sign up, wait, be offered a place, leave, be moved."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from missions.meetings import seats
from storage.tables import ChangeReceipt, Delegate, Meeting, MeetingState, MeetingTable, ProgrammeSession, Slot, Venue
from tests.handlers.programme.kit import Hall
from tests.settled import all_said

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_place_goes_from_one_to_the_other(speaking: Hall) -> None:
    one, other, title = speaking.one, speaking.other, speaking.title
    card = await one.open(title)
    assert "<Bring your own>" in card.text
    await one.press(one.says("✅ Sign up"), title, one.says("✅ You are signed up."))
    await other.open(title)
    await other.press(
        other.says("⏳ Join the waiting list"),
        other.says("⏳ You are on the waiting list. When a place becomes free, it is offered to you here."),
    )
    assert await speaking.states() == ["signed_up", "waiting"]
    await one.phone.press(one.says("🗓 Add to calendar"))
    file = await one.phone.file_bytes(await one.phone.expect("wasl.ics", title))
    assert b"UID:session-" in file

    # The place is for the one who waits.
    await one.press(one.says("↩️ Give up my place"), one.says("🔒 This session is full."))
    await other.phone.expect(other.says("🎟 <b>A place is free</b>"), title)
    await other.press(other.says("✅ Take the place"), other.says("✅ You are signed up."))
    assert await speaking.states() == ["left", "signed_up"]

    # The day says it too.
    await other.press("‹ ", title, other.says("✅ Signed up"))


async def test_a_session_that_is_added_is_on_the_day_that_is_open(in_english: Hall) -> None:
    phone, database = in_english.one.phone, in_english.house.database
    await phone.say("/programme")
    day = await phone.expect(in_english.title)
    title = f"{in_english.title} again"
    async with database.unit() as session:
        row = await session.get_one(ProgrammeSession, in_english.session_id)
        session.add(ProgrammeSession(**row.model_dump(exclude={"id", "title"}), title={"en": title}))
    await phone.reads(day.id, title)


async def test_a_session_that_moves_says_so_to_who_signed_up(speaking: Hall) -> None:
    one, other, title = speaking.one, speaking.other, speaking.title
    await one.open(title)
    await one.press(one.says("✅ Sign up"), one.says("✅ You are signed up."))
    await other.open(title)
    await all_said(speaking.house.database)
    heard = len(other.phone.events)

    await speaking.move("euronova", timedelta(minutes=30))
    notice = await one.phone.expect(one.says("🔀 <b>New time and place</b>"), title, "BIC Euronova", "08:30")
    assert "08:00" in notice.text
    await one.phone.expect("Avenida Juan López de Peñalver 21")
    await one.phone.press("✓", answered=True)
    await all_said(speaking.house.database)
    async with speaking.house.database.reading() as session:
        receipts = select(ChangeReceipt).where(ChangeReceipt.delegate_id == one.side.delegate_id)
        (receipt,) = (await session.exec(receipts)).all()
    assert receipt.seen_at is not None

    # The other only looked: the card follows, and nothing else is said.
    await other.phone.sees(title, "BIC Euronova")
    assert "message" not in {each["type"] for each in other.phone.events[heard:]}


async def test_the_agenda_has_it_and_follows_it(in_english: Hall) -> None:
    one, title = in_english.one, in_english.title
    await one.open(title)
    await one.press("Sign up", title, "You are signed up.")
    await one.phone.say("/agenda")
    agenda = await one.phone.expect("08:00", title, "No meetings on this day yet.")
    assert agenda.button("To my calendar")
    await in_english.move("euronova", timedelta(minutes=30))
    await all_said(in_english.house.database)
    (now,) = [seen for seen in one.phone.screen if seen.id == agenda.id]
    assert "08:30" in now.text
    assert "BIC Euronova" in now.text
    await one.phone.say("/agenda")
    await one.press(f"08:30 {title}", title, "You are signed up.")


async def test_a_meeting_at_that_time_is_said_before(in_english: Hall) -> None:
    one, other, title = in_english.one, in_english.other, in_english.title
    starts_at = await in_english.starts_at()
    async with in_english.house.database.unit() as session:
        mine = await session.get_one(Delegate, one.side.delegate_id)
        slot = (await session.exec(select(Slot).where(Slot.starts_at == starts_at))).first()
        if slot is None:
            slot = Slot(mission_id=mine.mission_id, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=25))
        at = select(MeetingTable).join(Venue).where(Venue.key == "pta", MeetingTable.label == "1")
        session.add(slot)
        await session.flush()
        meeting = Meeting(
            mission_id=mine.mission_id,
            requester_id=one.side.delegate_id,
            invitee_id=other.side.delegate_id,
            pair=f"{one.side.delegate_id}-{other.side.delegate_id}",
            slot_id=slot.id,
            table_id=(await session.exec(at)).one().id,
            state=MeetingState.CONFIRMED,
        )
        session.add(meeting)
        await session.flush()
        both = (one.side.delegate_id, other.side.delegate_id)
        await seats.put(session, [(meeting.id, both, slot.id, meeting.table_id or 0, None)])

    await one.open(title)
    await one.press("✅ Sign up", "Sign up all the same?", other.side.name)
    assert await in_english.states() == []
    await one.press("‹ Back", title)
    await one.press("✅ Sign up", "Sign up all the same?")
    await one.press("✅ Sign up all the same", "✅ You are signed up.")
    assert await in_english.states() == ["signed_up"]


async def test_an_old_button_changes_nothing(in_english: Hall) -> None:
    one, title = in_english.one, in_english.title
    card = await one.open(title)
    old = card.button("✅ Sign up")
    assert old is not None
    await in_english.move("euronova")
    await one.phone.stale_press(card.id, old.data, answered=True)
    # By the press, or by the card that follows the session, as either comes first.
    await one.phone.sees(title, "BIC Euronova")
    assert await in_english.states() == []


async def test_who_is_not_invited_does_not_find_it(in_english: Hall) -> None:
    """The courses are for the Moroccan delegation."""
    for guest, invited in ((in_english.one, True), (in_english.other, False)):
        await guest.phone.say("/programme")
        page = await guest.phone.expect("Opening session")
        await guest.phone.press(page.labels[-2][-1])
        day = await guest.phone.expect("Visit to CADE")
        assert ("from idea to project" in day.text) is invited
