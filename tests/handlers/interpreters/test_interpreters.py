"""Interpreters in the chat, over the wire: the link, what changes, an illness that is mended, hostile presses."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

import pytest
from sqlmodel import col, select

from missions.changes import MoveMeeting, apply, foresee
from missions.changes.move_meeting import times
from missions.interpreters import knowledge
from missions.meetings import seats
from storage.tables import (
    Delegate,
    Interpreter,
    InterpreterChat,
    Invitation,
    Meeting,
    MeetingState,
    MeetingTable,
    Mission,
    Slot,
    Venue,
)
from storage.tables import Person as PersonRow
from tests.handlers.desk.kit import Label, organiser
from tests.handlers.meetings.kit import two
from tests.handlers.programme.kit import WORDS, words
from tests.handlers.registration.kit import OWNER, House
from tests.in_turn import each_in_turn
from tests.people import Person
from tests.settled import all_said

pytestmark = pytest.mark.asyncio(loop_scope="session")
_numbers = count(1)
PHONE = "+212699000"


@dataclass
class Case:
    """An interpreter of the house, and two delegates who have no language in common."""

    house: House
    says: Label
    name: str
    interpreter_id: int
    other_id: int
    sides: tuple[Delegate, Delegate]

    async def link(self, owner: Person) -> str:
        """The desk's link to the entry: as its button makes it."""
        await owner.say("/desk")
        await owner.press("Interpreters")
        await owner.expect(self.name)
        await owner.press(self.name)
        await owner.expect("Not in the chat yet")
        await owner.press("Invitation link")
        await owner.expect("To interpret", self.name)
        (made,) = await self.house.rows(Invitation, Invitation.interpreter_id == self.interpreter_id)
        return made.token

    async def meeting(self) -> Meeting:
        """Their meeting, in the first slot of the mission that is free, with the interpreter."""
        async with self.house.database.unit() as session:
            taken = select(Meeting.slot_id).where(Meeting.state == MeetingState.CONFIRMED)
            free = select(Slot).where(col(Slot.id).not_in(taken), col(Slot.venue_id).is_(None))
            slot = (await session.exec(free.order_by(col(Slot.starts_at)))).first()
            slot = slot or (await session.exec(select(Slot).where(col(Slot.id).not_in(taken)))).first()
            assert slot is not None
            table = (
                await session.exec(
                    select(MeetingTable)
                    .join(Venue)
                    .where((Venue.id == slot.venue_id) if slot.venue_id else col(Venue.latitude).is_not(None))
                )
            ).first()
            assert table is not None
            one, other = sorted(self.sides, key=lambda each: each.id)
            meeting = Meeting(
                mission_id=one.mission_id,
                requester_id=one.id,
                invitee_id=other.id,
                pair=f"{one.id}-{other.id}",
                slot_id=slot.id,
                table_id=table.id,
                interpreter_id=self.interpreter_id,
                state=MeetingState.CONFIRMED,
                confirmed_at=session.now,
            )
            session.add(meeting)
            await session.flush()
            await seats.put(session, [(meeting.id, (one.id, other.id), slot.id, table.id, self.interpreter_id)])
            return meeting

    async def move(self, meeting: Meeting) -> None:
        """To another time, as an organiser would."""
        async with self.house.database.unit() as session:
            owner = (await session.exec(select(PersonRow).where(PersonRow.telegram_id == OWNER))).one()
            mission = await session.get_one(Mission, meeting.mission_id)
            row = await session.get_one(Meeting, meeting.id)
            move = MoveMeeting(meeting.id, slot_id=(await times(session, mission, row))[0].id)
            await apply(session, owner, mission, move, (await foresee(session, mission, move)).fingerprint)


async def case(house: House, language: str) -> Case:
    pair = await two(house, WORDS[language], WORDS["en"])
    number = next(_numbers)
    async with house.database.unit() as session:
        sides = [await session.get_one(Delegate, each.delegate_id) for each in (pair.one, pair.other)]
        for side, spoken in zip(sides, ("sw", "fi"), strict=True):
            side.languages, side.phone = [spoken], f"{PHONE}{side.id}"
        sides[0].offer, sides[0].need = "Logiciels de gestion", "Cloud"
        mission = sides[0].mission_id
        made = [
            Interpreter(mission_id=mission, name=name, name_key=name.lower(), languages=["sw", "fi"])
            for name in (f"Inès {number} Essai", f"Zoé {number} Prueba")
        ]
        session.add_all(made)
        await session.flush()
        for each in await session.exec(select(Interpreter).where(col(Interpreter.name).startswith("Zoé"))):
            # One at a time: the others' do not speak these languages.
            each.away_since = None if each.id == made[1].id else session.now
        return Case(house, words(language), made[0].name, made[0].id, made[1].id, (sides[0], sides[1]))


