"""The hour of a meeting, over the wire: on the way, late, cannot come; seated and held; one waits alone."""

from __future__ import annotations

import pytest
from sqlmodel import select

from handlers.meetings.data import Act, MeetingPress
from storage.tables import Meeting, MeetingState, OutboxRow, PersonSeat, Slot, TableSeat
from tests.handlers.hour.kit import (
    WORDS,
    arrivals,
    at_table,
    first_line,
    give,
    hour_of,
    interpreted,
    pass_minutes,
    reminded,
    soon,
)
from tests.handlers.meetings.kit import Pair, two
from tests.handlers.meetings.words import ENGLISH
from tests.settled import all_said

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def meeting_of(pair: Pair) -> Meeting:
    [found] = await pair.house.rows(Meeting, Meeting.requester_id == pair.one.delegate_id)
    return found


async def test_from_on_my_way_to_a_meeting_held(pair: Pair) -> None:
    one, other = pair.one, pair.other
    mine, theirs = hour_of(one), hour_of(other)
    meeting = await reminded(pair)

    await one.phone.press(mine.on_my_way)
    told = await other.phone.expect(theirs.on_the_way, one.name)
    assert first_line(told).startswith(theirs.on_the_way)
    assert one.name in first_line(told)
    await other.phone.press(theirs.late)
    assert other.name in first_line(await one.phone.expect(mine.is_late, other.name))

    shown_to_one, shown_to_other = await at_table(one), await at_table(other)
    assert shown_to_one != shown_to_other
    await give(one, shown_to_other, mine.gave, other.name)
    await other.phone.expect(theirs.awaited, one.name)
    assert (await meeting_of(pair)).state is MeetingState.CONFIRMED
    assert await at_table(other) == shown_to_other
    await give(other, shown_to_one, theirs.held, one.name)
    held = await meeting_of(pair)
    assert (held.state, held.revision) == (MeetingState.HELD, meeting.revision + 1)
    assert held.held_at is not None
    await one.phone.sees(mine.held, other.name)
    assert await pair.seats() == (2, 1)


async def test_the_interpreter_reads_it_too(pair: Pair) -> None:
    one, other = pair.one, pair.other
    voice = await pair.house.newcomer("Nadia", other.words.code)
    await voice.start(answered=True)
    meeting = await reminded(pair)
    await interpreted(pair, meeting, voice)
    await one.phone.press(hour_of(one).late)
    told = await voice.sees(hour_of(other).is_late)
    assert one.name in first_line(told)
    assert other.name in told.text
    await one.phone.press(hour_of(one).cannot)
    await other.phone.expect(hour_of(other).cannot_come)
    await voice.sees("✖️", one.name, other.name)


async def test_cannot_come_frees_the_place_at_once(pair: Pair) -> None:
    one, other = pair.one, pair.other
    await reminded(pair)
    await other.phone.press(hour_of(other).cannot)
    await other.phone.expect(hour_of(other).cancelled)
    told = await one.phone.expect(hour_of(one).cannot_come)
    assert first_line(told).startswith(hour_of(one).cannot_come)
    assert other.name in first_line(told)
    assert (await meeting_of(pair)).state is MeetingState.CANCELLED
    assert await pair.seats() == (0, 0)


async def test_who_waits_alone_is_helped(pair: Pair) -> None:
    one, other, owner = pair.one, pair.other, pair.house.owner
    meeting = await reminded(pair, minutes=5)
    await at_table(one)
    await pass_minutes(pair, meeting, 13)
    asked = await other.phone.sees(hour_of(other).waiting_for_you, one.name)
    assert asked.button(hour_of(other).cannot)

    await pass_minutes(pair, meeting, 6)
    desk = await owner.sees("⚠️", one.name, other.name)
    await one.phone.press(hour_of(one).stop)
    await one.phone.expect(hour_of(one).missed)
    await other.phone.expect(hour_of(other).missed, one.name)
    assert (await meeting_of(pair)).state is MeetingState.MISSED
    assert await pair.seats() == (0, 0)
    await all_said(pair.house.database)
    standing = next(seen for seen in owner.screen if seen.id == desk.id)
    assert not standing.buttons


async def test_the_desk_frees_the_place(in_english: Pair) -> None:
    one, other, owner = in_english.one, in_english.other, in_english.house.owner
    meeting = await reminded(in_english, minutes=5)
    await at_table(one)
    await pass_minutes(in_english, meeting, 13)
    await other.phone.sees(WORDS["en"].waiting_for_you)
    await pass_minutes(in_english, meeting, 6)
    desk = await owner.sees("⚠️", one.name, other.name)
    (free,) = desk.buttons
    await owner.press_in(desk.id, free)
    for side, with_whom in ((one, other), (other, one)):
        await side.phone.expect(WORDS["en"].missed, with_whom.name)
    await owner.stale_press(desk.id, free.data)
    await owner.expect_toast()
    assert (await meeting_of(in_english)).state is MeetingState.MISSED


