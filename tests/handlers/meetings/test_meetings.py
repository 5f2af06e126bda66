"""From a card to a confirmed meeting and on, over the wire, in each language."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlmodel import col, select

from handlers.views.data import CardAct, CardPress
from missions.proposals.proposals import FEW_LEFT
from storage.tables import Delegate, Meeting, MeetingState, PersonSeat, RankedPair, TableSeat
from storage.tables.base import utc_now
from tests.handlers.meetings.words import ARABIC, ENGLISH, FRENCH, Words
from tests.handlers.mission import become
from tests.handlers.registration.kit import House, house
from tests.people import Person, Seen
from tests.wasl import RANKED_SECONDS

LINE_OF_THE_NAME = 2
"""On a card, from 1."""


@dataclass(frozen=True)
class Side:
    """Somebody at their phone, and their language's words."""

    phone: Person
    words: Words
    name: str
    delegate_id: int
    contact: str
    """What stands in their contact card as others get it: a contact where they gave a phone, else a document."""

    async def press(self, label: str, *parts: str) -> Seen:
        """What is said then: the first message with these parts, new or edited, since the press."""
        await self.phone.press(label)
        return await self.phone.expect(*parts)


async def side(house: House, telegram_id: int, words: Words, delegate_name: str) -> Side:
    delegate = await become(house.database, telegram_id, words.code, delegate_name)
    phone = house.sandbox.person(telegram_id)
    await phone.start(answered=True)
    return Side(phone, words, delegate.name, delegate.id, "BEGIN:VCARD" if delegate.phone else ".vcf")


def data_of(phone: Person, label: str) -> tuple[int, str]:
    """The newest message with this button, and what the button carries."""
    for seen in reversed(phone.screen):
        if button := seen.button(label):
            return seen.id, button.data
    raise LookupError(label)


def times(seen: Seen) -> list[str]:
    return [button.text for button in seen.buttons if re.fullmatch(r"\d\d:\d\d", button.text)]


async def choose(one: Side, taken: Collection[str]) -> str:
    """Say of the first card, unless it was said, that it is interesting; then the next new one of who is not taken."""
    await one.phone.say("/people")
    card = await one.phone.expect(one.words.first)
    if card.button(one.words.interested):
        card = await one.press(one.words.interested)
        await one.phone.expect_toast(one.words.noted)
    while name_on(card) in taken or not card.button(one.words.interested):
        card = await one.press(one.words.following)
    return name_on(card)


async def unaware(house: House, one: Side) -> set[str]:
    """Who could not say that this one interests them, or would have all lists made anew by it."""
    async with house.database.reading() as session:
        names = dict((await session.exec(select(Delegate.id, Delegate.name))).all())
        listed = (await session.exec(select(RankedPair.delegate_id, RankedPair.counterpart_id))).all()
    long = Counter(whose for whose, _whom in listed)
    aware = {whose for whose, whom in listed if whom == one.delegate_id and long[whose] > FEW_LEFT}
    return {name for each, name in names.items() if each not in aware}


def name_on(card: Seen) -> str:
    return card.text.splitlines()[LINE_OF_THE_NAME - 1]


async def ask(one: Side, name: str, note: str) -> None:
    """From the card to the request, with a note."""
    phone, words = one.phone, one.words
    page = await one.press(words.ask, name)
    if page.button(words.next_day):
        page = await one.press(words.next_day, name)
    await one.press(times(page)[2], name)
    await phone.send_file("voice.ogg", b"OggS", "audio/ogg")
    await phone.expect(words.no_voice)
    await phone.say(note)
    await phone.expect(name, note)


async def pair(house: House, one: Side, words: Words, telegram_id: int, taken: set[str]) -> tuple[Side, Side]:
    """Somebody, and the first of their proposals whom no other pair has, who is somebody from now on."""
    name = await choose(one, taken | await unaware(house, one))
    taken.add(name)
    return one, await side(house, telegram_id, words, name)


async def walk(one: Side, other: Side) -> None:
    await interest_each_other(one, other)
    note = f"<b>5 > 3</b> & {one.words.code}"
    await ask(one, other.name, note)
    await other.phone.expect(other.words.asked, one.name, note)
    old_message, old_data = data_of(other.phone, other.words.confirm)

    page = await other.press(other.words.another_time, one.name)
    await other.press(times(page)[0], one.name)
    await one.phone.expect(one.words.proposed_to_you, other.name)
    # The request has another time now: the button of before confirms nothing.
    await other.phone.stale_press(old_message, old_data, answered=True)
    assert (await other.phone.expect_toast())["show_alert"]

    await one.press(one.words.confirm, one.words.confirmed, one.words.table)
    await one.phone.expect("Campanillas")
    await one.phone.expect(other.name, other.contact)
    await other.phone.expect(other.words.confirmed, other.words.table)
    await other.phone.expect("Campanillas")
    await other.phone.expect(one.name, one.contact)
    await other.phone.stale_press(old_message, old_data, answered=True)
    await other.phone.expect_toast(other.words.stale)
    await move(one, other)
    await cancel(one, other)


