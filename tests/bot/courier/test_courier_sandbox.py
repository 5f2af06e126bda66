"""The courier against the sandbox: its faults, its flood control, its people who block the bot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.courier import telegram_api
from storage import rate_halt
from storage.database import Database
from storage.outbox import post
from storage.tables import Lane, OutboxState, Person
from storage.tables.base import utc_now
from tests.bot.courier.outbox import running, say, settled, until
from tests.people import Sandbox

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as sandbox:
        for person in sandbox.people.values():
            await person.start()
        yield sandbox


async def chats(sandbox: Sandbox) -> dict[int, list[str]]:
    """What stands in each chat, of what the bot said."""
    found: dict[int, list[str]] = {}
    for person in sandbox.people:
        messages: list[dict[str, Any]] = (await sandbox.get(f"chats/{person}"))["messages"]
        found[person] = [message["text"] for message in messages if message["from"]["is_bot"]]
    return found


@pytest.mark.parametrize("trouble", ["500", "502", "429", "cut_before", "garbage", "cut_after"])
async def test_after_each_trouble_everything_arrives_in_order(
    database: Database, sandbox: Sandbox, trouble: str
) -> None:
    await sandbox.fault("sendMessage", trouble, times=4, retry_after=1)
    people = list(sandbox.people)
    for number in range(4):
        for person in people:
            await say(database, str(number), chat=person)

    async with running(database, sandbox.api_url, token=sandbox.token):
        ended = await settled(database)

    assert {row.state for row in ended.values()} == {OutboxState.SENT}
    taken_though_it_said_nothing = trouble in {"cut_after", "garbage"}
    repeats = 0
    for texts in (await chats(sandbox)).values():
        assert sorted(set(texts)) == texts[::1] or taken_though_it_said_nothing
        assert list(dict.fromkeys(texts)) == ["0", "1", "2", "3"]
        repeats += len(texts) - 4
    assert repeats == (4 if taken_though_it_said_nothing else 0)


async def test_a_hanging_call_holds_up_its_own_chat_only(
    database: Database, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_api, "CALL_SECONDS", 600)
    first, *others = sandbox.people
    await sandbox.fault("sendMessage", "hang", seconds=600, times=1, chat_id=first)
    await say(database, "x", chat=first)
    ids = [await say(database, "x", chat=other) for other in others]

    async with running(database, sandbox.api_url, token=sandbox.token) as courier:
        await settled(database, *ids)
        await courier.drain(0)


async def test_a_broadcast_and_replies_meet_no_flood_control(database: Database, sandbox: Sandbox) -> None:
    await sandbox.settings(flood_control=True)
    for number in range(60):
        guest = await sandbox.add_person(f"Invité {number}", language_code="fr")
        await guest.start()
    people = list(sandbox.people)
    async with database.unit() as session:
        for person in people:
            for part in range(2):
                params = {"chat_id": person, "text": f"annonce {part}"}
                await post(session, "sendMessage", params, chat_id=person, lane=Lane.BULK)

    async with running(database, sandbox.api_url, token=sandbox.token, bulk_rate=25):
        for person in people[:20]:
            await say(database, "réponse", chat=person)
            await sandbox.called("sendMessage", chat_id=person, text="réponse")  # people do not tap all at once
        await settled(database)

    assert await sandbox.refused() == []


async def test_who_blocked_the_bot_is_marked(database: Database, sandbox: Sandbox) -> None:
    blocked = next(iter(sandbox.people))
    await sandbox.post(f"chats/{blocked}/block")
    async with database.unit() as session:
        session.add(Person(telegram_id=blocked))
    row_id = await say(database, "x", chat=blocked, lane=Lane.REMINDER)

    async with running(database, sandbox.api_url, token=sandbox.token):
        ended = await settled(database, row_id)

    assert ended[row_id].state == OutboxState.UNDELIVERED
    async with database.reading() as session:
        person = await session.get(Person, 1)
        assert person is not None
        assert person.unreachable_since is not None


async def test_a_paid_broadcast_says_so_and_a_reply_does_not(database: Database, sandbox: Sandbox) -> None:
    first, second = list(sandbox.people)[:2]
    told = await say(database, "annonce", chat=first, lane=Lane.BULK)
    reply = await say(database, "réponse", chat=second)

    async with running(database, sandbox.api_url, token=sandbox.token, bulk_rate=100):
        ended = await settled(database, told, reply)

    assert {ended[row].state for row in (told, reply)} == {OutboxState.SENT}
    sent = [call["params"] for call in await sandbox.calls("sendMessage")]
    marked = {params["text"]: params.get("allow_paid_broadcast") for params in sent}
    assert (marked["annonce"], marked["réponse"]) == (True, None)


async def test_an_edit_that_would_change_nothing_is_not_sent(database: Database, sandbox: Sandbox) -> None:
    """Whoever presses fast asks for the same twice, or for what was shown before an edit that never went out."""
    chat = next(iter(sandbox.people))
    keyboard = {"inline_keyboard": [[{"text": "Oui", "callback_data": "x"}]]}

    async def edit(text: str, **more: Any) -> int:  # noqa: ANN401 - parameters of the Bot API
        async with database.unit() as session:
            params = {"chat_id": chat, "text": text, **more}
            return await post(session, "editMessageText", params, chat_id=chat, after_id=first)

    async def bare() -> int:
        async with database.unit() as session:
            return await post(session, "editMessageReplyMarkup", {"chat_id": chat}, chat_id=chat, after_id=first)

    first = await say(database, "un", chat=chat)
    rows = [await edit(text) for text in ("un", "deux", "deux", "trois", "deux")]
    rows += [await edit("deux", reply_markup=keyboard), await bare(), await bare(), await edit("deux")]
    async with running(database, sandbox.api_url, token=sandbox.token):
        ended = await settled(database)

    assert {ended[row].state for row in rows} == {OutboxState.SENT}
    assert {ended[row].message_id for row in rows} == {ended[first].message_id}
    calls = [(call["method"], call["params"].get("text")) for call in await sandbox.calls()]
    edits = [text for method, text in calls if method == "editMessageText"]
    assert edits == ["deux", "trois", "deux", "deux"]
    assert [method for method, _ in calls].count("editMessageReplyMarkup") == 1
    assert await sandbox.refused() == []


async def test_who_takes_over_keeps_the_halt_of_the_one_before(database: Database, sandbox: Sandbox) -> None:
    await sandbox.fault("sendMessage", "429", times=-1, retry_after=600)
    for person in sandbox.people:
        await say(database, "bonjour", chat=person)
    async with running(database, sandbox.api_url, token=sandbox.token, bulk_rate=25) as courier:
        await until(lambda: courier.held_back)
    await sandbox.clear_faults()

    async with running(database, sandbox.api_url, token=sandbox.token, bulk_rate=25) as successor:
        await until(lambda: successor.held_back)
        assert not [call for call in await sandbox.calls("sendMessage") if call["ok"]]
        async with database.transaction() as transaction:
            await rate_halt.lift(transaction.connection, utc_now())
        await settled(database)

    calls = await sandbox.calls("sendMessage")
    sent = [call["at"] for call in calls if call["ok"]]
    assert len(sent) == len(sandbox.people)
    # No herd: one by one, thirty a second, as whoever met the 429 would have gone on.
    assert max(sent) - min(sent) > 0.5 * (len(sent) - 1) / 30


async def test_one_chats_429_halts_nobody_else(database: Database, sandbox: Sandbox) -> None:
    first, *others = sandbox.people
    await sandbox.fault("sendMessage", "429", times=1, retry_after=600, chat_id=first)
    refused = await say(database, "x", chat=first, lane=Lane.CHANGE)

    async with running(database, sandbox.api_url, token=sandbox.token, bulk_rate=25) as courier:
        await sandbox.called("sendMessage", chat_id=first)
        ids = [await say(database, "y", chat=other) for other in others]
        await settled(database, *ids)
        assert not courier.held_back
        async with database.transaction() as transaction:
            await rate_halt.lift(transaction.connection, utc_now())
        await settled(database, refused)


async def test_an_absurd_halt_is_bounded_seen_and_ended_by_a_probe(database: Database, sandbox: Sandbox) -> None:
    await sandbox.fault("sendMessage", "429", times=1, retry_after=10**18)
    said = await say(database, "x", chat=next(iter(sandbox.people)), lane=Lane.BULK)

    async with running(database, sandbox.api_url, token=sandbox.token, bulk_rate=25) as courier:
        await until(lambda: courier.held_back)
        async with asyncio.timeout(60):
            while (ends := await halted_until(database)) is None:  # noqa: ASYNC110 - it is told to nobody
                await asyncio.sleep(0.02)
        assert ends <= utc_now() + timedelta(days=1, seconds=1)
        async with database.transaction() as transaction:
            await rate_halt.lift(transaction.connection, utc_now())
        await settled(database, said)

    assert await halted_until(database) is None


async def halted_until(database: Database) -> datetime | None:
    async with database.reading() as session:
        return await rate_halt.until(await session.connection())
