"""Random acts of three delegates and two organisers; then all chats are read: nothing in them is untrue, or refused."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from aiogram import Bot
from aiogram.filters.callback_data import CallbackData
from sqlmodel import col, select

from bot.intake.outbox_session import OutboxSession
from handlers.cards import DRAWN, PINS
from handlers.changes.data import SeenPress
from handlers.core.card_message import message_of
from handlers.core.notices import Reader, tell
from handlers.core.outbox import Outbox
from handlers.core.voice import voice
from handlers.desk.data import ApprovalAct
from handlers.meetings.data import Act, MeetingPress, PlacePress
from handlers.notices import RENDERERS
from handlers.views.data import (
    AgendaPress,
    AskAct,
    AskPress,
    CardPress,
    MeetingChoice,
    MenuChoice,
    PlanAct,
    PlanPress,
    ProfileCard,
    ProgrammePress,
    SessionAct,
    SessionPress,
)
from handlers.views.decision_buttons import Decide
from handlers.views.keyboards import NOTICE
from handlers.views.meeting import APART, CLOSED, GONE, MEETING_GONE
from handlers.views.organisation_press import OrganisationPress
from handlers.views.reasons import OWN_WORDS
from handlers.views.venue_pin import PinPress
from handlers.views.waiting import WaitingAct
from locales import catalogues
from missions import changes, local_time
from missions.changes import shift_apply
from missions.changes.shift_frame import Shift
from missions.changes.shift_preview import preview
from missions.errors import Refusal
from missions.meetings import arriving, availability, company, contradictions, organisation_requests, seats
from missions.meetings.states import NOT_YOURS, open_between
from missions.notices import Notice
from missions.pairs import pair_of
from missions.proposals import proposals
from missions.registration import participation, removal
from missions.registration.approval import CHANGED
from missions.sessions import signing
from storage.database import Database, UnitSession
from storage.tables import (
    OPEN_STATES,
    CardKind,
    CuratedPair,
    Delegate,
    DelegateStatus,
    Delegation,
    LiveCard,
    Meeting,
    MeetingState,
    MeetingTable,
    Mission,
    Organisation,
    OrganisationKind,
    PairWish,
    ProposalAnswer,
    Role,
    RoleKind,
    Slot,
    Timetable,
    TimetableKind,
    TimetableState,
    Venue,
)
from storage.tables import Person as PersonRow
from tests.engines import new_database
from tests.handlers.meetings.words import ENGLISH
from tests.handlers.registration.kit import OWNER, House, in_ten_days
from tests.people import TOKEN, Person, Sandbox, Seen
from tests.screen import Button, plain
from tests.settled import all_said
from tests.wasl import Wasl

PEOPLE = (7_000_000_001, 7_000_000_002, 7_000_000_003)
COLLEAGUE = 7_000_000_009
ACTS = 16
HOUR = timedelta(hours=1)
"""From when on before a meeting the two can say where they are."""
PRESSED: tuple[type[CallbackData], ...] = (
    *(MeetingPress, AskPress, CardPress, AgendaPress, PlanPress, PinPress, SeenPress),
    *(Decide, ApprovalAct, ProfileCard, WaitingAct, MeetingChoice),
    *(SessionPress, ProgrammePress, OrganisationPress, PlacePress),
)
UNDECIDED = {DelegateStatus.PENDING, DelegateStatus.QUESTIONED, DelegateStatus.REFUSED}
LOOKING = {Act.SHOW, Act.WHEN, Act.DECLINE, Act.CANCEL, Act.CONTACT}
"""What changes nothing of a meeting."""
OLD = (
    "This button no longer works.",
    "This has changed. Please check again.",
    "This profile has changed. This is the current version.",
    "This meeting is {when}, {place}. A new time is proposed: {new}.",
    "This meeting is now {when}, {place}.",
    "This request is now for {when}. Please answer.",
    "This request is now for {when} and is waiting for an answer.",
    "This request has no time yet: it is set once the request is confirmed.",
    NOT_YOURS,
    CHANGED,
    *CLOSED.values(),
    *(APART, GONE, MEETING_GONE),
    *(arriving.NOT_YET, arriving.IS_OVER),
    company.GONE,
    *(organisation_requests.ANSWERED, organisation_requests.NOT_YOURS),
    *(signing.CANCELLED, signing.BEGUN),
)
"""How a button that is not true any more is answered."""


@dataclass
class Play:
    """The people at their phones; what they did is kept, so that a failure can be read."""

    house: House
    chance: random.Random
    done: list[str] = field(default_factory=list)

    @property
    def delegates(self) -> list[Person]:
        return [self.house.sandbox.person(number) for number in PEOPLE]

    @property
    def organisers(self) -> list[Person]:
        return [self.house.owner, self.house.sandbox.person(COLLEAGUE)]

    # --- what they do

    async def act(self) -> None:
        weighed: dict[Callable[[], Awaitable[None]], int] = {
            self.ask: 3,
            self.press: 8,
            self.look: 2,
            self.review: 1,
            self.move: 1,
            self.correct: 1,
            self.publish: 1,
            self.join: 1,
            self.part: 1,
            self.want: 2,
            self.untick: 1,
            self.sign: 2,
            self.shift: 1,
            self.soon: 1,
            self.entrust: 1,
        }
        [act] = self.chance.choices(list(weighed), list(weighed.values()))
        self.done.append(act.__name__)
        await act()
        await all_said(self.house.database)

    async def ask(self) -> None:
        """A delegate asks the first of their list for a meeting at some time."""
        phone = self.chance.choice(self.delegates)
        await phone.say("/people", answered=True)
        for label in (ENGLISH.ask, ":", "Send without"):
            shown = phone.last
            buttons = [each for each in shown.buttons if label in each.text]
            if not buttons:
                return
            await self.push(phone, shown, self.chance.choice(buttons))

    async def press(self) -> None:
        """Press any live button that a person sees, however far up."""
        seen = [(phone, shown, each) for phone, shown, each in self.buttons() if not _is_of_words(each)]
        if seen:
            await self.push(*self.chance.choice(seen))

    async def push(self, phone: Person, shown: Seen, button: Button) -> None:
        self.done.append(f"{phone}: #{shown.id} {button.text} {button.data}")
        await phone.press_in(shown.id, button)
        await self.not_refused(phone, button)

    async def not_refused(self, phone: Person, button: Button) -> None:
        said = str((await phone.expect_toast())["text"])
        is_old = any(plain(said).startswith(old) for old in _beginnings())
        assert not is_old, self.told(f"{button.text} ({button.data}) was answered: {said}")

    async def look(self) -> None:
        await self.chance.choice(self.delegates).say(self.chance.choice(["/agenda", "/requests"]), answered=True)

    async def review(self) -> None:
        """An organiser opens the queue of registrations."""
        phone = self.chance.choice(self.organisers)
        await phone.say("/desk", answered=True)
        await self.push(phone, phone.last, next(each for each in phone.last.buttons if "Approvals" in each.text))

    async def move(self) -> None:
        """An organiser moves a table to another venue, with all its meetings."""
        async with self.unit() as (session, organiser):
            mission = (await session.exec(select(Mission))).one()
            tables = (await session.exec(select(MeetingTable).where(col(MeetingTable.closed_at).is_(None)))).all()
            taken = select(Meeting.table_id).where(col(Meeting.table_id).is_not(None))
            used = set((await session.exec(taken)).all())
            table = self.chance.choice([each for each in tables if each.id in used] or tables)
            venues = select(Venue.id).where(Venue.mission_id == mission.id, Venue.id != table.venue_id)
            wanted = changes.MoveTable(table.id, self.chance.choice((await session.exec(venues)).all()))
            plan = await changes.foresee(session, mission, wanted)
            await changes.apply(session, organiser, mission, wanted, plan.fingerprint)

    async def correct(self) -> None:
        """An organiser gives a venue another name."""
        async with self.unit() as (session, organiser):
            mission = (await session.exec(select(Mission))).one()
            venue = self.chance.choice((await session.exec(select(Venue))).all())
            title = {"en": f"Hall {self.chance.randrange(1000)}"}
            wanted = changes.CorrectVenue(venue.id, changes.NewPlace(title=title))
            plan = await changes.foresee(session, mission, wanted)
            await changes.apply(session, organiser, mission, wanted, plan.fingerprint)

    async def publish(self) -> None:
        """A timetable sets a meeting of two who have none; the clock tells them."""
        async with self.unit() as (session, _organiser):
            mission = (await session.exec(select(Mission))).one()
            host, *guests = await self.seated(session)
            guest = self.chance.choice(guests)
            taken = await open_between(session, host.id, guest.id)
            free = (await availability.room(session, mission, host, guest)).openings()
            if taken is not None or {host.status, guest.status} != {DelegateStatus.APPROVED} or not free:
                return
            opening = self.chance.choice(list(free))
            slot_id, table_id = opening.slot.id, int(str(opening.seatings[0].table))
            seated = Meeting(
                mission_id=mission.id,
                requester_id=host.id,
                invitee_id=guest.id,
                pair=pair_of(host.id, guest.id),
                slot_id=slot_id,
                table_id=table_id,
                state=MeetingState.CONFIRMED,
                confirmed_at=session.now,
                planned_at=session.now,
            )
            session.add(seated)
            session.add(
                Timetable(
                    mission_id=mission.id,
                    kind=TimetableKind.WHOLE,
                    state=TimetableState.PUBLISHED,
                    published_at=session.now,
                )
            )
            await session.flush()
            await seats.put(session, [(seated.id, (host.id, guest.id), slot_id, table_id, None)])

    async def join(self) -> None:
        """Somebody registers, and both organisers are told."""
        async with self.unit() as (session, _organiser):
            new = await _delegate(session, "andalusia", None, f"New {self.chance.random():.9f}", DelegateStatus.PENDING)
            await self.tell(session, await participation.registered(session, new))

    async def part(self) -> None:
        """An organiser suspends a delegate, removes one, or takes one in again."""
        async with self.unit() as (session, organiser):
            person = select(PersonRow.id).where(PersonRow.telegram_id == self.chance.choice(PEOPLE))
            one = (await session.exec(select(Delegate).where(col(Delegate.person_id).in_(person)))).one()
            out = one.status in (DelegateStatus.SUSPENDED, DelegateStatus.REMOVED)
            act = removal.readmit if out else self.chance.choice([removal.suspend, removal.remove])
            self.done.append(f"{act.__name__} {one.name}")
            await self.tell(session, await act(session, organiser, one.id, one.revision))

    async def want(self) -> None:
        """The first delegate and another say that they want to meet."""
        async with self.unit() as (session, _organiser):
            host, *guests = await self.seated(session)
            sides = host, self.chance.choice(guests)
            if {each.status for each in sides} == {DelegateStatus.APPROVED}:
                for side, other in (sides, sides[::-1]):
                    await self.tell(session, await proposals.answer(session, side, other.id, ProposalAnswer.INTERESTED))

    async def untick(self) -> None:
        """A delegate is there on one day only, or on all of them again; whose meetings that contradicts is told."""
        async with self.unit() as (session, _organiser):
            mission = (await session.exec(select(Mission))).one()
            delegate = self.chance.choice(await self.seated(session))
            days = [] if delegate.days else [mission.ends_on.isoformat()]
            found = await contradictions.contradicted(session, delegate, days, delegate.languages)
            delegate.days, delegate.revision = days, delegate.revision + 1
            await self.tell(session, await contradictions.told(session, delegate, found))

    async def sign(self) -> None:
        """A delegate opens a session of the programme, and signs up for it or leaves it."""
        phone = self.chance.choice(self.delegates)
        await phone.say("/programme", answered=True)
        for act in ({SessionAct.SHOW}, {SessionAct.SIGN, SessionAct.ANYWAY, SessionAct.LEAVE}):
            shown = phone.last
            found = [
                each for each in shown.buttons if isinstance(press := _read(each), SessionPress) and press.act in act
            ]
            if not found:
                return
            await self.push(phone, shown, self.chance.choice(found))

    async def shift(self) -> None:
        """An organiser moves what begins on a day from an hour on."""
        async with self.unit() as (session, organiser):
            slots = (await session.exec(select(Slot).where(col(Slot.starts_at) > session.now))).all()
            since, minutes = self.chance.choice(slots).starts_at, self.chance.choice((-10, 5, 10))
            wanted = Shift(since, minutes, only=self.chance.random() < 0.5)
            try:
                plan = await preview(session, organiser, wanted)
                shifted = await shift_apply.apply(session, organiser, wanted, plan.fingerprint)
            except Refusal:
                return
            self.done.append(f"{minutes} minutes from {since}")
            await self.tell(session, shifted.notices if shifted else ())

    async def soon(self) -> None:
        """A meeting of two who have none is about to begin, once: in the slot that is near."""
        async with self.unit() as (session, _organiser):
            host, *guests = await self.seated(session)
            guest = self.chance.choice(guests)
            taken = await open_between(session, host.id, guest.id)
            if taken is not None or {host.status, guest.status} != {DelegateStatus.APPROVED}:
                return
            slot = (await session.exec(select(Slot).where(Slot.starts_at < session.now + HOUR))).one()
            if (await session.exec(select(Meeting.id).where(Meeting.slot_id == slot.id))).first() is not None:
                return
            table_id = (await session.exec(select(MeetingTable.id).order_by(col(MeetingTable.id)).limit(1))).one()
            held = Meeting(
                mission_id=host.mission_id,
                requester_id=host.id,
                invitee_id=guest.id,
                pair=pair_of(host.id, guest.id),
                slot_id=slot.id,
                table_id=table_id,
                state=MeetingState.CONFIRMED,
                confirmed_at=session.now,
            )
            session.add(held)
            await session.flush()
            await seats.put(session, [(held.id, (host.id, guest.id), slot.id, table_id, None)])

    async def entrust(self) -> None:
        """The first delegate asks the organisation of another."""
        async with self.unit() as (session, _organiser):
            host, *guests = await self.seated(session)
            guest = self.chance.choice(guests)
            try:
                asked = await organisation_requests.ask(session, host, guest.organisation_id, "Hello")
            except Refusal:
                return
            await self.tell(session, asked.notices)

    async def seated(self, session: UnitSession) -> list[Delegate]:
        named = select(Delegate).join(PersonRow, col(PersonRow.id) == col(Delegate.person_id))
        return list(await session.exec(named.where(col(PersonRow.telegram_id).in_(PEOPLE)).order_by(col(Delegate.id))))

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[tuple[UnitSession, PersonRow]]:
        """What another process of the organisers does."""
        async with self.house.database.unit() as session:
            organiser = (await session.exec(select(PersonRow).where(PersonRow.telegram_id == OWNER))).one()
            yield session, organiser

    async def tell(self, session: UnitSession, notices: Sequence[Notice]) -> None:
        await tell(Outbox(session, Bot(TOKEN, session=OutboxSession()), RENDERERS), notices)

    # --- what they read

    def buttons(self) -> Iterator[tuple[Person, Seen, Button]]:
        for phone in (*self.delegates, *self.organisers):
            for shown in phone.screen:
                for each in shown.buttons:
                    if _read(each) is not None:
                        yield phone, shown, each

    async def is_true(self) -> None:
        """No button is of a meeting that is otherwise by now, no card says what its meeting is not."""
        async with self.house.database.unit() as session:
            meetings = {each.id: each for each in (await session.exec(select(Meeting))).all()}
            delegates = {each.id: each for each in (await session.exec(select(Delegate))).all()}
            for phone, shown, each in self.buttons():
                problem = _untrue(_read(each), meetings, delegates)
                if problem is None and each.data.startswith(NOTICE):
                    problem = await self.done_elsewhere(session, phone, _read(each), meetings)
                assert problem is None, self.told(f"{phone}: {each.text} ({each.data}) {problem}, under {shown}")
            for card in (await session.exec(select(LiveCard))).all():
                await self.card_is_true(session, card)

    async def done_elsewhere(
        self, session: UnitSession, phone: Person, press: CallbackData | None, meetings: dict[int, Meeting]
    ) -> str | None:
        """What a notice offers has been done by another act: its button is of no use."""
        if isinstance(press, AskPress) and press.act is AskAct.WHEN:
            person = select(PersonRow.id).where(PersonRow.telegram_id == phone.id)
            mine = (await session.exec(select(Delegate.id).where(col(Delegate.person_id).in_(person)))).one()
            found = await open_between(session, mine, press.id)
            return None if found is None else f"asks for what is {found.state}"
        if isinstance(press, MeetingChoice) and meetings[press.meeting].state not in OPEN_STATES:
            return f"moves what is {meetings[press.meeting].state}"
        return None

    async def card_is_true(self, session: UnitSession, card: LiveCard) -> None:
        """Nothing is left to be redrawn, and the message has the buttons that it would have."""
        place = await message_of(session, card)
        phone = self.house.sandbox.people[card.chat_id]
        shown = next((each for each in phone.screen if place and each.id == place.message_id), None)
        if place is None or card.kind in PINS:
            return
        person = (await session.exec(select(PersonRow).where(PersonRow.telegram_id == card.chat_id))).one()
        draw, _fold = DRAWN[card.kind]
        drawn = await draw(card, Reader(person, await voice(session, person), session))
        known = f"{phone}: card {card.id}, {card.kind} {card.thing_id}, under {shown}"
        assert drawn is not None, self.told(f"{known} has no end")
        assert shown is not None, self.told(f"{known} is not there")
        about = drawn[1].about
        assert about and about.truth == card.truth, self.told(f"{known} reads {drawn}")  # noqa: PT018
        if card.kind is CardKind.MEETING:
            await self.reads(session, shown, await session.get_one(Meeting, card.thing_id))

    async def reads(self, session: UnitSession, shown: Seen, meeting: Meeting) -> None:
        """A meeting's own card has its hour and its place."""
        slot = await session.get_one(Slot, meeting.slot_id)
        zone = local_time.zone(await session.get_one(Mission, meeting.mission_id))
        if not meeting.any_time:
            assert f"{slot.starts_at.astimezone(zone):%H:%M}" in shown.text, self.told(f"not at {slot}: {shown}")
        if meeting.state is MeetingState.CONFIRMED:
            table = await session.get_one(MeetingTable, meeting.table_id)
            venue = await session.get_one(Venue, table.venue_id)
            where = f"{catalogues().texts('en').choose(venue.title)}, table {table.label}"
            assert where in shown.text, self.told(f"not at {where}: {shown}")

    async def nothing_is_refused(self) -> None:
        """Every button that only looks, wherever it stands, is answered as what it says."""
        for phone, shown, each in list(self.buttons()):
            press = _read(each)
            looks = isinstance(press, MeetingPress) and press.act in LOOKING
            looks |= isinstance(press, PinPress | AgendaPress)
            looks |= isinstance(press, PlanPress) and press.act in {PlanAct.SHOW, PlanAct.ASK}
            still = next((seen for seen in phone.screen if seen.id == shown.id), None)
            if looks and still is not None and any(button.data == each.data for button in still.buttons):
                await phone.press_in(shown.id, each)
                await self.not_refused(phone, each)

    def told(self, what: str) -> str:
        chats = "\n".join(f"{phone}:\n{phone.told(12)}" for phone in (*self.delegates, *self.organisers))
        return "\n".join([what, *self.done, chats])


