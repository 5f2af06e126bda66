"""In which order and with what the courier sends."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from aiohttp import web
from sqlalchemy import delete, update
from sqlmodel import col

from storage.database import Database
from storage.outbox import post, rest
from storage.tables import Lane, OutboxRow, OutboxState
from storage.tables.base import utc_now
from tests.bot.api_stub import ApiStub, Call, refusal
from tests.bot.courier.outbox import rows, running, say, settled, until


async def test_what_is_posted_goes_out_and_is_marked_with_its_message(database: Database, telegram: ApiStub) -> None:
    async with running(database, telegram.url):
        row_id = await say(database, "مرحبا")
        row = (await settled(database, row_id))[row_id]

    assert telegram.sent() == ["مرحبا"]
    assert (row.state, row.message_id, row.attempts, row.error) == (OutboxState.SENT, 1, 1, "")
    assert row.finished_at is not None


async def test_what_was_posted_before_the_start_goes_out_urgent_first(database: Database, telegram: ApiStub) -> None:
    for lane in reversed(Lane):
        for number in range(3):
            await say(database, f"{lane.name} {number}", chat=number + 1, lane=lane)

    # Slowly enough that calls do not overtake each other on the wire.
    async with running(database, telegram.url, bulk_rate=10):
        await settled(database)

    assert [text.split()[0] for text in telegram.sent()] == [lane.name for lane in Lane for _ in range(3)]


async def test_a_chat_and_lane_keep_their_order_even_over_a_retry(database: Database, telegram: ApiStub) -> None:
    failures = iter([refusal(500, "Internal Server Error"), refusal(500, "Internal Server Error")])

    async def answer(call: Call) -> web.StreamResponse | None:
        return next(failures, None) if call.params["chat_id"] == 1 else None

    telegram.answer = answer
    for number in range(30):
        await say(database, f"{number}", chat=1)
    await say(database, "meanwhile", chat=2)

    async with running(database, telegram.url):
        await settled(database)

    texts = telegram.sent()
    assert texts[:2] in (["0", "meanwhile"], ["meanwhile", "0"])
    assert telegram.sent(1) == ["0", "0", *(str(number) for number in range(30))]


async def test_many_chats_are_served_at_once_but_not_all(database: Database, telegram: ApiStub) -> None:
    release = asyncio.Event()

    async def answer(_call: Call) -> None:
        await release.wait()

    telegram.answer = answer
    for chat in range(1, 101):
        await say(database, "bonjour", chat=chat)

    async with running(database, telegram.url):
        await telegram.until(30)
        release.set()
        await settled(database)

    assert telegram.most_in_flight == 30
    assert len(telegram.calls) == 100


async def test_a_reply_does_not_wait_behind_a_broadcast(database: Database, telegram: ApiStub) -> None:
    async with database.unit() as session:
        for chat in range(1, 400):
            params = {"chat_id": chat, "text": "annonce"}
            await post(session, "sendMessage", params, chat_id=chat, lane=Lane.BULK)

    async with running(database, telegram.url, bulk_rate=20):
        await telegram.until(3)
        asked = asyncio.get_running_loop().time()
        await settled(database, await say(database, "réponse", chat=999))
        waited = asyncio.get_running_loop().time() - asked

    assert waited < 1.0
    assert len(telegram.calls) < 60


async def test_a_later_row_gets_the_message_of_an_earlier_one(database: Database, telegram: ApiStub) -> None:
    async with database.unit() as session:
        first = await post(session, "sendMessage", {"chat_id": 1, "text": "…"}, chat_id=1)
        edit = {"chat_id": 1, "text": "1 sur 2"}
        second = await post(session, "editMessageText", edit, chat_id=1, lane=Lane.BULK, after_id=first)
        third = await post(session, "pinChatMessage", {"chat_id": 1}, chat_id=1, lane=Lane.CHANGE, after_id=second)

    async with running(database, telegram.url):
        await settled(database, first, second, third)
        # Long afterwards, and with no memory of it:
    async with running(database, telegram.url):
        late = await say(database, "2 sur 2", lane=Lane.BULK, after_id=first)
        await settled(database, late)

    assert [call.method for call in telegram.calls[:3]] == ["sendMessage", "editMessageText", "pinChatMessage"]
    number = (await rows(database))[first].message_id
    assert [call.params.get("message_id") for call in telegram.calls] == [None, number, 2, number]


@pytest.mark.parametrize(
    ("code", "description", "state"),
    [
        (400, "Bad Request: message text is empty", OutboxState.DEAD),
        (403, "Forbidden: bot was blocked by the user", OutboxState.UNDELIVERED),
    ],
)
async def test_what_follows_a_message_that_was_not_sent_ends_as_it_did(
    database: Database, telegram: ApiStub, code: int, description: str, state: OutboxState
) -> None:
    async def answer(call: Call) -> web.StreamResponse | None:
        return refusal(code, description) if call.method == "sendMessage" else None

    telegram.answer = answer
    first = await say(database, "")
    async with database.unit() as session:
        second = await post(session, "pinChatMessage", {"chat_id": 1}, chat_id=1, after_id=first)
        third = await post(session, "pinChatMessage", {"chat_id": 1}, chat_id=1, lane=Lane.CHANGE, after_id=second)

    async with running(database, telegram.url):
        ended = await settled(database, first, second, third)

    assert [ended[row].state for row in (first, second, third)] == [state] * 3
    assert len(telegram.calls) == 1


async def test_what_follows_an_erased_row_is_dropped(database: Database, telegram: ApiStub) -> None:
    first = await say(database, "x")
    second = await say(database, "y", after_id=first)
    async with database.transaction() as transaction:
        await transaction.connection.execute(delete(OutboxRow).where(col(OutboxRow.id) == first))

    async with running(database, telegram.url):
        assert (await settled(database, second))[second].state == OutboxState.DROPPED
    assert not telegram.calls


async def test_a_row_waits_for_its_hour_and_holds_nobody_up(database: Database, telegram: ApiStub) -> None:
    early = await say(database, "later", not_before=utc_now() + timedelta(days=1))
    other = await say(database, "now")

    async with running(database, telegram.url):
        assert (await settled(database, other))[early].state == OutboxState.PENDING
        later = utc_now() + timedelta(seconds=1)
        async with database.unit() as session:
            (await session.get_one(OutboxRow, early)).not_before = later
        row = (await settled(database, early))[early]

    assert telegram.sent() == ["now", "later"]
    assert row.finished_at is not None
    assert row.finished_at >= later


async def test_what_waits_when_a_quiet_time_begins_is_sent_after_it(database: Database, telegram: ApiStub) -> None:
    now, day = utc_now(), timedelta(days=1)
    begun = await say(database, "can wait", quiet=(now - timedelta(seconds=1), now + day))
    over = await say(database, "had to wait", quiet=(now - 2 * day, now - day))
    ahead = await say(database, "not quiet yet", quiet=(now + day, now + 2 * day))
    urgent = await say(database, "urgent")

    async with running(database, telegram.url):
        await settled(database, ahead, urgent)
        async with database.unit() as session:
            await rest(session, now)
        found = await settled(database, over)
        assert (found[begun].state, found[begun].not_before) == (OutboxState.PENDING, now + day)
        assert "can wait" not in telegram.sent()
        async with database.unit() as session:
            (await session.get_one(OutboxRow, begun)).not_before = now
        await settled(database, begun)

    assert sorted(telegram.sent()) == ["can wait", "had to wait", "not quiet yet", "urgent"]


async def test_what_has_expired_is_dropped(database: Database, telegram: ApiStub) -> None:
    past = await say(database, "yesterday", expires_at=utc_now() - timedelta(days=1))
    soon = await say(database, "in time", expires_at=utc_now() + timedelta(hours=1))
    scheduled = utc_now() + timedelta(days=1)
    never = await say(database, "never", not_before=scheduled, expires_at=utc_now() - timedelta(seconds=1))

    async with running(database, telegram.url):
        ended = await settled(database, past, soon, never)

    assert telegram.sent() == ["in time"]
    assert (ended[past].state, ended[past].error) == (OutboxState.DROPPED, "expired")
    assert (ended[never].state, ended[never].error) == (OutboxState.DROPPED, "expired")


async def test_files_go_out_as_they_were_stored(database: Database, telegram: ApiStub) -> None:
    media = [{"type": "document", "media": "attach://one"}, {"type": "document", "media": "attach://two"}]
    async with database.unit() as session:
        ticket = {"chat_id": 1, "document": "attach://ticket", "caption": "été"}
        await post(session, "sendDocument", ticket, chat_id=1, files={"ticket": ("برنامج.ics", b"BEGIN")})
        files = {"one": ("a.pdf", b"%PDF"), "two": ("b.bin", bytes(range(256)))}
        await post(session, "sendMediaGroup", {"chat_id": 1, "media": media}, chat_id=1, files=files)

    async with running(database, telegram.url):
        await settled(database)

    document, group = telegram.calls
    assert document.params == {"chat_id": 1, "document": "attach://ticket", "caption": "été"}
    assert document.files == {"ticket": ("برنامج.ics", b"BEGIN")}
    assert group.params == {"chat_id": 1, "media": media}
    assert group.files == files


async def test_an_answer_to_a_press_waits_for_no_message(database: Database, telegram: ApiStub) -> None:
    release = asyncio.Event()

    async def answer(call: Call) -> None:
        if call.method == "sendMessage":
            await release.wait()

    telegram.answer = answer
    await say(database, "slow")
    async with database.unit() as session:
        answered = await post(session, "answerCallbackQuery", {"callback_query_id": "7"}, chat_id=1)

    async with running(database, telegram.url):
        await settled(database, answered)
        release.set()


async def test_one_chats_thousand_messages_leave_room_for_the_others(database: Database, telegram: ApiStub) -> None:
    stuck = asyncio.Event()

    async def answer(call: Call) -> None:
        if call.params["chat_id"] == 1:
            await stuck.wait()

    telegram.answer = answer
    async with database.unit() as session:
        for number in range(1000):
            params = {"chat_id": 1, "text": str(number)}
            await post(session, "sendMessage", params, chat_id=1, lane=Lane.BULK)
    other = await say(database, "and me", chat=2, lane=Lane.BULK)

    async with running(database, telegram.url):
        await settled(database, other)
        telegram.answer = None
        stuck.set()
        await telegram.until(4)

    assert telegram.sent(1) == [str(number) for number in range(len(telegram.sent(1)))]


async def test_what_was_superseded_or_held_while_it_waited_is_not_sent(database: Database, telegram: ApiStub) -> None:
    refused = False

    async def answer(_call: Call) -> web.StreamResponse | None:
        nonlocal refused
        first, refused = not refused, True
        return refusal(429, "Too Many Requests: retry after 3", retry_after=3) if first else None

    telegram.answer = answer
    async with running(database, telegram.url) as courier:
        await say(database, "1 of 9", key="progress", lane=Lane.CHANGE)
        await telegram.until(1)
        held = await say(database, "held", lane=Lane.CHANGE)
        await until(lambda: held in courier.in_hand)
        last = await say(database, "9 of 9", key="progress", lane=Lane.CHANGE)
        async with database.transaction() as transaction:
            change = update(OutboxRow).where(col(OutboxRow.id) == held).values(state=OutboxState.HELD)
            await transaction.connection.execute(change)
        await settled(database, last)

    assert telegram.sent() == ["1 of 9", "9 of 9"]
