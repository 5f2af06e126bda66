"""A meeting of more than two, over the wire in each language: along, instead, third parties, and who leaves."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from locales import catalogues
from storage.tables import Companion, Delegate, Meeting, PersonSeat
from tests.handlers.meetings.kit import Pair, Side, a_delegate
from tests.handlers.meetings.words import Words
from tests.handlers.registration.kit import House
from tests.screen import plain
from tests.settled import all_said

pytestmark = pytest.mark.asyncio(loop_scope="session")


def said(side: Side, text: str, **values: str) -> str:
    """The text as this side's language has it."""
    return plain(catalogues().texts(side.words.code).plain(text, **values))


async def colleague_of(house: House, side: Side, words: Words) -> Side:
    """Another delegate of the same organisation and delegation."""
    found = await a_delegate(house, words, "morocco")
    async with house.database.unit() as session:
        mine, theirs = [await session.get_one(Delegate, each.delegate_id) for each in (side, found)]
        theirs.organisation_id, theirs.delegation_id = mine.organisation_id, mine.delegation_id
    return found


async def meeting_of(pair: Pair) -> Meeting:
    found = await pair.house.rows(Meeting, Meeting.mission_id != 0)
    mine = {pair.one.delegate_id, pair.other.delegate_id}
    return max((each for each in found if mine & {each.requester_id, each.invitee_id}), key=lambda each: each.id)


async def seated(house: House, meeting_id: int) -> set[int]:
    async with house.database.reading() as session:
        rows = select(PersonSeat.delegate_id).where(col(PersonSeat.meeting_id) == meeting_id)
        return set((await session.exec(rows)).all())


async def open_company(side: Side, name: str) -> None:
    await side.meeting_with(name)
    await side.press(said(side, "👥 Who comes along"), "👥", name)


async def test_a_colleague_comes_along_with_a_seat_of_their_own_and_leaves(pair: Pair) -> None:
    one, other = pair.one, pair.other
    third = await colleague_of(pair.house, one, other.words)
    await pair.confirmed()
    meeting = await meeting_of(pair)
    await open_company(one, other.name)
    await one.press(f"👥 {third.name}", one.words.confirmed)
    await third.phone.expect(said(third, "{name} asks you to come along.", name=one.name), other.name)
    assert await seated(pair.house, meeting.id) == {one.delegate_id, other.delegate_id}

    await third.press(said(third, "✅ I come along"), other.name, one.name)
    await other.phone.expect(said(other, "{name} comes along.", name=third.name))
    await one.phone.expect(said(one, "{name} comes along.", name=third.name))
    assert await seated(pair.house, meeting.id) == {one.delegate_id, other.delegate_id, third.delegate_id}
    await all_said(pair.house.database)
    await third.phone.say("/agenda")
    await third.phone.expect(other.name, one.name)

    await third.press(other.name, third.words.confirmed, one.name)
    # The cards that the agenda's own edit is the newest of are folded by then.
    await all_said(pair.house.database)
    await third.phone.press(said(third, "🚪 Leave this meeting"), answered=True)
    await other.phone.expect(said(other, "{name} does not come. Your meeting stays as it is.", name=third.name))
    await all_said(pair.house.database)
    assert await seated(pair.house, meeting.id) == {one.delegate_id, other.delegate_id}


async def test_a_colleague_takes_ones_place_and_the_counterpart_reads_who_comes(pair: Pair) -> None:
    one, other = pair.one, pair.other
    third = await colleague_of(pair.house, one, one.words)
    await pair.confirmed()
    meeting = await meeting_of(pair)
    await open_company(one, other.name)
    await one.press(f"🔁 {third.name}", other.name)
    await third.phone.expect(said(third, "{name} asks you to take their place.", name=one.name), other.name)

    await third.press(said(third, "✅ I take over"), other.name)
    await other.phone.expect(said(other, "{name} comes instead of {before}.", name=third.name, before=one.name))
    await one.phone.expect(
        said(one, "{name} takes your place at the meeting with {other}.", name=third.name, other=other.name)
    )
    [after] = await pair.house.rows(Meeting, Meeting.id == meeting.id)
    assert after.requester_id == third.delegate_id
    assert await seated(pair.house, meeting.id) == {third.delegate_id, other.delegate_id}
    assert not await pair.house.rows(Companion, Companion.meeting_id == meeting.id)


async def test_a_third_party_is_found_by_name_and_refuses_or_is_no_longer_asked(pair: Pair) -> None:
    one, other = pair.one, pair.other
    third = await a_delegate(pair.house, one.words, "andalusia")
    await pair.confirmed()
    meeting = await meeting_of(pair)
    for answer in ("refuse", "take back"):
        await open_company(one, other.name)
        await one.press(
            said(one, "🔎 Someone else"), said(one, "🔎 Who should come along? Type a name. /cancel to stop.")
        )
        await one.phone.say(third.name)
        await one.phone.expect(said(one, "🔎 Whom do you ask to come along?"))
        await one.press(third.name, other.name)
        await third.phone.expect(said(third, "{name} asks you to come along.", name=one.name))
        if answer == "refuse":
            await third.phone.press(said(third, "✖️ I cannot"))
            await one.phone.expect(said(one, "{name} does not come. Your meeting stays as it is.", name=third.name))
        else:
            await open_company(one, other.name)
            await one.phone.press(f"↩️ {third.name}")
            await third.phone.expect(said(third, "{name} no longer asks you to come.", name=one.name))
    assert not await pair.house.rows(Companion, Companion.meeting_id == meeting.id)
    assert await seated(pair.house, meeting.id) == {one.delegate_id, other.delegate_id}


async def test_all_who_sit_there_read_that_it_is_cancelled(pair: Pair) -> None:
    one, other = pair.one, pair.other
    third = await colleague_of(pair.house, one, other.words)
    await pair.confirmed()
    meeting = await meeting_of(pair)
    await open_company(one, other.name)
    await one.press(f"👥 {third.name}", other.name)
    await third.phone.expect(said(third, "{name} asks you to come along.", name=one.name))
    await third.press(said(third, "✅ I come along"), other.name)
    await other.phone.expect(said(other, "{name} comes along.", name=third.name))
    await other.cancels(one.name)
    await one.phone.expect(one.words.cancelled, other.name)
    await third.phone.expect(third.words.cancelled, other.name)
    assert await seated(pair.house, meeting.id) == set()


async def test_a_request_is_handed_over_with_its_note_as_it_was_corrected(pair: Pair) -> None:
    one, other = pair.one, pair.other
    third = await colleague_of(pair.house, other, other.words)
    await one.ask(other.name, "Helo")
    await other.phone.expect(other.words.asked, one.name, "Helo")
    await one.press(said(one, "✏️ Correct the note"), said(one, "✏️ Type the note as it should read. /cancel to stop."))
    await one.phone.say("Hello & <welcome>")
    await one.phone.expect(other.name, "Hello & <welcome>")
    await other.phone.expect("Hello & <welcome>")
    await other.press(said(other, "🔁 A colleague instead"), "👥", one.name)
    await other.press(f"🔁 {third.name}", one.name)
    await third.phone.expect(said(third, "{name} asks you to take their place.", name=other.name), "Hello & <welcome>")
    await third.press(said(third, "✅ I take over"), one.name)
    await one.phone.expect(said(one, "{name} comes instead of {before}.", name=third.name, before=other.name))
    await third.press(third.words.confirm, third.words.confirmed, one.name)
    await one.phone.expect(one.words.confirmed, third.name)
    meeting = await meeting_of(pair)
    assert await seated(pair.house, meeting.id) == {one.delegate_id, third.delegate_id}
