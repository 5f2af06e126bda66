"""Two delegates whose meeting a test is about, and what they do at their phones."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count

from sqlmodel import col, select

from storage.tables import (
    CuratedPair,
    Delegate,
    DelegateStatus,
    Delegation,
    Meeting,
    MeetingState,
    Organisation,
    OrganisationKind,
    PairWish,
    PersonSeat,
    TableSeat,
)
from storage.tables import Person as PersonRow
from tests.handlers.meetings.words import Words
from tests.handlers.registration.kit import House
from tests.people import Person, Seen

_ids = count(6_000_000_000)

ROWS = 4
"""Of buttons under a proposal: more would push the reasons off a phone's screen."""


@dataclass(frozen=True)
class Side:
    """A delegate at their phone, and their language's words."""

    phone: Person
    words: Words
    name: str
    delegate_id: int
    contact: str
    """What others get as their contact card: a contact where they gave a phone, else a document."""

    async def press(self, label: str, *parts: str) -> Seen:
        """The first message with these parts, new or edited, since the press."""
        await self.phone.press(label)
        return await self.phone.expect(*parts)

    async def card_of(self, name: str) -> Seen:
        """The first of their proposals."""
        await self.phone.say("/people")
        card = await self.phone.expect(self.words.first, name)
        assert max(button.row for button in card.buttons) < ROWS
        return card

    async def ask(self, name: str, note: str) -> None:
        """From the card to a request with a note, for the third time that suits both."""
        await self.card_of(name)
        await self.choose_time(name)
        await self.phone.say(note)
        await self.phone.expect(name, note)
        await self.press(self.words.send_noted, name, note)

    async def choose_time(self, name: str) -> None:
        page = await self.press(self.words.ask, name)
        if page.button(self.words.next_day):
            page = await self.press(self.words.next_day, name)
        await self.press(times(page)[2], name)

    async def cancels(self, name: str) -> None:
        """Cancel the meeting with a person, for a reason in their own words."""
        await self.meeting_with(name)
        await self.phone.press(self.words.cancel)
        await self.press(self.words.own_words, self.words.write)
        await self.phone.say("fever")
        await self.phone.expect(name, "fever")
        await self.phone.press(self.words.say_it)

    async def meeting_with(self, name: str) -> Seen:
        """Open the agenda, and the meeting in it."""
        await self.phone.say("/agenda")
        await self.phone.expect(name)
        return await self.press(name, self.words.confirmed)


@dataclass(frozen=True)
class Pair:
    """Two delegates whom the organisers propose to each other, and the bot that they use."""

    house: House
    one: Side
    other: Side

    async def confirmed(self) -> None:
        """One asks, the other confirms, and both have read all that comes of it."""
        await self.one.ask(self.other.name, "Hello")
        await self.other.phone.expect(self.other.words.asked, self.one.name)
        await self.other.phone.press(self.other.words.confirm)
        for side, with_whom in ((self.one, self.other), (self.other, self.one)):
            await side.phone.expect(side.words.confirmed, with_whom.name)

    async def seats(self) -> tuple[int, int]:
        """How many seats of people and of tables their meetings have."""
        theirs = select(Meeting.id).where(Meeting.requester_id == self.one.delegate_id)
        async with self.house.database.reading() as session:
            people = select(PersonSeat).where(col(PersonSeat.meeting_id).in_(theirs))
            tables = select(TableSeat).where(col(TableSeat.meeting_id).in_(theirs))
            return len((await session.exec(people)).all()), len((await session.exec(tables)).all())

    async def pass_time(self, **moments: datetime) -> None:
        """Let it be later for what was asked: these of its moments have come."""
        async with self.house.database.unit() as session:
            asked = select(Meeting).where(
                Meeting.requester_id == self.one.delegate_id, Meeting.state == MeetingState.REQUESTED
            )
            meeting = (await session.exec(asked)).one()
            for name, moment in moments.items():
                setattr(meeting, name, moment)


async def two(house: House, words: Words, other_words: Words, *, other_has_chat: bool = True) -> Pair:
    """Two new delegates, the first with a phone number: each is the other's first proposal, as the organisers wish."""
    one = await a_delegate(house, words, "morocco")
    other = await a_delegate(house, other_words, "andalusia", chat=other_has_chat)
    async with house.database.unit() as session:
        delegate = await session.get_one(Delegate, one.delegate_id)
        delegate.phone = f"+{one.phone.id}"
        session.add(
            CuratedPair(
                mission_id=delegate.mission_id, one_id=one.delegate_id, other_id=other.delegate_id, wish=PairWish.MUST
            )
        )
    return Pair(house, replace(one, contact="BEGIN:VCARD"), other)


async def a_delegate(house: House, words: Words, side: str, *, chat: bool = True) -> Side:
    phone = await house.sandbox.add_person("Dana", id=next(_ids), language_code=words.code)
    async with house.database.unit() as session:
        delegation = (await session.exec(select(Delegation).where(Delegation.key == side))).one()
        person = PersonRow(telegram_id=phone.id, language=words.code, language_chosen=True)
        organisation = Organisation(
            mission_id=delegation.mission_id,
            name=f"Firm {phone.id}",
            name_key=f"firm {phone.id}",
            kind=OrganisationKind.COMPANY,
        )
        session.add_all([person, organisation])
        await session.flush()
        delegate = Delegate(
            mission_id=delegation.mission_id,
            delegation_id=delegation.id,
            organisation_id=organisation.id,
            person_id=person.id if chat else None,
            status=DelegateStatus.APPROVED,
            name=f"Dana {phone.id}",
            languages=["fr", "ar", "en"],
        )
        session.add(delegate)
        await session.flush()
    await phone.start(answered=True)
    return Side(phone, words, delegate.name, delegate.id, ".vcf")


def times(page: Seen) -> list[str]:
    return [button.text for button in page.buttons if re.fullmatch(r"\d\d:\d\d", button.text)]


def data_of(phone: Person, label: str) -> tuple[int, str]:
    """The newest message with this button, and what the button carries."""
    for seen in reversed(phone.screen):
        if button := seen.button(label):
            return seen.id, button.data
    raise LookupError(label)
