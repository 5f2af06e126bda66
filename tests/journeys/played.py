"""A day of ninety people on a bot that runs: who they are, whom they meet, and what each was told."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlmodel import col, func, select

from missions.meetings import seats
from missions.pairs import pair_of
from storage.database import Database, UnitSession
from storage.tables import (
    BOOKED_STATES,
    OPEN_STATES,
    ChangeReceipt,
    Delegate,
    DelegateStatus,
    Interpreter,
    InterpreterChat,
    InterpreterSeat,
    Lane,
    Meeting,
    MeetingState,
    MeetingTable,
    Mission,
    OutboxRow,
    PersonSeat,
    ProgrammeSession,
    SessionKind,
    SignUp,
    SignUpState,
    Slot,
    TableSeat,
    Venue,
)
from storage.tables import Person as PersonRow
from tests.handlers.desk.kit import label
from tests.handlers.meetings.kit import Side
from tests.handlers.meetings.words import ARABIC, ENGLISH, FRENCH
from tests.people import Person, Sandbox
from tests.settled import all_said

WORDS = (FRENCH, ARABIC, ENGLISH)
PEOPLE, WITHOUT_CHAT = 90, 8
HALF = PEOPLE // 2
AT_ONCE = 11
"""Meetings of one slot."""
INTERPRETED = 5
"""The meeting of a slot, by its number, that has an interpreter."""
MORNING, AFTERNOON = (2, 3, 4, 5), (8, 9, 10, 11)
"""Slots of the second day, by their numbers: half past ten to noon, and four to half past five."""
STARTED_AT_ONCE = 6
"""Chats that begin together: more would only wait for each other."""


def at(hour: int, minute: int = 0) -> datetime:
    """On the second day, by the clock of Málaga, which is two hours ahead."""
    return datetime(2027, 7, 13, hour - 2, minute, tzinfo=UTC)


@dataclass
class PlayedDay:
    """Who is there. sides: those with a chat, by the delegate's id."""

    sandbox: Sandbox
    database: Database
    salma: Person
    karim: Person
    sides: dict[int, Side] = field(default_factory=dict)
    silent: set[int] = field(default_factory=set)
    """Delegates without a chat."""
    voices: list[tuple[Person, int]] = field(default_factory=list)
    """Two interpreters at their phones, with their ids."""
    bus_id: int = 0
    since: int = 0
    """The last message of before the act that is looked at."""

    async def set_clock(self, moment: datetime) -> None:
        await self.sandbox.move_clock(at=moment.isoformat())

    async def begin_act(self) -> None:
        """From here on, `told` counts."""
        await all_said(self.database)
        async with self.database.reading() as session:
            self.since = (await session.exec(select(func.max(OutboxRow.id)))).one() or 0

    async def told(self) -> dict[int, list[str]]:
        """By delegate, what came as a push since the act began."""
        await all_said(self.database)
        chats = {side.phone.id: who for who, side in self.sides.items()}
        found: dict[int, list[str]] = {}
        async with self.database.reading() as session:
            rows = select(OutboxRow).where(col(OutboxRow.id) > self.since, OutboxRow.lane == Lane.CHANGE)
            for row in await session.exec(rows.order_by(col(OutboxRow.id))):
                if row.method == "sendMessage" and row.chat_id in chats:
                    found.setdefault(chats[row.chat_id], []).append(str(row.params["text"]))
        return found

    async def exactly(self, touched: Collection[int], *parts: str) -> None:
        """Each of them with a chat was told once, and no one else."""
        told = {}
        for who, texts in (await self.told()).items():
            unaware = label(self.sides[who].words.code)("⚠️ <b>May not know of the change</b>")
            if kept := [text for text in texts if unaware not in text]:
                told[who] = kept
            # Whom they meet has no chat, and is being called.
            assert len(kept) == len(texts) or await self.meets_silent(who), self.sides[who].name
        expected = {who for who in touched if who in self.sides}
        counts = {who: len(texts) for who, texts in told.items()}
        assert counts == dict.fromkeys(expected, 1), (counts.keys() ^ expected, Counter(counts.values()))
        for who, (text,) in told.items():
            said = [each for each in parts if each in text]
            assert said or not parts, (self.sides[who].name, text)

    async def meets_silent(self, who: int) -> bool:
        return any({who} < both([each]) and both([each]) & self.silent for each in await self.meetings())

    async def all_see(self) -> None:
        """Who was told presses Seen; who has no chat is called, one after the other."""
        for who in await self.told():
            side = self.sides[who]
            await side.phone.press(label(side.words.code)("✓ Seen"), answered=True)
        await self.calls_all()

    async def calls_all(self) -> None:
        async def waits() -> bool:
            async with self.database.reading() as session:
                unseen = select(ChangeReceipt.id).where(col(ChangeReceipt.seen_at).is_(None), ChangeReceipt.step == 4)
                return (await session.exec(unseen.limit(1))).first() is not None

        say = label("en")
        while await waits():
            await self.karim.say("/changes")
            await self.karim.press(say("📞 Call sheet"))
            await self.karim.expect("to call")
            await self.karim.press(say("📞 Call the next person"))
            await self.karim.expect("Hello")
            await self.karim.press(say("✅ Reached"), answered=True)
            await all_said(self.database)

    async def meetings(self, *, slots: Sequence[int] = (), venue: str = "") -> list[Meeting]:
        """Confirmed ones in slots by their numbers of the day, or at a venue."""
        async with self.database.reading() as session:
            rows = select(Meeting).join(MeetingTable, col(MeetingTable.id) == col(Meeting.table_id))
            rows = rows.join(Venue, col(Venue.id) == col(MeetingTable.venue_id))
            rows = rows.where(Meeting.state == MeetingState.CONFIRMED)
            if venue:
                rows = rows.where(Venue.key == venue)
            if slots:
                ids = [each.id for each in await slots_of(self.database)]
                rows = rows.where(col(Meeting.slot_id).in_([ids[number] for number in slots]))
            return [*(await session.exec(rows.order_by(col(Meeting.id))))]


