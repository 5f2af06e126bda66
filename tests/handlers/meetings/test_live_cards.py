"""What stands in a chat about a meeting follows the meeting, whoever changed it."""

from __future__ import annotations

import pytest
from aiogram import Bot
from sqlmodel import col, select

from bot.intake.outbox_session import OutboxSession
from handlers.core.notices import tell
from handlers.core.outbox import Outbox
from handlers.notices import RENDERERS
from missions.meetings import contradictions
from missions.registration import removal
from storage.tables import (
    CuratedPair,
    Delegate,
    DelegateStatus,
    LiveCard,
    Meeting,
    MeetingTable,
    Mission,
    OutboxRow,
    PairWish,
    TouchedRow,
    Venue,
)
from storage.tables import Person as PersonRow
from tests.handlers.meetings.kit import Pair
from tests.people import TOKEN, Person
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


async def elsewhere(pair: Pair) -> tuple[str, str]:
    """Let their meeting be at another venue: its title, and the table."""
    async with pair.house.database.unit() as session:
        meeting = (await session.exec(select(Meeting).where(Meeting.requester_id == pair.one.delegate_id))).one()
        table = await session.get_one(MeetingTable, meeting.table_id)
        others = select(MeetingTable).where(MeetingTable.venue_id != table.venue_id)
        free = (await session.exec(others.where(col(MeetingTable.closed_at).is_(None)).limit(1))).one()
        meeting.table_id = free.id
        meeting.revision += 1
        return (await session.get_one(Venue, free.venue_id)).title["en"], free.label


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
    venue, table = await elsewhere(meetings_pair)

    await reads(one.phone, card.id, venue, table)


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


async def test_a_notice_keeps_its_text_and_what_its_buttons_open_comes_below(meetings_pair: Pair) -> None:
    one, other = meetings_pair.one, meetings_pair.other
    await one.ask(other.name, "Hello")
    notice = await other.phone.expect(other.words.asked, one.name)
    for label, opened in ((other.words.another_time, one.name), (other.words.decline, one.name), ("📅", "📅")):
        await other.phone.press_in(notice.id, label)
        below = await other.phone.expect(opened)
        assert below.id > notice.id
        assert next(seen for seen in other.phone.screen if seen.id == notice.id).raw == notice.raw

    # What the notice itself is about is edited in place.
    await other.phone.press_in(notice.id, other.words.confirm)
    assert (await other.phone.expect(other.words.confirmed)).id == notice.id


async def test_a_choice_below_a_notice_ends_as_its_card(meetings_pair: Pair) -> None:
    one, other = meetings_pair.one, meetings_pair.other
    await one.ask(other.name, "Hello")
    notice = await other.phone.expect(other.words.asked, one.name)
    await other.phone.press_in(notice.id, other.words.decline)
    reasons = await other.phone.expect(one.name)
    await other.phone.press_in(reasons.id, other.words.common_reason)

    assert "This request was declined" in (await other.phone.expect("This request was declined")).text
    folded = await reads(other.phone, notice.id, "This request was declined")
    assert not folded.buttons


async def test_a_list_refers_to_those_whom_it_names(meetings_pair: Pair) -> None:
    """So that an erasure finds it, whatever they were called when it was sent."""
    one = meetings_pair.one
    await meetings_pair.confirmed()
    await one.phone.say("/agenda")
    await one.phone.expect(meetings_pair.other.name)
    async with meetings_pair.house.database.reading() as session:
        sent = select(OutboxRow.about).where(OutboxRow.chat_id == one.phone.id).order_by(col(OutboxRow.id).desc())
        about = (await session.exec(sent.limit(1))).one()
    assert f" delegate:{meetings_pair.other.delegate_id} " in about


async def test_a_contact_refers_to_whom_it_is_of(meetings_pair: Pair) -> None:
    """So that an erasure finds it, whatever they were called when it was handed out."""
    one, other = meetings_pair.one, meetings_pair.other
    await meetings_pair.confirmed()
    for side, of in ((one, other), (other, one)):
        await side.phone.press("📇")
        await side.phone.expect(of.name, of.contact)
        async with meetings_pair.house.database.reading() as session:
            sent = select(OutboxRow.about).where(
                OutboxRow.chat_id == side.phone.id, col(OutboxRow.method).in_(["sendContact", "sendDocument"])
            )
            (about,) = (await session.exec(sent)).all()
        assert f" delegate:{of.delegate_id} " in about


async def test_a_pin_goes_when_the_meeting_is_elsewhere(meetings_pair: Pair) -> None:
    one = meetings_pair.one
    await meetings_pair.confirmed()
    card = await one.meeting_with(meetings_pair.other.name)
    await one.phone.press("📍")
    pin = await one.phone.sandbox.until(
        lambda: next((seen for seen in one.phone.screen if "venue" in seen.raw and seen.id > card.id), None),
        lambda: "no pin came",
    )
    await elsewhere(meetings_pair)

    await one.phone.expect_event("delete", message_id=pin.id)


async def test_both_who_want_to_meet_read_that_one_has_asked(meetings_pair: Pair) -> None:
    """The button to ask goes with its use, and from the other's screen as well."""
    one, other = meetings_pair.one, meetings_pair.other
    for side, with_whom in ((one, other), (other, one)):
        await side.card_of(with_whom.name)
        await side.press(side.words.interested)
    told = {side.name: await side.phone.expect(side.words.both_wish) for side in (one, other)}
    await one.ask(other.name, "Hello")

    for side, with_whom in ((one, other), (other, one)):
        folded = await reads(side.phone, told[side.name].id, with_whom.name, "/requests")
        assert not folded.buttons