@each_in_turn("language", ["fr", "ar", "en"])
async def test_an_interpreter_from_the_link_to_an_illness_that_is_mended(
    interpreters_home: House, language: str
) -> None:
    house = interpreters_home
    owner = await organiser(house)
    there = await case(house, language)
    says, one = there.says, there.sides[0].name
    token = await there.link(owner)
    ines = await house.newcomer("Inès", language)
    await ines.start(token)
    await ines.expect(there.name)
    await ines.press("✅")
    entered = await ines.expect(says("✅ Thank you, {name}. You are in.", name=there.name))
    await owner.sees(there.name, "is in the chat now")

    stranger = await house.newcomer("Marc", language)
    await stranger.start(token, answered=True)
    assert there.name not in stranger.last.text

    meeting = await there.meeting()
    assigned = await ines.sees(says("➕ <b>You interpret</b>"), one)
    await ines.press_in(assigned.id, "✓")
    await ines.expect_toast()
    await ines.say("/today")
    shown = await ines.expect(says("Nothing today."), one)
    await ines.press_in(shown.id, one)
    card = await ines.expect(says("🗣 <b>You interpret</b>"), "Logiciels de gestion")
    await ines.press_in(card.id, "📍")
    await ines.expect_toast()
    await ines.say("/agenda")
    await ines.expect(one)
    await ines.press_in(entered.id, "🕓")
    await ines.expect(says("🕓 <b>Which time does your phone show?</b>"))
    await ines.say("New York")
    await ines.expect("/time")
    await ines.say("/agenda")
    await ines.expect(one, says("{time} ({other} on your phone)", time="", other="").strip(" ()"))
    await ines.say("/help")
    await ines.expect("/today", there.name)
    await there.move(meeting)
    await ines.sees("🔀", one)
    assert PHONE not in "".join(seen.text for seen in ines.screen)

    await ines.say("/today")
    shown = await ines.expect(says("Nothing today."), one)
    await ines.press_in(shown.id, says("🤒 I am ill"))
    await ines.expect("🤒", one)
    ill = await owner.sees("Interpreter ill", "Zoé", one)
    press = next(each for each in ill.buttons if "Zoé" in each.text)
    await owner.press_in(ill.id, press)
    await owner.expect_toast("Done")
    await ines.sees(says("➖ <b>No longer yours</b>"), one)
    [row] = await house.rows(Meeting, Meeting.id == meeting.id)
    assert row.interpreter_id == there.other_id
    # Pressed again, it says that it has changed, and changes nothing.
    await owner.stale_press(ill.id, press.data, answered=True)
    assert (await house.rows(Meeting, Meeting.id == meeting.id))[0].revision == row.revision


async def test_hostile_presses_reach_nothing(interpreters_home: House) -> None:
    house = interpreters_home
    owner = await organiser(house)
    mine, others = await case(house, "en"), await case(house, "en")
    ines, omar = await house.newcomer("Inès"), await house.newcomer("Omar")
    for person, there in ((ines, mine), (omar, others)):
        await person.start(await there.link(owner))
        await person.expect(there.name)
        await person.press("✅")
        await person.expect("You are in")
    meeting = await mine.meeting()
    told = await ines.sees("You interpret", mine.sides[0].name)
    seen = next(each for each in told.buttons if "Seen" in each.text)
    # Another interpreter's meeting and receipt; and the desk's button.
    for data in (f"duty:s:{meeting.id}", seen.own_data, f"imend:t:{mine.interpreter_id}:{meeting.id}:1:0", "iout:1"):
        await omar.stale_press(omar.last.id, data, answered=True)
    await ines.sandbox.acknowledged()
    assert not await house.rows(InterpreterChat, InterpreterChat.interpreter_id == mine.other_id)
    assert all(mine.sides[0].name not in each.text for each in omar.screen)
    async with house.database.reading() as session:
        chat = (
            await session.exec(select(InterpreterChat).where(InterpreterChat.interpreter_id == mine.interpreter_id))
        ).one()
        assert chat.known

    # Whom the desk has unlinked sees nothing any more, and the old link does not lead back.
    await owner.say("/desk")
    await owner.press("Interpreters")
    await owner.expect(mine.name)
    await owner.press(mine.name)
    await owner.expect("In the chat")
    await owner.press("End access")
    await owner.expect("End the access")
    await owner.press("Yes, end it")
    await owner.expect("Not in the chat yet")
    await ines.sees("You no longer interpret")
    await all_said(house.database)
    await ines.stale_press(told.id, f"duty:s:{meeting.id}", answered=True)
    await ines.say("/today")
    await ines.expect("invitation")
    (link,) = await house.rows(Invitation, Invitation.interpreter_id == mine.interpreter_id)
    await ines.start(link.token, answered=True)
    assert mine.name not in ines.last.text
    assert await _nothing_due(house)


async def _nothing_due(house: House) -> bool:
    async with house.database.unit() as session:
        return await knowledge.due(session) == []


async def test_all_of_it_is_exported_and_erased(interpreters_home: House) -> None:
    house = interpreters_home
    owner = await organiser(house)
    there = await case(house, "en")
    ines = await house.newcomer("Inès")
    await ines.start(await there.link(owner))
    await ines.expect(there.name)
    await ines.press("✅")
    await ines.expect("You are in")
    meeting = await there.meeting()
    await ines.sees("You interpret", there.sides[0].name)
    await ines.say("/privacy")
    await ines.press("Export my data")
    sent = await ines.sees("All the data")
    exported = (await ines.file_bytes(sent)).decode()
    assert f'"name": "{there.name}"' in exported
    assert f'"interpreter_id": {there.interpreter_id}' in exported
    await ines.press("Delete my data")
    await ines.expect("Delete all your data")
    await ines.press("Yes, delete everything")
    await ines.expect("all your data have been deleted")
    await owner.sees("An interpreter has deleted their data")
    assert not await house.rows(Interpreter, Interpreter.id == there.interpreter_id)
    [row] = await house.rows(Meeting, Meeting.id == meeting.id)
    assert (row.interpreter_id, row.state) == (None, MeetingState.CONFIRMED)
