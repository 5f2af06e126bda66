"""How long profiles are kept, and what an erasure takes along."""

from __future__ import annotations

import pytest
from sqlmodel import select

from missions.meetings.notices import MeetingClosed, MeetingConfirmed
from missions.privacy import erasure
from missions.privacy.subjects import subjects
from missions.registration.registration import Claimed
from storage.database import Database, UnitSession
from storage.outbox import post
from storage.pruning import prune
from storage.tables import (
    Attachment,
    Conversation,
    Delegate,
    FailedUpdate,
    MeetingState,
    OutboxRow,
    OutboxState,
    Person,
    Role,
    RoleKind,
)
from tests.missions.stage import NOON, Stage


@pytest.mark.parametrize("name", ["Ali", "أمينة", "O'Neil & fils"])
async def test_messages_to_others_forget_the_name(database: Database, name: str) -> None:
    async with database.unit() as session:
        stage = Stage(session)
        await stage.open()
        [delegate] = await stage.delegates(1)
        delegate.name = name
        session.add(delegate)
        person = await session.get_one(Person, delegate.person_id)
        said = {
            "Ali": "<b>Ali</b>, tomorrow",
            "أمينة": "مع \u2068أمينة\u2069",
            "O'Neil & fils": "<b>O&#39;Neil &amp; fils</b>",
        }
        about = await post(session, "sendMessage", {"text": said[name]}, chat_id=5, files={"card": ("a.vcf", b"card")})
        other = await post(session, "sendMessage", {"text": "Malika, Khalid, Alia"}, chat_id=5)

        await erasure.prepare(session, person)
        await erasure.erase(session, person)

        session.expire_all()
        gone, kept = await session.get_one(OutboxRow, about), await session.get_one(OutboxRow, other)
        assert (gone.params, gone.state) == ({}, OutboxState.DROPPED)
        assert (kept.params, kept.state) == ({"text": "Malika, Khalid, Alia"}, OutboxState.PENDING)


async def test_messages_about_a_delegate_go_whatever_they_say(database: Database) -> None:
    async with database.unit() as session:
        one, other = await two(session)
        about = [
            await post(session, "sendMessage", {"text": "Telegram calls this person Zed"}, chat_id=5, about=[subject])
            for subject in (f"delegate:{one.id}", f"person:{one.person_id}")
        ]
        held = await post(session, "sendDocument", {}, chat_id=5, files={"a": ("a", b"")}, about=[f"delegate:{one.id}"])
        (await session.get_one(OutboxRow, held)).state = OutboxState.HELD
        kept = await post(session, "sendMessage", {"text": "of another"}, chat_id=5, about=[f"delegate:{other.id}"])
        longer = await post(session, "sendMessage", {"text": "of 10"}, chat_id=5, about=[f"delegate:{one.id}0"])

        await erase(session, one)

        for row_id in (*about, held):
            row = await session.get_one(OutboxRow, row_id)
            assert (row.params, row.state, row.about) == ({}, OutboxState.DROPPED, "")
        assert (await session.exec(select(Attachment))).all() == []
        for row_id in (kept, longer):
            assert (await session.get_one(OutboxRow, row_id)).state is OutboxState.PENDING


async def test_messages_with_an_earlier_name_or_number_go(database: Database) -> None:
    async with database.unit() as session:
        one, _ = await two(session, name="Zed Before", phone="+212611223344")
        old = [
            await post(session, "sendMessage", {"text": "<b>Zed Before</b>"}, chat_id=5),
            await post(session, "sendContact", {"phone_number": "+212611223344"}, chat_id=5),
        ]
        number = one.id
    async with database.unit() as session:
        one = await session.get_one(Delegate, number)
        for name, phone in (("Zed Between", "+212600000000"), ("Zed Now", "+212600000001")):
            one.name, one.phone = name, phone
            await session.flush()
        assert one.former_names == ["Delegate 0", "Zed Before", "+212611223344", "Zed Between", "+212600000000"]

        await erase(session, one)

        assert [(await session.get_one(OutboxRow, row)).params for row in old] == [{}, {}]