async def test_a_stranger_guesses_no_code(in_english: Pair) -> None:
    one, house = in_english.one, in_english.house
    stranger = (await two(house, ENGLISH, ENGLISH)).one
    meeting = await reminded(in_english)
    await at_table(one)
    codes = [each.code for each in (await arrivals(in_english, meeting)).values()]
    await stranger.phone.say("/agenda")
    page = await stranger.phone.expect("")
    for act in (Act.ON_THE_WAY, Act.LATE, Act.CANNOT_COME, Act.SEATED, Act.STOP_WAITING):
        forged = MeetingPress(act=act, id=meeting.id, revision=meeting.revision).pack()
        await stranger.phone.stale_press(page.id, forged)
        await stranger.phone.expect_toast("not your meeting")
    for code in codes:
        forged = MeetingPress(act=Act.DIGITS, id=meeting.id, revision=meeting.revision, arg=100 + code).pack()
        await stranger.phone.stale_press(page.id, forged)
        await stranger.phone.expect_toast("not your meeting")
    rows = await arrivals(in_english, meeting)
    assert all(each.gave_at is None and each.says is None for each in rows.values())
    assert (await meeting_of(in_english)).state is MeetingState.CONFIRMED


async def test_wrong_codes_are_counted_and_then_refused(in_english: Pair) -> None:
    one = in_english.one
    meeting = await reminded(in_english)
    await at_table(one)
    theirs = (await arrivals(in_english, meeting))[in_english.other.delegate_id].code
    wrong = MeetingPress(act=Act.DIGITS, id=meeting.id, revision=meeting.revision, arg=100 + theirs % 90 + 10 - 1)
    assert wrong.arg != 100 + theirs
    for left in (4, 3, 2, 1, 0):
        await one.phone.stale_press(one.phone.last.id, wrong.pack())
        await one.phone.expect_toast(f"{left} tr")
    right = MeetingPress(act=Act.DIGITS, id=meeting.id, revision=meeting.revision, arg=100 + theirs)
    await one.phone.stale_press(one.phone.last.id, right.pack())
    await one.phone.expect_toast("Too many wrong codes")
    assert (await arrivals(in_english, meeting))[one.delegate_id].gave_at is None


async def test_what_is_said_again_is_told_once(in_english: Pair) -> None:
    one, other, house = in_english.one, in_english.other, in_english.house
    await reminded(in_english)
    for label in (WORDS["en"].on_my_way, WORDS["en"].late, WORDS["en"].on_my_way, WORDS["en"].on_my_way):
        await one.phone.press(label)
        await one.phone.expect_toast("knows")
    await all_said(house.database)
    async with house.database.reading() as session:
        sent = select(OutboxRow).where(OutboxRow.chat_id == other.phone.id, OutboxRow.method == "sendMessage")
        texts = [str(each.params["text"]) for each in await session.exec(sent)]
    for heading in ("<b>On the way</b>", "<b>10 minutes late</b>"):
        assert sum(heading in text for text in texts) == 1


async def test_too_early_too_late_and_after_the_end(in_english: Pair) -> None:
    one, house = in_english.one, in_english.house
    meeting = await soon(in_english, minutes=90)
    await one.phone.say("/agenda")
    page = await one.phone.expect("")
    seated = MeetingPress(act=Act.SEATED, id=meeting.id, revision=meeting.revision).pack()
    await one.phone.stale_press(page.id, seated)
    await one.phone.expect_toast("an hour before")
    async with house.database.unit() as session:
        slot = await session.get_one(Slot, meeting.slot_id)
        slot.starts_at, slot.ends_at = slot.starts_at - (slot.ends_at - session.now), session.now
    for act in (Act.SEATED, Act.ON_THE_WAY, Act.CANNOT_COME):
        await one.phone.stale_press(page.id, MeetingPress(act=act, id=meeting.id, revision=meeting.revision).pack())
        await one.phone.expect_toast("is over")
    late = MeetingPress(act=Act.DIGITS, id=meeting.id, revision=meeting.revision, arg=147).pack()
    await one.phone.stale_press(page.id, late)
    await one.phone.expect_toast("is over")


async def test_after_a_cancellation_nothing_of_the_hour_counts(in_english: Pair) -> None:
    one, other, house = in_english.one, in_english.other, in_english.house
    meeting = await reminded(in_english)
    await other.phone.press(WORDS["en"].cannot)
    await one.phone.expect(WORDS["en"].cannot_come)
    for act in (Act.SEATED, Act.ON_THE_WAY, Act.LATE, Act.CANNOT_COME, Act.STOP_WAITING):
        forged = MeetingPress(act=act, id=meeting.id, revision=meeting.revision).pack()
        await one.phone.stale_press(one.phone.last.id, forged)
        await one.phone.expect_toast("was cancelled")
    assert not await house.rows(PersonSeat, PersonSeat.meeting_id == meeting.id)
    assert not await house.rows(TableSeat, TableSeat.meeting_id == meeting.id)