@cache
def _beginnings() -> tuple[str, ...]:
    """The answers to old buttons as English readers get them, up to the first value."""
    texts = catalogues().texts("en")
    said = (texts.plain(each, when="…", place="…", new="…") for each in OLD)
    return tuple(plain(each).partition("…")[0] for each in said)


def _read(button: Button) -> CallbackData | None:
    """What a button carries, if it is one that this play knows."""
    data = button.own_data
    kinds: tuple[type[CallbackData], ...] = (*PRESSED, MenuChoice)
    for kind in kinds:
        if data.partition(":")[0] == kind.__prefix__:
            press = kind.unpack(data)
            known = not isinstance(press, MenuChoice) or press.to in {"agenda", "requests", "people"}
            known &= not isinstance(press, Decide | WaitingAct) or press.act == "approve"
            known &= not isinstance(press, ApprovalAct) or press.act in {"approve", "next"}
            return press if known else None
    return None


def _is_of_words(button: Button) -> bool:
    press = _read(button)
    return isinstance(press, MeetingPress) and press.arg == OWN_WORDS and press.act in {Act.DECLINED, Act.CANCELLED}


def _untrue(press: CallbackData | None, meetings: dict[int, Meeting], delegates: dict[int, Delegate]) -> str | None:
    if isinstance(press, MeetingPress):
        meeting = meetings.get(press.id)
        if meeting is None:
            return "is of a meeting that is gone"
        if press.act not in (Act.SHOW, Act.CONTACT, Act.AFTER_ALL) and meeting.state not in OPEN_STATES:
            return f"is of a meeting that is {meeting.state}"
        if press.act is not Act.SHOW and press.revision != meeting.revision:
            return f"is of revision {press.revision}, not {meeting.revision}"
    if isinstance(press, PlanPress) and press.id and meetings[press.id].revision != press.revision:
        return "is of an older revision"
    if isinstance(press, Decide | ApprovalAct | WaitingAct) and press.act == "approve":
        delegate = delegates[press.delegate]
        if delegate.status not in UNDECIDED or delegate.revision != press.revision:
            return f"is of somebody who is {delegate.status}"
    return None