async def test_the_name_that_telegram_gave_of_an_organiser_goes(database: Database) -> None:
    async with database.unit() as session:
        one, _ = await two(session)
        await session.delete(one)
        person = await session.get_one(Person, one.person_id)
        session.add(
            Role(
                mission_id=one.mission_id, person_id=person.id, kind=RoleKind.DESK, called="Zed @zed", confirmed_at=None
            )
        )
        await session.flush()
        asked = await post(session, "sendMessage", {"text": "🔑 <b>Zed @zed</b> opened your link"}, chat_id=5)

        await erasure.prepare(session, person)
        await erasure.erase(session, person)

        session.expire_all()
        assert (await session.get_one(OutboxRow, asked)).params == {}
        assert (await session.exec(select(Role))).all() == []


async def test_the_last_words_about_them_go_once_they_are_sent(database: Database) -> None:
    async with database.unit() as session:
        one, _ = await two(session, name="Zed")
        person = await session.get_one(Person, one.person_id)
        await erasure.prepare(session, person)
        told = [
            await post(session, "sendMessage", {"text": "Zed cannot come"}, chat_id=5, about=[f"delegate:{one.id}"])
            for _ in range(2)
        ]
        await erasure.erase(session, person)
        sent = await session.get_one(OutboxRow, told[0])
        await session.refresh(sent)
        sent.state, sent.finished_at = OutboxState.SENT, session.now

    await prune(database, NOON)

    async with database.reading() as session:
        sent, waits = [await session.get_one(OutboxRow, row) for row in told]
        assert (sent.params, sent.blanked) == ({}, True)
        assert (waits.params, waits.state) == ({"text": "Zed cannot come"}, OutboxState.PENDING)


async def test_failed_notices_about_them_go(database: Database) -> None:
    async with database.unit() as session:
        one, other = await two(session)
        number = other.id
        for delegate in (one, other):
            values = {"to": 77, "delegate_id": delegate.id, "called": "Zed"}
            kept = {"notice": {"kind": "Claimed", "values": values, "from": {"id": 4}}}
            await Stage(session).add(FailedUpdate(bot_id=1, payload=kept, error="", failed_at=NOON))

        await erase(session, one)

        [left] = (await session.exec(select(FailedUpdate))).all()
        assert left.payload["notice"]["values"]["delegate_id"] == number


async def test_questions_that_were_set_aside_go(database: Database) -> None:
    async with database.unit() as session:
        one, _ = await two(session)
        telegram_id = (await session.get_one(Person, one.person_id)).telegram_id
        keys = [f"chat:1:{telegram_id}:{telegram_id}:{destiny}" for destiny in ("default", "set-aside")]
        await Stage(session).add(*(Conversation(key=key, data={}) for key in keys))

        await erase(session, one)

        assert (await session.exec(select(Conversation))).all() == []


async def test_a_notice_of_a_meeting_is_about_both(database: Database) -> None:
    async with database.unit() as session:
        stage = Stage(session)
        await stage.open()
        one, other = await stage.delegates(2)
        [slot] = await stage.slots([NOON])
        meeting = await stage.meeting(one, other, slot)
        both = {f"delegate:{one.id}", f"delegate:{other.id}"}

        assert await subjects(session, MeetingConfirmed(to=1, meeting_id=meeting.id, side_id=one.id)) == both
        closed = MeetingClosed(
            to=1, side_id=one.id, other_id=other.id, other_name="", slot_id=slot.id, state=MeetingState.CANCELLED
        )
        assert await subjects(session, closed) == both
        claimed = Claimed(to=1, delegate_id=one.id, called="Zed", person_id=9)
        assert await subjects(session, claimed) == {f"delegate:{one.id}", "person:9"}


async def two(session: UnitSession, **values: str) -> tuple[Delegate, Delegate]:
    """Two delegates; of the first, columns."""
    stage = Stage(session)
    await stage.open()
    one, other = await stage.delegates(2)
    for name, value in values.items():
        setattr(one, name, value)
    await session.flush()
    return one, other


async def erase(session: UnitSession, delegate: Delegate) -> None:
    person = await session.get_one(Person, delegate.person_id)
    await erasure.prepare(session, person)
    await erasure.erase(session, person)
    session.expire_all()
