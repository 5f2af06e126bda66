"""Troubles on order, and the death of the sandbox itself."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession, ClientTimeout, ContentTypeError

from tests.people import Sandbox
from tests.sandbox.caller import Caller, Refusal


async def test_refusals_on_order(sandbox: Sandbox, bot: Caller) -> None:
    rachid = sandbox.person("Rachid")
    await rachid.start()
    await sandbox.fault("sendMessage", "429", retry_after=7)
    await sandbox.fault("sendMessage", "500")
    await sandbox.fault("sendMessage", "502")
    with pytest.raises(Refusal, match="Too Many Requests: retry after 7"):
        await bot("sendMessage", chat_id=rachid.id, text="x")
    with pytest.raises(Refusal, match="Internal Server Error"):
        await bot("sendMessage", chat_id=rachid.id, text="x")
    with pytest.raises(ContentTypeError):
        await bot("sendMessage", chat_id=rachid.id, text="x")
    assert (await bot("sendMessage", chat_id=rachid.id, text="at last"))["text"] == "at last"
    assert (await rachid.expect("")).text == "at last"
    assert await sandbox.refused() == []
    assert len(await sandbox.refused(faults=True)) == 3


@pytest.mark.parametrize(("kind", "taken"), [("cut_before", False), ("cut_after", True), ("garbage", True)])
async def test_cut_lines(sandbox: Sandbox, bot: Caller, kind: str, taken: bool) -> None:
    rachid = sandbox.person("Rachid")
    await rachid.start()
    await sandbox.fault("*", kind, chat_id=rachid.id)
    with pytest.raises((ClientError, ValueError)):
        await bot("sendMessage", chat_id=rachid.id, text="perhaps")
    await bot("sendMessage", chat_id=rachid.id, text="surely")
    await rachid.expect("surely")
    assert [seen.text for seen in rachid.screen if seen.from_bot] == ["perhaps"] * taken + ["surely"]


async def test_slow_and_hanging(sandbox: Sandbox, bot: Caller) -> None:
    await sandbox.fault("getMe", "slow", seconds=0.01)
    assert (await bot("getMe"))["is_bot"]
    await sandbox.fault("getMe", "hang", times=-1)
    async with ClientSession(sandbox.api_url, timeout=ClientTimeout(total=0.05)) as session:
        with pytest.raises(TimeoutError):
            await Caller(session, sandbox.token)("getMe")
    await sandbox.clear_faults()
    assert (await bot("getMe"))["is_bot"]


async def test_all_is_there_after_a_kill(tmp_path: Path) -> None:
    state = tmp_path / "state.db"
    sandbox = await Sandbox(state=state).__aenter__()
    rachid = sandbox.person("Rachid")
    await rachid.start()
    async with ClientSession(sandbox.api_url) as session:
        bot = Caller(session, sandbox.token)
        keyboard = {"inline_keyboard": [[{"text": "Oui", "callback_data": "1"}]]}
        sent = await bot.form("sendDocument", chat_id=rachid.id, document=b"bytes", caption="before")
        asked = await bot("sendMessage", chat_id=rachid.id, text="Question", reply_markup=keyboard)
        await bot("pinChatMessage", chat_id=rachid.id, message_id=sent["message_id"])
        await bot("setMyCommands", commands=[{"command": "help", "description": "x"}])
        pressed = await rachid.stale_press(asked["message_id"], "1")
        updates = await bot("getUpdates")
        await bot("getUpdates", offset=updates[1]["update_id"])
    await sandbox.stop()

    async with Sandbox(state=state) as again, ClientSession(again.api_url) as session:
        bot = Caller(session, again.token)
        rachid = again.person("Rachid")
        assert [seen.text for seen in rachid.screen][-3:-1] == ["before\ndocument.bin", "Question"]
        assert await rachid.file_bytes(rachid.screen[1]) == b"bytes"
        assert (await again.get(f"chats/{rachid.id}"))["pinned"] == [sent["message_id"]]
        assert await bot("getUpdates") == updates[1:]
        assert await bot("answerCallbackQuery", callback_query_id=pressed["callback_query_id"])
        assert (await bot("getMyCommands"))[0]["command"] == "help"
        following = await bot("sendMessage", chat_id=rachid.id, text="after")
        assert following["message_id"] > asked["message_id"]
        await rachid.say("again")
        newest = (await bot("getUpdates"))[-1]
        assert newest["update_id"] == updates[-1]["update_id"] + 1


async def test_what_was_answered_survives_a_kill_at_any_moment(tmp_path: Path) -> None:
    state = tmp_path / "state.db"
    answered: set[int] = set()
    for turn in range(3):
        sandbox = await Sandbox(state=state).__aenter__()
        rachid = sandbox.person("Rachid")
        assert answered <= {seen.id for seen in rachid.screen}
        await rachid.start()
        enough = asyncio.Event()

        async def send(bot: Caller, turn: int = turn, enough: asyncio.Event = enough) -> None:
            while True:
                sent = await bot("sendMessage", chat_id=2001, text=f"turn {turn}")
                answered.add(sent["message_id"])
                if len(answered) > 25 * (turn + 1):
                    enough.set()

        async with ClientSession(sandbox.api_url) as session:
            senders = [asyncio.create_task(send(Caller(session, sandbox.token))) for _ in range(4)]
            await enough.wait()
            await sandbox.stop()
            await asyncio.gather(*senders, return_exceptions=True)
    async with Sandbox(state=state) as sandbox:
        assert answered <= {seen.id for seen in sandbox.person("Rachid").screen}


async def test_reset_begins_anew(sandbox: Sandbox, bot: Caller) -> None:
    rachid = sandbox.person("Rachid")
    await rachid.start()
    await sandbox.add_person("Quentin")
    await sandbox.post("reset")
    assert await bot("getUpdates") == []
    assert (await sandbox.get(f"chats/{rachid.id}"))["messages"] == []
    assert "Quentin" not in str(await sandbox.get("state"))


async def test_no_other_site_may_drive_it(sandbox: Sandbox) -> None:
    async with ClientSession(sandbox.api_url) as session:
        foreign = [{"Host": "evil.example"}, {"Origin": "https://evil.example"}]
        for headers in foreign:
            async with session.post("/sandbox/reset", headers=headers) as response:
                assert response.status == 403
