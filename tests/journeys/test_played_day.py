"""A day of 90 people, played with the clock set: a venue lost at 9, two interpreters ill, a bus late at 11, the
afternoon shifted, one venue again, five who act at once, 15 % no-shows, and a place that is taken by others.

Who was told what in each act, what stands in each chat at the end, and seats against the tables.
"""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from handlers.changes.data import Propose
from handlers.meetings.data import Act, MeetingPress
from storage.database import Database
from storage.tables import (
    CuratedPair,
    Delegate,
    Delegation,
    FreedPlace,
    Interpreter,
    InterpreterSeat,
    Meeting,
    MeetingState,
    MeetingTable,
    PairWish,
    ProgrammeSession,
    SignUp,
    Slot,
    Venue,
)
from tests.handlers.desk.kit import label
from tests.handlers.hour.kit import at_table, give, hour_of
from tests.journeys.played import AFTERNOON, PlayedDay, arrive, at, book, both, check_seats, slots_of
from tests.people import Person, Sandbox
from tests.settled import all_said
from tests.wasl import Wasl

FREE = {"fr": "Une place est libre", "ar": "مكان متاح", "en": "A place is free"}
ACCEPT = {"fr": "✅ Confirmer", "ar": "✅ قبول", "en": "✅ Accept"}
fr, en = label("fr"), label("en")
NO_SHOWS = 3
"""Of the 22 who meet in one slot, 15 %."""