def both(meetings: Sequence[Meeting]) -> set[int]:
    return {who for each in meetings for who in (each.requester_id, each.invitee_id)}


async def slots_of(database: Database) -> Sequence[Slot]:
    """The slots of the second day as the file has them, in order of time."""
    async with database.reading() as session:
        day = select(Slot).where(col(Slot.apart_from).is_(None), Slot.starts_at >= at(8), Slot.starts_at < at(22))
        return (await session.exec(day.order_by(col(Slot.starts_at)))).all()


async def arrive(day: PlayedDay) -> None:
    """Each of those with a chat is there, a third in each language; all are approved."""
    async with day.database.reading() as session:
        people = (await session.exec(select(Delegate).order_by(col(Delegate.id)))).all()
        voices = (await session.exec(select(Interpreter).order_by(col(Interpreter.id)))).all()
    assert len(people) == PEOPLE
    day.silent = {each.id for each in people[HALF - WITHOUT_CHAT // 2 : HALF + WITHOUT_CHAT // 2]}
    door = asyncio.Semaphore(STARTED_AT_ONCE)

    async def comes(number: int, row: Delegate) -> None:
        words = WORDS[number % 3]
        phone = await day.sandbox.add_person(f"Phone {number}", id=7_000_000 + number, language_code=words.code)
        async with day.database.unit() as session:
            person = PersonRow(telegram_id=phone.id, language=words.code, language_chosen=True)
            session.add(person)
            await session.flush()
            (await session.get_one(Delegate, row.id)).person_id = person.id
        async with door:
            await phone.start(answered=True)
        day.sides[row.id] = Side(phone, words, row.name, row.id, ".vcf")

    async with day.database.unit() as session:
        for row in await session.exec(select(Delegate)):
            row.status, row.phone, row.languages = DelegateStatus.APPROVED, f"+21260{row.id:07}", ["ar", "en", "fr"]
        mission = (await session.exec(select(Mission))).one()
        mission.reminder_minutes, mission.digest_at, mission.meetings_per_day = [15], None, 0
        for each in await session.exec(select(Interpreter)):
            each.languages, each.present, each.breaks = ["ar", "es"], [], []
    await asyncio.gather(*(comes(n, row) for n, row in enumerate(people) if row.id not in day.silent))
    for number, voice in enumerate(voices[:2]):
        phone = await day.sandbox.add_person(f"Voice {number}", id=7_100_000 + number, language_code="en")
        async with day.database.unit() as session:
            person = PersonRow(telegram_id=phone.id, language="en", language_chosen=True)
            session.add(person)
            await session.flush()
            session.add(InterpreterChat(mission_id=voice.mission_id, interpreter_id=voice.id, person_id=person.id))
        await phone.start(answered=True)
        day.voices.append((phone, voice.id))


async def book(day: PlayedDay) -> None:
    """Eleven meetings in each of eight slots, at six venues' tables, and a bus for thirty."""
    slots = await slots_of(day.database)
    async with day.database.unit() as session:
        people = (await session.exec(select(Delegate).order_by(col(Delegate.id)))).all()
        tables = await _tables(session)
        for turn, number in enumerate((*MORNING, *AFTERNOON)):
            for each in range(AT_ONCE):
                host, guest = people[(AT_ONCE * turn + each) % HALF], people[HALF + (18 * turn + each) % HALF]
                voice = day.voices[turn % 2][1] if each == INTERPRETED and turn in {1, 2, 4, 5} else None
                if voice:
                    host.languages, guest.languages = ["es"], ["ar"]
                meeting = Meeting(
                    mission_id=host.mission_id,
                    requester_id=host.id,
                    invitee_id=guest.id,
                    pair=pair_of(host.id, guest.id),
                    slot_id=slots[number].id,
                    table_id=tables[each],
                    interpreter_id=voice,
                    state=MeetingState.CONFIRMED,
                    confirmed_at=at(8),
                )
                session.add(meeting)
                await session.flush()
                await seats.put(session, [(meeting.id, (host.id, guest.id), slots[number].id, tables[each], voice)])
        bus = ProgrammeSession(
            mission_id=people[0].mission_id,
            kind=SessionKind.BUS,
            title={"fr": "Bus du déjeuner", "ar": "حافلة الغداء", "en": "Lunch bus"},
            starts_at=at(13, 40),
            ends_at=at(14, 10),
        )
        session.add(bus)
        await session.flush()
        state = SignUpState.SIGNED_UP
        session.add_all(
            SignUp(session_id=bus.id, delegate_id=each.id, state=state, asked_at=at(8)) for each in people[:30]
        )
        day.bus_id = bus.id


async def _tables(session: UnitSession) -> list[int]:
    """Three of BIC Euronova, two of the CST, six of the park."""
    found = []
    for venue, labels in (("euronova", ("E1", "E2", "E3")), ("cst", ("A", "B")), ("pta", tuple("123456"))):
        for each in labels:
            table = select(MeetingTable.id).join(Venue).where(Venue.key == venue, MeetingTable.label == each)
            found.append((await session.exec(table)).one())
    return found


async def check_seats(database: Database) -> None:
    """Seats are those of the open meetings, and nothing else; by the clock, no table has two meetings at once."""
    async with database.reading() as session:
        rows = (await session.exec(select(Meeting))).all()
        booked = [each for each in rows if each.state in BOOKED_STATES]
        asked = [each for each in rows if each.state in OPEN_STATES and each.state not in BOOKED_STATES]
        people = {(each.meeting_id, each.slot_id, each.delegate_id) for each in await session.exec(select(PersonSeat))}
        tables = {(each.meeting_id, each.slot_id, each.table_id) for each in await session.exec(select(TableSeat))}
        duties = await session.exec(select(InterpreterSeat))
        interpreting = {(each.meeting_id, each.slot_id, each.interpreter_id) for each in duties}
        moving = {(each.id, each.moves_to_id, who) for each in booked if each.moves_to_id for who in both([each])}
        mine = {(each.id, each.slot_id, who) for each in booked for who in (each.requester_id, each.invitee_id)}
        assert people - moving == mine | {(each.id, each.slot_id, each.requester_id) for each in asked}
        assert tables == {(each.id, each.slot_id, each.table_id) for each in booked}
        assert interpreting == {(each.id, each.slot_id, each.interpreter_id) for each in booked if each.interpreter_id}
        hours = select(TableSeat.table_id, Slot.starts_at, Slot.ends_at).join(
            Slot, col(Slot.id) == col(TableSeat.slot_id)
        )
        last: dict[int, datetime] = {}
        for table, begins, ends in await session.exec(hours.order_by(col(TableSeat.table_id), col(Slot.starts_at))):
            assert last.get(table, begins) <= begins
            last[table] = ends
