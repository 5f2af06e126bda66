"""A freed place, over the wire: offered to the next pairs at once, taken by the first, gone for the others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select

from handlers.meetings.data import Act, MeetingPress
from handlers.refills.data import RefillAct, RefillPress
from missions.pairs import pair_of
from storage.tables import (
    Arrival,
    CuratedPair,
    Delegate,
    FreedPlace,
    FreedState,
    Meeting,
    MeetingState,
    MeetingTable,
    Mission,
    OfferState,
    PersonSeat,
    RefillOffer,
    Slot,
    TableSeat,
    Venue,
)
from tests.handlers.hour.kit import WORDS, first_line
from tests.handlers.meetings.kit import Pair, Side, two
from tests.handlers.meetings.words import ARABIC, ENGLISH, FRENCH, Words
from tests.handlers.registration.kit import House
from tests.settled import all_said

pytestmark = pytest.mark.asyncio(loop_scope="session")

FREE = {"fr": "Une place est libre", "ar": "مكان متاح", "en": "A place is free"}
ACCEPT = {"fr": "✅ Confirmer", "ar": "✅ قبول", "en": "✅ Accept"}
WAITING = {"fr": "Vous avez accepté", "ar": "قبلتم", "en": "You accepted"}
UNDO = {"fr": "↩️ Annuler", "ar": "↩️ تراجع", "en": "↩️ Undo"}
AFTER_ALL = {"fr": "Vient finalement", "ar": "الحضور مؤكّد", "en": "Coming after all"}
TAKEN = {"fr": "Cette place est prise", "ar": "أُخذ هذا المكان", "en": "This place is taken"}


async def by_day(house: House) -> None:
    """It is about noon by the mission's clock, whatever the hour of the test; and nobody else has any wish."""
    async with house.database.unit() as session:
        mission = (await session.exec(select(Mission))).one()
        ahead = 12 - session.now.hour
        # The signs of these names are those of POSIX: Etc/GMT-3 is three hours ahead.
        mission.time_zone = f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"
        for wish in await session.exec(select(CuratedPair)):
            await session.delete(wish)


async def leaving(
    house: House, minutes: int = 40, words: tuple[Words, Words] = (ENGLISH, ENGLISH)
) -> tuple[Pair, Meeting]:
    """Two with a confirmed meeting at a table of its own, in a slot of its own; they have been reminded of it."""
    pair = await two(house, *words)
    async with house.database.unit() as session:
        one = await session.get_one(Delegate, pair.one.delegate_id)
        starts_at = session.now + timedelta(minutes=minutes)
        slot = Slot(mission_id=one.mission_id, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=25))
        venue = (await session.exec(select(Venue).where(Venue.mission_id == one.mission_id).limit(1))).one()
        table = MeetingTable(venue_id=venue.id, label=f"R{pair.one.delegate_id}")
        session.add_all([slot, table])
        await session.flush()
        both = (pair.one.delegate_id, pair.other.delegate_id)
        meeting = Meeting(
            mission_id=one.mission_id,
            requester_id=both[0],
            invitee_id=both[1],
            pair=pair_of(*both),
            slot_id=slot.id,
            table_id=table.id,
            state=MeetingState.CONFIRMED,
        )
        session.add(meeting)
        await session.flush()
        session.add_all([PersonSeat(slot_id=slot.id, delegate_id=each, meeting_id=meeting.id) for each in both])
        session.add(TableSeat(slot_id=slot.id, table_id=table.id, meeting_id=meeting.id))
    await pair.one.phone.sees("⏰", pair.other.name)
    return pair, meeting


async def place_of(house: House, meeting: Meeting) -> FreedPlace:
    at = (FreedPlace.slot_id == meeting.slot_id, FreedPlace.table_id == meeting.table_id)
    return (await house.rows(FreedPlace, *at))[-1]