@pytest.mark.slow
@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
async def test_a_day_of_ninety_people(database_url: str, database: Database, tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    async with (
        Sandbox(clock=clock) as sandbox,
        Wasl(sandbox, database_url, owner_ids=(1001, 2003), start=False, clock=str(clock)) as wasl,
    ):
        await sandbox.move_clock(at=at(7, 30).isoformat())
        await wasl.load("malaga")
        await wasl.start()
        salma, karim = sandbox.person(1001), sandbox.person(2003)
        for each in (salma, karim):
            await each.start(answered=True)
        day = PlayedDay(sandbox, database, salma, karim)
        await arrive(day)
        await book(day)
        await loses_a_venue(day)
        await two_interpreters_are_ill(day)
        await the_bus_is_late(day)
        await the_afternoon_is_shifted(day)
        await five_act_at_once(day)
        await a_place_goes_to_others(day)
        await some_do_not_come(day)
        await day.set_clock(at(18, 30))
        await all_said(database)
        await check_seats(database)
        await chats_say_what_is_true(day)
        assert await sandbox.refused() == []


async def loses_a_venue(day: PlayedDay) -> None:
    await day.set_clock(at(9))
    touched = both(await day.meetings(venue="euronova"))
    await day.begin_act()
    salma = day.salma
    await salma.say("/changes")
    await salma.press("Un lieu entier")
    await salma.press("BIC Euronova")
    await salma.press("Tout déplacer dans un autre lieu")
    await salma.press("CADE", answered=True)
    await salma.press("Confirmer et prévenir", answered=True)
    await day.exactly(touched, "CADE")
    assert await day.meetings(venue="euronova") == []
    await day.all_see()


async def two_interpreters_are_ill(day: PlayedDay) -> None:
    await day.set_clock(at(9, 40))
    touched = both([each for each in await day.meetings() if each.interpreter_id])
    await day.begin_act()
    for phone, _voice in day.voices:
        await phone.say("/today")
        await phone.press(en("🤒 I am ill"), answered=True)
        await phone.expect("The organisers know that you are ill")
    for _phone, voice in day.voices:
        async with day.database.reading() as session:
            name = (await session.get_one(Interpreter, voice)).name
        while before := await _duties(day, voice):
            ill = await day.karim.sees("Interpreter ill", name)
            steps = [each for each in ill.buttons if "→" in each.text]
            assert steps, ill.text
            await day.karim.press_in(ill.id, steps[0], answered=True)
            await all_said(day.database)
            assert await _duties(day, voice) < before
    await all_said(day.database)
    for phone, _voice in day.voices:
        await phone.sees("No longer yours")
    await day.exactly(touched)
    await day.all_see()


async def _duties(day: PlayedDay, voice: int) -> int:
    async with day.database.reading() as session:
        seats = select(InterpreterSeat.id).where(InterpreterSeat.interpreter_id == voice)
        return len((await session.exec(seats)).all())


async def the_bus_is_late(day: PlayedDay) -> None:
    await day.set_clock(at(11))
    async with day.database.reading() as session:
        rides = select(SignUp.delegate_id).where(SignUp.session_id == day.bus_id)
        touched = {*(await session.exec(rides)).all()}
    await day.begin_act()
    salma = day.salma
    await salma.say("/desk")
    await salma.press("Programme")
    await salma.press("Bus du déjeuner", answered=True)
    await salma.press(fr("🕓 Change the hours"))
    await salma.expect("14:30")
    await salma.say("14:00-14:30")
    await salma.expect("rien n’a encore changé", "14:00")
    await salma.press("Confirmer et prévenir", answered=True)
    await day.exactly(touched, "14:00")
    async with day.database.reading() as session:
        assert (await session.get_one(ProgrammeSession, day.bus_id)).starts_at == at(14)
    await day.all_see()


async def the_afternoon_is_shifted(day: PlayedDay) -> None:
    await day.set_clock(at(13))
    before = await day.meetings(slots=AFTERNOON)
    assert len(before) == 44
    await _shift(day, "16:00", "", "+20 min", both(before), "16:20", "16:50", "17:20", "17:50")
    slots = await slots_of(day.database)
    assert [slots[number].starts_at for number in AFTERNOON] == [at(16, 20), at(16, 50), at(17, 20), at(17, 50)]
    at_cst = await day.meetings(venue="cst", slots=AFTERNOON)
    assert len(at_cst) == 8
    await _shift(day, "16:20", "CST", "+10 min", both(at_cst), "16:30", "17:00", "17:30", "18:00")
    await check_seats(day.database)


async def _shift(day: PlayedDay, since: str, venue: str, by: str, touched: set[int], *hours: str) -> None:
    await day.begin_act()
    salma = day.salma
    await salma.say("/changes")
    await salma.press(fr("🕓 Shift the clock"))
    await salma.expect("De quel jour")
    await salma.press("mardi 13 juillet")
    await salma.expect("13 juillet")
    await salma.press(f"{since} (", answered=True)
    if venue:
        await salma.press(fr("🏛 Only one venue"), answered=True)
        await salma.press(venue, answered=True)
    await salma.press(by)
    await salma.expect("rien n’a encore changé")
    await salma.press("Confirmer", answered=True)
    await day.exactly(touched, *hours)
    await day.all_see()


async def five_act_at_once(day: PlayedDay) -> None:
    """Two organisers and three delegates on one meeting of the last slot: all agree, in any order, on what is so."""
    await day.set_clock(at(14, 30))
    meetings = await day.meetings(slots=AFTERNOON[3:])
    meeting = next(each for each in meetings if {*both([each])} <= day.sides.keys() and not each.interpreter_id)
    one, other = day.sides[meeting.requester_id], day.sides[meeting.invitee_id]
    third = next(side for who, side in day.sides.items() if who not in both(meetings))
    card = await one.meeting_with(other.name)
    await one.press(label(one.words.code)("👥 Who comes along"), "👥")
    await one.phone.press(label(one.words.code)("🔎 Someone else"), answered=True)
    await one.phone.say(third.name)
    await one.press(third.name, other.name)
    asked = await third.phone.sees(one.name, other.name)
    come = next(each for each in asked.buttons if each.text == label(third.words.code)("✅ I come along"))
    await all_said(day.database)
    [now] = [each for each in await day.meetings(slots=AFTERNOON[3:]) if each.id == meeting.id]
    confirms = [await _prepares(day, who, now, says) for who, says in ((day.salma, "fr"), (day.karim, "en"))]
    free = [each.id for each in await slots_of(day.database) if each.starts_at == at(17, 20)]
    cancel = MeetingPress(act=Act.CANCELLED, id=now.id, revision=now.revision, arg=7).pack()
    propose = MeetingPress(act=Act.SLOT, id=now.id, revision=now.revision, arg=free[0]).pack()
    await asyncio.gather(
        *(who.stale_press(message, data, answered=True) for who, message, data in confirms),
        other.phone.stale_press(other.phone.last.id, cancel, answered=True),
        one.phone.stale_press(card.id, propose, answered=True),
        third.phone.stale_press(asked.id, come.data, answered=True),
    )
    await all_said(day.database)
    async with day.database.unit() as session:
        after = await session.get_one(Meeting, now.id)
        assert after.state in {MeetingState.CONFIRMED, MeetingState.CANCELLED}
    if after.state is MeetingState.CONFIRMED:
        # It stays for the rest of the day: what only some of them wanted is undone.
        cancel = MeetingPress(act=Act.CANCELLED, id=after.id, revision=after.revision, arg=7).pack()
        await other.phone.stale_press(other.phone.last.id, cancel, answered=True)
        await all_said(day.database)
    for side, whom in ((one, other), (other, one)):
        await side.phone.say("/agenda")
        shown = await side.phone.expect("")
        assert whom.name not in shown.text
    await check_seats(day.database)


async def _prepares(day: PlayedDay, who: Person, meeting: Meeting, code: str) -> tuple[Person, int, str]:
    """An organiser is about to move it to another table."""
    say = label(code)
    async with day.database.reading() as session:
        taken = {
            each.table_id for each in await session.exec(select(Meeting).where(Meeting.slot_id == meeting.slot_id))
        }
        tables = (await session.exec(select(MeetingTable).join(Venue).where(Venue.key == "pta"))).all()
    free = [each for each in tables if each.id not in taken][0 if code == "fr" else 1]
    await who.say("/changes")
    shown = await who.expect("")
    await who.stale_press(shown.id, Propose(what="mt", subject=meeting.id, target=free.id).pack())
    plan = await who.expect(free.label)
    confirm = next(each for each in plan.buttons if each.text == say("✅ Confirm and notify"))
    return who, plan.id, confirm.data


async def a_place_goes_to_others(day: PlayedDay) -> None:
    """One cannot come at ten to five; two who want each other and are free take the place."""
    await day.set_clock(at(15, 55))
    meetings = await day.meetings(slots=AFTERNOON[1:2])
    busy = both(await day.meetings(slots=AFTERNOON[:3])) | both(await day.meetings(venue="cst"))
    free = [side for who, side in sorted(day.sides.items()) if who not in busy]
    first, second = free[0], free[-1]
    async with day.database.unit() as session:
        row, partner = [await session.get_one(Delegate, each.delegate_id) for each in (first, second)]
        sides = select(Delegation.id).where(Delegation.id != row.delegation_id)
        partner.delegation_id = (await session.exec(sides)).one()
        wish = CuratedPair(mission_id=row.mission_id, one_id=0, other_id=0, wish=PairWish.MUST)
        wish.one_id, wish.other_id = sorted((first.delegate_id, second.delegate_id))
        session.add(wish)
    leaver = next(each for each in meetings if both([each]) <= day.sides.keys() and not each.interpreter_id)
    one, other = day.sides[leaver.requester_id], day.sides[leaver.invitee_id]
    await day.begin_act()
    shown = await one.meeting_with(other.name)
    press = MeetingPress(act=Act.CANNOT_COME, id=leaver.id, revision=leaver.revision).pack()
    await one.phone.stale_press(shown.id, press, answered=True)
    told = await other.phone.sees(hour_of(other).cannot_come, one.name)
    assert told.text.startswith(hour_of(other).cannot_come)
    for side, whom in ((first, second), (second, first)):
        await side.phone.sees(FREE[side.words.code], whom.name)
    await first.phone.press(ACCEPT[first.words.code], answered=True)
    await second.phone.press(ACCEPT[second.words.code])
    await second.phone.expect(second.words.confirmed, first.name)
    await first.phone.sees(first.words.confirmed, second.name)
    await all_said(day.database)
    async with day.database.reading() as session:
        at_it = select(FreedPlace).where(FreedPlace.slot_id == leaver.slot_id, FreedPlace.table_id == leaver.table_id)
        [place] = (await session.exec(at_it)).all()
        taken = await session.get_one(Meeting, place.meeting_id)
    assert both([taken]) == {first.delegate_id, second.delegate_id}
    await check_seats(day.database)


async def some_do_not_come(day: PlayedDay) -> None:
    """At twenty past four: who waits alone is helped, the others hold their meetings."""
    await day.set_clock(at(16, 10))
    meetings = [each for each in await day.meetings(slots=AFTERNOON[:1]) if both([each]) <= day.sides.keys()]
    assert len(meetings) > NO_SHOWS
    await all_said(day.database)
    await day.set_clock(at(16, 20))
    missed, held = meetings[:NO_SHOWS], meetings[NO_SHOWS:]
    for each in missed:
        await _opens(day, each)
        await at_table(day.sides[each.requester_id])
    for each in held:
        await _hold(day, each)
    await day.begin_act()
    await day.set_clock(at(16, 32))
    for each in missed:
        waits, away = day.sides[each.requester_id], day.sides[each.invitee_id]
        await away.phone.sees(hour_of(away).waiting_for_you, waits.name)
    told = await day.told()
    assert {who for who, texts in told.items() if len(texts) == 1} >= {each.invitee_id for each in missed}
    await day.set_clock(at(16, 38))
    for each in missed:
        waits, away = day.sides[each.requester_id], day.sides[each.invitee_id]
        await day.karim.sees("Waits alone", waits.name, away.name)
        await waits.phone.press(label(waits.words.code)("‹ Back"), answered=True)
        await waits.phone.press(hour_of(waits).stop, answered=True)
        await waits.phone.sees(hour_of(waits).missed, away.name)
        await away.phone.sees(hour_of(away).missed, waits.name)
    await all_said(day.database)
    async with day.database.reading() as session:
        states = {each.id: (await session.get_one(Meeting, each.id)).state for each in meetings}
    assert states == {each.id: MeetingState.MISSED for each in missed} | {each.id: MeetingState.HELD for each in held}


async def _opens(day: PlayedDay, meeting: Meeting) -> None:
    for who, whom in ((meeting.requester_id, meeting.invitee_id), (meeting.invitee_id, meeting.requester_id)):
        await day.sides[who].meeting_with(day.sides[whom].name)


async def _hold(day: PlayedDay, meeting: Meeting) -> None:
    one, other = day.sides[meeting.requester_id], day.sides[meeting.invitee_id]
    await _opens(day, meeting)
    mine, theirs = await at_table(one), await at_table(other)
    await give(one, theirs, hour_of(one).gave)
    await other.phone.sees(hour_of(other).awaited, one.name)
    assert await at_table(other) == theirs
    await give(other, mine, hour_of(other).held)


async def chats_say_what_is_true(day: PlayedDay) -> None:
    """A message that says an hour of a confirmed meeting says the one that it has; none offers what is over."""
    async with day.database.reading() as session:
        rows = select(Meeting, Slot).join(Slot, col(Slot.id) == col(Meeting.slot_id))
        found = (await session.exec(rows.where(Meeting.state == MeetingState.CONFIRMED))).all()
        names = dict((await session.exec(select(Delegate.id, Delegate.name))).all())
    untrue = []
    for meeting, slot in found:
        hour = f"{slot.starts_at + timedelta(hours=2):%H:%M}"
        for mine, theirs in ((meeting.requester_id, meeting.invitee_id), (meeting.invitee_id, meeting.requester_id)):
            for seen in day.sides[mine].phone.screen if mine in day.sides else ():
                says = names[theirs] in seen.text and re.search(r"\d\d:\d\d", seen.text)
                if seen.from_bot and says and hour not in seen.text:
                    untrue.append((names[mine], hour, seen.text))
    assert untrue == []
