"""What stands in a chat about a meeting follows the meeting, whoever changed it."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from storage.tables import LiveCard, Meeting, MeetingTable, TouchedRow, Venue
from tests.handlers.meetings.kit import Pair
from tests.people import Person
from tests.screen import Seen

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def reads(phone: Person, message_id: int, *parts: str) -> Seen:
    """The message with this number, once it reads so."""

    def found() -> Seen | None:
        standing = (seen for seen in phone.screen if seen.id == message_id)
        return next((seen for seen in standing if all(part in seen.text for part in parts)), None)

    return await phone.sandbox.until(
        found, lambda: f"{parts} in message {message_id} of {[seen.text for seen in phone.screen]}"
    )


async def test_a_declined_request_no_longer_waits_on_the_screen_of_who_asked(meetings_pair: Pair) -> None:
    one, other = meetings_pair.one, meetings_pair.other
    await one.ask(other.name, "Hello")
    waiting = one.phone.screen[-1]
    await other.phone.expect(other.words.asked, one.name)
    await other.phone.press(other.words.decline)
    await other.phone.press(other.words.common_reason)
    await one.phone.expect(one.words.declined)

    card = await reads(one.phone, waiting.id, "This request was declined")
    assert not card.button(one.words.withdraw)


async def test_a_confirmed_card_has_the_new_venue(meetings_pair: Pair) -> None:
    one = meetings_pair.one
    await meetings_pair.confirmed()
    card = next(seen for seen in reversed(one.phone.screen) if one.words.confirmed in seen.text)
    async with meetings_pair.house.database.unit() as session:
        meeting = (await session.exec(select(Meeting).where(Meeting.requester_id == one.delegate_id))).one()
        table = await session.get_one(MeetingTable, meeting.table_id)
        elsewhere = select(MeetingTable).where(MeetingTable.venue_id != table.venue_id)
        free = (await session.exec(elsewhere.where(col(MeetingTable.closed_at).is_(None)).limit(1))).one()
        meeting.table_id = free.id
        meeting.revision += 1
        venue = await session.get_one(Venue, free.venue_id)

    await reads(one.phone, card.id, venue.title["en"], free.label)


async def test_an_older_card_is_one_line_without_buttons(meetings_pair: Pair) -> None:
    one, other = meetings_pair.one, meetings_pair.other
    await meetings_pair.confirmed()
    older = next(seen for seen in reversed(one.phone.screen) if one.words.confirmed in seen.text)
    await one.meeting_with(other.name)

    folded = await reads(one.phone, older.id, "see below")
    assert not folded.buttons
    async with meetings_pair.house.database.reading() as session:
        standing = select(LiveCard).where(LiveCard.chat_id == one.phone.id, LiveCard.message_id == older.id)
        assert not (await session.exec(standing)).all()
        assert not (await session.exec(select(TouchedRow))).all()