async def offers_of(house: House, meeting: Meeting) -> dict[int, OfferState]:
    rows: Sequence[RefillOffer] = await house.rows(RefillOffer, RefillOffer.slot_id == meeting.slot_id)
    return {each.delegate_id: each.state for each in rows}


async def accepts(side: Side, *parts: str) -> None:
    await side.phone.press(ACCEPT[side.words.code])
    await side.phone.expect(*parts)


@pytest.mark.parametrize("words", [(FRENCH, ARABIC, ENGLISH)], ids=["fr-ar-en"])
async def test_the_first_pair_to_accept_has_the_place(hour_home: House, words: tuple[Words, Words, Words]) -> None:
    french, arabic, english = words
    await by_day(hour_home)
    gone, meeting = await leaving(hour_home)
    first, second = await two(hour_home, french, arabic), await two(hour_home, english, french)
    await gone.one.phone.press(WORDS["en"].cannot)
    for pair in (first, second):
        for side, other in ((pair.one, pair.other), (pair.other, pair.one)):
            offer = await side.phone.sees(FREE[side.words.code], other.name)
            assert FREE[side.words.code] in first_line(offer)

    await accepts(first.one, WAITING[first.one.words.code], first.other.name)
    await accepts(second.one, WAITING[second.one.words.code], second.other.name)
    await accepts(first.other, first.other.words.confirmed, first.one.name)
    await first.one.phone.expect(first.one.words.confirmed, first.other.name)
    for side, other in ((second.one, second.other), (second.other, second.one)):
        await side.phone.sees(TAKEN[side.words.code], other.name)

    place = await place_of(hour_home, meeting)
    [seat] = await hour_home.rows(TableSeat, TableSeat.slot_id == meeting.slot_id)
    assert (place.state, place.meeting_id, seat.table_id) == (FreedState.TAKEN, seat.meeting_id, meeting.table_id)
    people = await hour_home.rows(PersonSeat, PersonSeat.slot_id == meeting.slot_id)
    assert {each.delegate_id for each in people} == {first.one.delegate_id, first.other.delegate_id}
    await all_said(hour_home.database)
    for side in (second.one, second.other):
        assert not any(seen.button(ACCEPT[side.words.code]) for seen in side.phone.screen)


@pytest.mark.parametrize("words", [(FRENCH, ARABIC), (ARABIC, ENGLISH), (ENGLISH, FRENCH)], ids=["fr", "ar", "en"])
async def test_a_mis_tap_is_undone_within_minutes(hour_home: House, words: tuple[Words, Words]) -> None:
    await by_day(hour_home)
    pair, meeting = await leaving(hour_home, words=words)
    one, other = pair.one, pair.other
    await one.phone.press(WORDS[one.words.code].cannot)
    await one.phone.expect(WORDS[one.words.code].cancelled)
    await other.phone.sees(WORDS[other.words.code].cannot_come, one.name)
    undo = MeetingPress(act=Act.AFTER_ALL, id=meeting.id, revision=meeting.revision + 1).pack()
    await other.phone.stale_press(other.phone.last.id, undo)
    await other.phone.expect_toast()
    assert await pair.seats() == (0, 0)
    await one.phone.press(UNDO[one.words.code])
    await one.phone.expect(one.words.confirmed, other.name)
    told = await other.phone.sees(AFTER_ALL[other.words.code], one.name)
    assert AFTER_ALL[other.words.code] in first_line(told)
    assert "Dana" in first_line(told)
    assert await pair.seats() == (2, 1)
    await one.phone.stale_press(one.phone.last.id, undo)
    await one.phone.expect_toast()
    await all_said(hour_home.database)
    assert not any(seen.button(UNDO[one.words.code]) for seen in one.phone.screen)
    place = await place_of(hour_home, meeting)
    assert place.state is FreedState.TAKEN


