"""A mission with two interpreters, the first of whom is in the chat, and pairs who share no language."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import select

from missions.interpreters import knowledge
from storage.tables import (
    Delegate,
    Interpreter,
    InterpreterChat,
    InterpreterReceipt,
    InterpreterSeat,
    Meeting,
    MeetingTable,
    Person,
    Slot,
)
from tests.missions.stage import Stage

CHAT = 77


@dataclass
class Booth:
    """What a test has at hand."""

    stage: Stage
    nadia: Interpreter
    omar: Interpreter
    chat: InterpreterChat
    tables: list[MeetingTable]

    async def meeting(self, one: Delegate, other: Delegate, slot: Slot, table: int = 0) -> Meeting:
        """A confirmed meeting that Nadia interprets."""
        meeting = await self.stage.meeting(one, other, slot, self.tables[table])
        await self.assign(meeting, self.nadia)
        return meeting

    async def assign(self, meeting: Meeting, interpreter: Interpreter | None) -> None:
        for seat in await self._seats(meeting):
            await self.stage.session.delete(seat)
        await self.stage.session.flush()
        meeting.interpreter_id = interpreter.id if interpreter else None
        meeting.revision += 1
        self.stage.session.add(meeting)
        if interpreter is not None:
            seat = InterpreterSeat(slot_id=meeting.slot_id, interpreter_id=interpreter.id, meeting_id=meeting.id)
            await self.stage.add(seat)

    async def _seats(self, meeting: Meeting) -> list[InterpreterSeat]:
        found = select(InterpreterSeat).where(InterpreterSeat.meeting_id == meeting.id)
        return list((await self.stage.session.exec(found)).all())

    async def told(self) -> list[dict[str, object]]:
        """The moves that Nadia reads now."""
        await self.stage.session.flush()
        await knowledge.doubt(self.stage.session, [self.nadia.id])
        moves = []
        for notice in await knowledge.due(self.stage.session):
            assert isinstance(notice, knowledge.TablesChanged)
            receipt = await self.stage.session.get_one(InterpreterReceipt, notice.interpreter_receipt_id)
            moves += receipt.moves
        return moves


async def booth(stage: Stage, **mission: object) -> Booth:
    await stage.open(**mission)
    _venue, tables = await stage.venue("palacio", ["7", "8"], latitude=36.7, longitude=-4.4)
    nadia, omar = (
        Interpreter(mission_id=stage.mission.id, name=name, name_key=name.lower(), languages=["ar", "es", "fr"])
        for name in ("Nadia", "Omar")
    )
    person = Person(telegram_id=CHAT, language="fr", language_chosen=True)
    await stage.add(nadia, omar, person)
    chat = InterpreterChat(mission_id=stage.mission.id, interpreter_id=nadia.id, person_id=person.id)
    await stage.add(chat)
    return Booth(stage, nadia, omar, chat, tables)


async def pair(stage: Stage, number: int = 0) -> tuple[Delegate, Delegate]:
    """Two delegates without a common language."""
    one, other = await _more(stage, number)
    one.languages, other.languages = ["ar"], ["es"]
    one.name, other.name = f"Driss {number}", f"Carmen {number}"
    stage.session.add_all([one, other])
    await stage.session.flush()
    return one, other


async def _more(stage: Stage, number: int) -> list[Delegate]:
    found = []
    for n in (0, 1):
        person = Person(telegram_id=5000 + 2 * number + n)
        await stage.add(person)
        (delegate,) = await stage.delegates(1, chat=False)
        delegate.person_id = person.id
        found.append(delegate)
    return found
