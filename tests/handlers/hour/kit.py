"""A meeting that is about to begin, and what is pressed and read in its hour in each language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import col, select

from missions.pairs import pair_of
from storage.tables import (
    Arrival,
    Delegate,
    Interpreter,
    InterpreterChat,
    InterpreterSeat,
    Meeting,
    MeetingState,
    MeetingTable,
    PersonSeat,
    Slot,
    TableSeat,
    Venue,
)
from storage.tables import Person as PersonRow
from tests.handlers.meetings.kit import Pair, Side
from tests.people import Person, Seen


@dataclass(frozen=True)
class HourWords:
    on_my_way: str
    on_the_way: str
    late: str
    is_late: str
    cannot: str
    cannot_come: str
    seated: str
    show: str
    gave: str
    awaited: str
    held: str
    waiting_for_you: str
    stop: str
    missed: str
    cancelled: str


WORDS = {
    "fr": HourWords(
        on_my_way="🚶 En route",
        on_the_way="🚶 En route",
        late="⏳ 10 minutes de retard",
        is_late="⏳ 10 minutes de retard",
        cannot="🚫 Je ne peux pas venir",
        cannot_come="🚫 Ne peut pas venir",
        seated="🪑 Nous sommes à table",
        show="Montrez ce code à",
        gave="Vous avez donné le code",
        awaited="Votre code est attendu",
        held="Rendez-vous tenu",
        waiting_for_you="On vous attend à table",
        stop="Ne plus attendre",
        missed="n’a pas eu lieu",
        cancelled="annulé",
    ),
    "ar": HourWords(
        on_my_way="🚶 أنا في الطريق",
        on_the_way="🚶 في الطريق",
        late="⏳ أتأخّر 10 دقائق",
        is_late="⏳ تأخّر 10 دقائق",
        cannot="🚫 يتعذّر عليّ الحضور",
        cannot_come="🚫 يتعذّر الحضور",
        seated="🪑 نحن إلى الطاولة",
        show="اعرضوا على",
        gave="أدخلتم رمز",
        awaited="ننتظر إدخالكم الرمز",
        held="عُقد اللقاء",
        waiting_for_you="أنتم منتظرون إلى الطاولة",
        stop="إنهاء الانتظار",
        missed="لم يُعقد",
        cancelled="أُلغي",
    ),
    "en": HourWords(
        on_my_way="🚶 On my way",
        on_the_way="🚶 On the way",
        late="⏳ 10 minutes late",
        is_late="⏳ 10 minutes late",
        cannot="🚫 I cannot come",
        cannot_come="🚫 Cannot come",
        seated="🪑 We are seated",
        show="Show",
        gave="You gave the code",
        awaited="Your code is awaited",
        held="Meeting held",
        waiting_for_you="You are awaited at the table",
        stop="Stop waiting",
        missed="did not take place",
        cancelled="cancelled",
    ),
}


def hour_of(side: Side) -> HourWords:
    return WORDS[side.words.code]


async def soon(pair: Pair, minutes: int = 30) -> Meeting:
    """A confirmed meeting of the two in a slot of its own, which is offered to nobody else; it begins in `minutes`."""
    async with pair.house.database.unit() as session:
        one = await session.get_one(Delegate, pair.one.delegate_id)
        starts_at = session.now + timedelta(minutes=minutes)
        slot = Slot(
            mission_id=one.mission_id,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=25),
            closed_at=session.now,
        )
        tables = select(MeetingTable.id).join(Venue).where(Venue.mission_id == one.mission_id)
        session.add(slot)
        await session.flush()
        table_id = (await session.exec(tables.order_by(col(MeetingTable.id)).limit(1))).one()
        meeting = Meeting(
            mission_id=one.mission_id,
            requester_id=pair.one.delegate_id,
            invitee_id=pair.other.delegate_id,
            pair=pair_of(pair.one.delegate_id, pair.other.delegate_id),
            slot_id=slot.id,
            table_id=table_id,
            state=MeetingState.CONFIRMED,
        )
        session.add(meeting)
        await session.flush()
        both = (pair.one.delegate_id, pair.other.delegate_id)
        session.add_all([PersonSeat(slot_id=slot.id, delegate_id=each, meeting_id=meeting.id) for each in both])
        session.add(TableSeat(slot_id=slot.id, table_id=table_id, meeting_id=meeting.id))
        return meeting


async def reminded(pair: Pair, minutes: int = 30) -> Meeting:
    """The same, once both have their reminder."""
    meeting = await soon(pair, minutes)
    for side, other in ((pair.one, pair.other), (pair.other, pair.one)):
        await side.phone.sees("⏰", other.name)
    return meeting


async def at_table(side: Side) -> str:
    """Press that one is seated: the code that the other is to give."""
    await side.phone.press(hour_of(side).seated)
    shown = await side.phone.expect(hour_of(side).show)
    found = re.search(r"\b(\d\d)$", next(line for line in shown.text.splitlines() if hour_of(side).show in line))
    assert found, shown.text
    return found[1]


async def give(side: Side, code: str, *parts: str) -> Seen:
    """Tap the two digits."""
    await side.phone.press(code[0])
    await side.phone.expect(hour_of(side).show)
    await side.phone.press(code[1])
    return await side.phone.expect(*parts)


async def arrivals(pair: Pair, meeting: Meeting) -> dict[int, Arrival]:
    rows = await pair.house.rows(Arrival, Arrival.meeting_id == meeting.id)
    return {each.delegate_id: each for each in rows}


async def pass_minutes(pair: Pair, meeting: Meeting, minutes: int) -> None:
    """Let the meeting have begun, and all that was said of it be said, so much earlier."""
    async with pair.house.database.unit() as session:
        slot = await session.get_one(Slot, meeting.slot_id)
        slot.starts_at -= timedelta(minutes=minutes)
        for row in await session.exec(select(Arrival).where(Arrival.meeting_id == meeting.id)):
            for name in ("said_at", "here_at", "asked_at"):
                if (moment := getattr(row, name)) is not None:
                    setattr(row, name, moment - timedelta(minutes=minutes))


def first_line(seen: Seen) -> str:
    return seen.text.splitlines()[0]


async def interpreted(pair: Pair, meeting: Meeting, phone: Person) -> None:
    """The meeting has an interpreter, who is in the chat at this phone and has read of the meeting."""
    async with pair.house.database.unit() as session:
        person = (await session.exec(select(PersonRow).where(PersonRow.telegram_id == phone.id))).one()
        name = f"Nadia {phone.id}"
        voice = Interpreter(mission_id=meeting.mission_id, name=name, name_key=name, languages=["fr", "ar", "en"])
        session.add(voice)
        await session.flush()
        chat = InterpreterChat(mission_id=meeting.mission_id, interpreter_id=voice.id, person_id=person.id)
        chat.doubted_at = session.now
        session.add(chat)
        row = await session.get_one(Meeting, meeting.id)
        row.interpreter_id = voice.id
        session.add(InterpreterSeat(slot_id=row.slot_id, interpreter_id=voice.id, meeting_id=row.id))
    await phone.sees(pair.one.name, pair.other.name)