async def _delegate(session: UnitSession, side: str, person: int | None, name: str, status: DelegateStatus) -> Delegate:
    delegation = (await session.exec(select(Delegation).where(Delegation.key == side))).one()
    firm = Organisation(
        mission_id=delegation.mission_id, name=f"{name} Ltd", name_key=f"{name} ltd", kind=OrganisationKind.COMPANY
    )
    session.add(firm)
    await session.flush()
    new = Delegate(
        mission_id=delegation.mission_id,
        delegation_id=delegation.id,
        organisation_id=firm.id,
        person_id=person,
        status=status,
        approved_at=session.now if status is DelegateStatus.APPROVED else None,
        name=name,
        languages=["en"],
    )
    session.add(new)
    await session.flush()
    return new


@asynccontextmanager
async def play(folder: Path, seed: int) -> AsyncIterator[Play]:
    """The bot ticks often, so that what follows an act need not be waited for."""
    async with (
        new_database("sqlite", folder) as url,
        Sandbox() as sandbox,
        Wasl(sandbox, url, owner_ids=(OWNER,), start=False, matching="off", tick_seconds="0.1") as wasl,
    ):
        await wasl.load("malaga", starting=in_ten_days())
        await wasl.start()
        database = Database(url)
        house = House(sandbox, wasl, database)
        async with database.unit() as session:
            await _seat(session)
        for number in (*PEOPLE, COLLEAGUE):
            await sandbox.add_person("Dana", id=number, language_code="en")
        for number in (*PEOPLE, COLLEAGUE, OWNER):
            await sandbox.person(number).start(answered=True)
        await house.owner.say("/language", answered=True)
        await house.owner.press("English")
        try:
            yield Play(house, random.Random(seed))
        finally:
            await database.close()
        await sandbox.acknowledged()
        assert not await sandbox.refused()