async def test_a_request_of_two_kept_apart_ends_and_both_read_why(meetings_pair: Pair) -> None:
    one, other = meetings_pair.one, meetings_pair.other
    await one.ask(other.name, "Hello")
    waiting = one.phone.screen[-1]
    await other.phone.expect(other.words.asked, one.name)
    async with meetings_pair.house.database.unit() as session:
        pair = select(CuratedPair).where(CuratedPair.one_id == one.delegate_id)
        (await session.exec(pair)).one().wish = PairWish.NEVER

    for side, with_whom in ((one, other), (other, one)):
        await side.phone.expect("Request closed", with_whom.name, "the organisers do not plan this meeting")
    card = await reads(one.phone, waiting.id, "The organisers have closed this request")
    assert not card.button(one.words.withdraw)


async def test_a_contradiction_is_settled_when_the_meeting_is_cancelled(meetings_pair: Pair) -> None:
    one, other = meetings_pair.one, meetings_pair.other
    await meetings_pair.confirmed()
    house = meetings_pair.house
    async with house.database.unit() as session:
        delegate = await session.get_one(Delegate, one.delegate_id)
        mission = await session.get_one(Mission, delegate.mission_id)
        days = [mission.ends_on.isoformat()]
        found = await contradictions.contradicted(session, delegate, days, delegate.languages)
        delegate.days = days
        notices = await contradictions.told(session, delegate, found)
        await tell(Outbox(session, Bot(TOKEN, session=OutboxSession()), RENDERERS), notices)
    warned = await one.phone.expect("Check this meeting")
    await one.cancels(other.name)

    assert not (await reads(one.phone, warned.id, "This meeting was cancelled")).buttons


async def test_a_request_of_one_who_is_suspended_offers_only_to_end_it(meetings_pair: Pair) -> None:
    one, other = meetings_pair.one, meetings_pair.other
    await one.ask(other.name, "Hello")
    waiting = one.phone.screen[-1]
    asked = await other.phone.expect(other.words.asked, one.name)
    async with meetings_pair.house.database.unit() as session:
        (await session.get_one(Delegate, other.delegate_id)).status = DelegateStatus.SUSPENDED

    card = await reads(one.phone, waiting.id, f"{other.name} is not available for meetings")
    assert [card.button(each) is None for each in (one.words.another_time, one.words.withdraw)] == [True, False]
    card = await reads(other.phone, asked.id, "The organisers have suspended your participation")
    assert "please answer" not in card.text
    assert [card.button(each) is None for each in (other.words.confirm, other.words.decline)] == [True, False]
    async with meetings_pair.house.database.unit() as session:
        (await session.get_one(Delegate, other.delegate_id)).status = DelegateStatus.APPROVED

    assert (await reads(other.phone, asked.id, "please answer")).button(other.words.confirm)


async def test_a_suggestion_follows_what_becomes_of_the_two(meetings_pair: Pair) -> None:
    """Who was asked meanwhile opens the request, also from the directory; who is gone is suggested no longer."""
    one, other = meetings_pair.one, meetings_pair.other
    suggested = await one.card_of(other.name)
    await other.ask(one.name, "Hello")
    card = await buttons_of(one.phone, suggested.id, "📨 Open the request")
    assert not card.button(one.words.ask)
    await one.phone.press_in(suggested.id, "📨 Open the request")
    opened = await one.phone.expect("please answer", other.name)
    assert opened.id == suggested.id
    # What was opened above leaves the notice as it is: nothing is below it.
    assert (await one.phone.sees(one.words.asked, other.name)).button(one.words.confirm)
    await other.phone.press(other.words.withdraw)
    older = await one.card_of(other.name)
    newest = await one.card_of(other.name)
    assert not (await reads(one.phone, older.id, "see below")).buttons
    async with meetings_pair.house.database.unit() as session:
        organiser = (await session.exec(select(PersonRow).where(col(PersonRow.owner)))).first()
        assert organiser is not None
        gone = await session.get_one(Delegate, other.delegate_id)
        notices = await removal.remove(session, organiser, gone.id, gone.revision)
        await tell(Outbox(session, Bot(TOKEN, session=OutboxSession()), RENDERERS), notices)
    assert not (await reads(one.phone, newest.id, other.name, "no longer suggested")).buttons


async def test_who_is_removed_has_declined_nothing(meetings_pair: Pair) -> None:
    one, other = meetings_pair.one, meetings_pair.other
    await one.ask(other.name, "Hello")
    waiting = one.phone.screen[-1]
    await other.phone.expect(other.words.asked, one.name)
    async with meetings_pair.house.database.unit() as session:
        organiser = (await session.exec(select(PersonRow).where(col(PersonRow.owner)))).first()
        assert organiser is not None
        gone = await session.get_one(Delegate, other.delegate_id)
        notices = await removal.remove(session, organiser, gone.id, gone.revision)
        await tell(Outbox(session, Bot(TOKEN, session=OutboxSession()), RENDERERS), notices)

    told = await one.phone.expect("Request closed", other.name, "no longer takes part")
    assert "declined" not in told.text
    assert not (await reads(one.phone, waiting.id, "no longer takes part")).button(one.words.withdraw)


async def buttons_of(phone: Person, message_id: int, label: str) -> Seen:
    """The message with this number, once it has this button."""

    def found() -> Seen | None:
        return next((seen for seen in phone.screen if seen.id == message_id and seen.button(label)), None)

    return await phone.sandbox.until(found, lambda: f"no {label} in message {message_id}")