async def interest_each_other(one: Side, other: Side) -> None:
    await one.press(one.words.interested)
    interested = CardPress(act=CardAct.INTERESTED, id=one.delegate_id).pack()
    await other.phone.stale_press(other.phone.last.id, interested)
    await other.phone.expect(other.words.both_wish, one.name)
    await one.phone.expect(one.words.both_wish, other.name)


async def move(one: Side, other: Side) -> None:
    await one.phone.say("/agenda")
    await one.phone.expect(other.name)
    await one.press(other.name, one.words.confirmed)
    page = await one.press(one.words.move, other.name)
    await one.press(times(page)[0], other.name)
    await other.press(other.words.keep, other.words.confirmed)
    await one.phone.expect(one.words.stays)
    page = await one.press(one.words.move, other.name)
    await one.press(times(page)[-1], other.name)
    await other.press(other.words.agree, other.words.confirmed)
    await one.phone.expect(one.words.agreed)


async def cancel(one: Side, other: Side) -> None:
    await other.phone.press(other.words.cancel)
    await other.press(other.words.own_words, other.words.write)
    await other.phone.say("🤒 <fever>")
    await one.phone.expect(one.words.cancelled, one.words.reason, "<fever>")
    await one.phone.say("/requests")
    await one.phone.expect(one.words.nothing_open)


async def everything_is_free(house: House) -> None:
    async with house.database.reading() as session:
        assert not (await session.exec(select(PersonSeat))).all()
        assert not (await session.exec(select(TableSeat))).all()


async def pass_time(house: House, one: Side, **columns: object) -> None:
    """As if it were later, for what this one has asked."""
    async with house.database.unit() as session:
        asked = (
            select(Meeting)
            .join(Delegate, col(Delegate.id) == col(Meeting.requester_id))
            .where(Delegate.name == one.name, Meeting.state == MeetingState.REQUESTED)
        )
        for meeting in await session.exec(asked):
            for name, value in columns.items():
                setattr(meeting, name, value)


async def without_a_chat(house: House, one: Side, taken: set[str]) -> None:
    """Organisers speak for those whom the bot cannot reach; and what nobody answers lapses."""
    salma, stranger = house.owner, house.sandbox.person(2005)
    await stranger.start(answered=True)
    name = await choose(one, taken)
    await ask(one, name, "Shall we talk?")
    await salma.expect(FRENCH.asked, name, one.name)
    message, data = data_of(salma, FRENCH.confirm)
    await stranger.stale_press(stranger.last.id, data, answered=True)
    await stranger.expect_toast(ARABIC.not_yours)
    await stranger.stale_press(stranger.last.id, f"meet:y:{10**20}:1:0", answered=True)
    assert (await stranger.expect_toast())["show_alert"]
    await salma.press(FRENCH.decline)
    await salma.press(FRENCH.common_reason)
    await one.phone.expect(ENGLISH.declined, name, ENGLISH.common_reason)
    await salma.stale_press(message, data, answered=True)
    assert (await salma.expect_toast())["show_alert"]

    # Whoever declined is proposed no more; the next one does not answer at all.
    second = await choose(one, taken)
    assert second != name
    await ask(one, second, "Shall we?")
    await salma.expect(FRENCH.asked, second)
    await pass_time(house, one, nudge_at=utc_now())
    await salma.expect(FRENCH.still_awaited, second)
    await pass_time(house, one, expires_at=utc_now() - timedelta(seconds=1))
    await one.phone.expect(ENGLISH.not_in_time, second)
    await salma.expect(FRENCH.lapsed, one.name)

    # A request taken back is told as well.
    await ask(one, await choose(one, taken), "Are you there?")
    await one.press(ENGLISH.withdraw, ENGLISH.was_withdrawn)
    await salma.expect(FRENCH.withdrawn, one.name)


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_from_a_card_to_a_meeting_its_move_and_its_end(database_url: str) -> None:
    async with house(database_url, matching="encoder") as here:
        await here.wasl.logs("event=ranked", within=RANKED_SECONDS)  # the lists of before are others
        await here.owner.start(answered=True)
        taken: set[str] = set()
        pairs = [
            await pair(here, await side(here, 2001, FRENCH, "Jamal Eddine"), ARABIC, 3001, taken),
            await pair(here, await side(here, 2002, ARABIC, "Zineb"), ENGLISH, 3002, taken),
            await pair(here, await side(here, 2003, ENGLISH, "Tarik"), FRENCH, 3003, taken),
        ]
        adil = await side(here, 2004, ENGLISH, "Adil Lamrabet")
        # Side by side: each chat is sent a message a second at most, and the walks wait for those.
        await asyncio.gather(*(walk(*each) for each in pairs), without_a_chat(here, adil, taken))
        await everything_is_free(here)


@pytest.mark.parametrize("engine_name", ["postgresql"])
async def test_the_same_on_postgresql(database_url: str) -> None:
    async with house(database_url, matching="encoder") as here:
        await here.wasl.logs("event=ranked", within=RANKED_SECONDS)
        await walk(*await pair(here, await side(here, 2001, ARABIC, "Jamal Eddine"), FRENCH, 3001, set()))
        await everything_is_free(here)