async def _seat(session: UnitSession) -> None:
    """Three delegates whom the organisers propose to each other, two of them colleagues, and a second organiser."""
    seated = []
    for number, side in zip(PEOPLE, ("morocco", "andalusia", "andalusia"), strict=True):
        person = PersonRow(telegram_id=number, language="en", language_chosen=True)
        session.add(person)
        await session.flush()
        seated.append(await _delegate(session, side, person.id, f"Dana {number % 10}", DelegateStatus.APPROVED))
    host, *guests = seated
    # The two guests are colleagues: one can come along, or take the other's place.
    guests[1].organisation_id = guests[0].organisation_id
    for guest in guests:
        session.add(CuratedPair(mission_id=host.mission_id, one_id=host.id, other_id=guest.id, wish=PairWish.MUST))
    # Here from the start: lists do not follow a new slot, which only a mission file brings.
    near = session.now + HOUR / 2
    session.add(Slot(mission_id=host.mission_id, starts_at=near, ends_at=near + HOUR / 4, closed_at=session.now))
    colleague = PersonRow(telegram_id=COLLEAGUE, language="en", language_chosen=True)
    session.add(colleague)
    await session.flush()
    session.add(
        Role(
            mission_id=host.mission_id,
            person_id=colleague.id,
            kind=RoleKind.ORGANISER,
            called="Colleague",
            confirmed_at=session.now,
        )
    )


@pytest.mark.parametrize(
    ("seed", "acts"), [(1, ACTS), *(pytest.param(seed, 150, marks=pytest.mark.slow) for seed in range(2, 8))]
)
async def test_no_chat_says_what_is_not_true_and_no_live_button_is_refused(
    tmp_path: Path, seed: int, acts: int
) -> None:
    async with play(tmp_path, seed) as people:
        for _number in range(acts):
            await people.act()
            await people.is_true()
        await people.nothing_is_refused()