async def test_what_others_have_or_what_is_minutes_ago_is_not_undone(hour_home: House) -> None:
    await by_day(hour_home)
    pair, meeting = await leaving(hour_home)
    rivals = await two(hour_home, ENGLISH, ENGLISH)
    await pair.one.phone.press(WORDS["en"].cannot)
    for side, whom in ((rivals.one, rivals.other), (rivals.other, rivals.one)):
        await side.phone.sees(FREE["en"], whom.name)
    async with hour_home.database.unit() as session:
        said = select(Arrival).where(Arrival.meeting_id == meeting.id, Arrival.delegate_id == pair.one.delegate_id)
        row = (await session.exec(said)).one()
        assert row.said_at is not None
        row.said_at -= timedelta(minutes=6)
    undo = MeetingPress(act=Act.AFTER_ALL, id=meeting.id, revision=meeting.revision + 1).pack()
    await pair.one.phone.stale_press(pair.one.phone.last.id, undo)
    await pair.one.phone.expect_toast("too late to undo")
    async with hour_home.database.unit() as session:
        (await session.get_one(Arrival, row.id)).said_at = row.said_at + timedelta(minutes=6)
        for table in await session.exec(select(MeetingTable)):
            if table.id != meeting.table_id:
                table.closed_at = session.now
    await accepts(rivals.one, WAITING["en"], rivals.other.name)
    await accepts(rivals.other, rivals.other.words.confirmed, rivals.one.name)
    await pair.one.phone.stale_press(pair.one.phone.last.id, undo)
    await pair.one.phone.expect_toast("has been given away")
    assert await pair.seats() == (0, 0)
    async with hour_home.database.unit() as session:
        for table in await session.exec(select(MeetingTable)):
            table.closed_at = None


async def test_strangers_old_buttons_and_a_no(hour_home: House) -> None:
    await by_day(hour_home)
    gone, meeting = await leaving(hour_home)
    pair, stranger = await two(hour_home, ENGLISH, ENGLISH), (await two(hour_home, ENGLISH, ENGLISH)).one
    async with hour_home.database.unit() as session:
        theirs = select(CuratedPair).where(col(CuratedPair.one_id) == stranger.delegate_id)
        for wish in await session.exec(theirs):
            await session.delete(wish)
    await gone.other.phone.press(WORDS["en"].cannot)
    offer = await pair.one.phone.sees(FREE["en"], pair.other.name)
    await pair.other.phone.sees(FREE["en"], pair.one.name)
    async with hour_home.database.unit() as session:
        slot = await session.get_one(Slot, meeting.slot_id)
        slot.starts_at, slot.ends_at = slot.starts_at + timedelta(minutes=3), slot.ends_at + timedelta(minutes=3)
        zone = ZoneInfo((await session.get_one(Mission, slot.mission_id)).time_zone)
    await pair.one.phone.sees(FREE["en"], pair.other.name, f"today {slot.starts_at.astimezone(zone):%H:%M}")
    accept = next(each for each in offer.buttons if "Accept" in each.text)
    [row] = await hour_home.rows(RefillOffer, RefillOffer.delegate_id == pair.one.delegate_id)
    for act in RefillAct:
        await stranger.phone.stale_press(1, RefillPress(act=act, id=row.id).pack())
        await stranger.phone.expect_toast("not your offer")
    assert set((await offers_of(hour_home, meeting)).values()) == {OfferState.OPEN}

    await pair.one.phone.press_in(offer.id, accept)
    await pair.one.phone.expect(WAITING["en"])
    await pair.other.phone.press("Not this time")
    await pair.other.phone.expect("you left this place")
    await pair.one.phone.sees("No meeting in this place", pair.other.name)
    await pair.one.phone.stale_press(offer.id, accept.data)
    await pair.one.phone.expect_toast("not taken by both")
    states = await offers_of(hour_home, meeting)
    assert states == {pair.one.delegate_id: OfferState.OFF, pair.other.delegate_id: OfferState.DECLINED}
    assert not await hour_home.rows(TableSeat, TableSeat.slot_id == meeting.slot_id)
