"""How updates reach the bot: long polling, acknowledgement, one poller at a time, webhook."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import FormData, MultipartWriter, web

from tests.people import Sandbox
from tests.sandbox.caller import Caller, Refusal
from tests.screen import Json

SECRET = "a-secret_1"


def numbers(updates: list[Json]) -> list[int]:
    return [update["update_id"] for update in updates]


async def test_what_is_not_acknowledged_comes_again(sandbox: Sandbox, bot: Caller) -> None:
    rachid = sandbox.person("Rachid")
    for text in ("one", "two", "three"):
        await rachid.say(text)
    first = await bot("getUpdates")
    assert [update["message"]["text"] for update in first] == ["one", "two", "three"]
    begin = first[0]["update_id"]
    assert numbers(first) == [begin, begin + 1, begin + 2]
    assert begin > 1
    assert await bot("getUpdates", limit=2) == first[:2]
    assert await bot("getUpdates", offset=begin + 1) == first[1:]
    assert await bot("getUpdates", offset=-1) == first[2:]
    assert await bot("getUpdates", offset=begin + 3) == []
    assert (await bot("getWebhookInfo"))["pending_update_count"] == 0


async def test_a_poll_is_answered_the_moment_something_comes(sandbox: Sandbox, bot: Caller) -> None:
    poll = asyncio.create_task(bot("getUpdates", timeout=30))
    await sandbox.person("Rachid").say("now")
    [update] = await poll
    assert update["message"]["text"] == "now"


async def test_a_second_poller_ends_the_first(sandbox: Sandbox, bot: Caller) -> None:
    first = asyncio.create_task(bot("getUpdates", timeout=30))
    await bot("getMe")  # the first poll is on its way before this is answered
    second = asyncio.create_task(bot("getUpdates", timeout=30))
    with pytest.raises(Refusal, match="make sure that only one bot instance is running") as refused:
        await first
    assert refused.value.code == 409
    await sandbox.person("Rachid").say("for the second")
    assert len(await second) == 1


async def test_only_the_kinds_asked_for(sandbox: Sandbox, bot: Caller) -> None:
    rachid = sandbox.person("Rachid")
    await bot("getUpdates", allowed_updates=["callback_query"])
    await rachid.say("not wanted")
    assert await bot("getUpdates") == []
    await bot("getUpdates", allowed_updates=[])
    await rachid.say("wanted")
    assert len(await bot("getUpdates")) == 1


async def test_an_injected_update_comes_as_it_is(sandbox: Sandbox, bot: Caller) -> None:
    await sandbox.inject({"message": {"odd": True}})
    [update] = await bot("getUpdates")
    assert update["message"] == {"odd": True}


async def test_an_update_can_be_delivered_again(sandbox: Sandbox, bot: Caller) -> None:
    await sandbox.person("Rachid").say("one")
    [update] = await bot("getUpdates")
    offset = update["update_id"] + 1
    assert await bot("getUpdates", offset=offset) == []
    await sandbox.inject(update)
    assert await bot("getUpdates", offset=offset) == [update]
    assert await bot("getUpdates", offset=offset) == []


Respond = Callable[[Json], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def webhook(respond: Respond) -> AsyncIterator[str]:
    """A server for updates; its address."""

    async def take(request: web.Request) -> web.StreamResponse:
        assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == SECRET
        return await respond(await request.json())

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    finally:
        await runner.cleanup()


async def test_webhook_again_until_taken_and_in_order(sandbox: Sandbox, bot: Caller) -> None:
    texts: list[str] = []

    async def respond(update: Json) -> web.StreamResponse:
        texts.append(update["message"]["text"])
        return web.Response(status=500 if len(texts) == 1 else 200)

    rachid = sandbox.person("Rachid")
    await sandbox.settings(webhook_retry_seconds=0.02, conflict_seconds=0)
    await rachid.say("one")
    async with webhook(respond) as url:
        await bot("setWebhook", url=url, secret_token=SECRET, max_connections=2)
        with pytest.raises(Refusal, match="can't use getUpdates method while webhook is active"):
            await bot("getUpdates")
        await rachid.say("two")
        await sandbox.acknowledged()
        assert texts == ["one", "one", "two"]
        info = await bot("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"
    assert (info["url"], info["max_connections"], info["pending_update_count"]) == (url, 2, 0)
    await bot("deleteWebhook")
    assert await bot("getUpdates") == []


async def test_a_method_in_the_answer_to_the_webhook(sandbox: Sandbox, bot: Caller) -> None:
    rachid = sandbox.person("Rachid")

    async def respond(update: Json) -> web.StreamResponse:
        answer = {"method": "sendMessage", "chat_id": str(rachid.id), "text": "re: " + update["message"]["text"]}
        if "json" in update["message"]["text"]:
            return web.json_response(answer)
        writer = MultipartWriter("form-data")
        for name, value in answer.items():
            writer.append(value).set_content_disposition("form-data", name=name)
        return web.Response(body=writer)

    async with webhook(respond) as url:
        await bot("setWebhook", url=url, secret_token=SECRET)
        await rachid.say("json")
        await rachid.expect("re: json")
        await rachid.say("multipart")
        await rachid.expect("re: multipart")


async def test_a_rejected_webhook_leaves_all_as_it_was(bot: Caller) -> None:
    with pytest.raises(Refusal, match="this sandbox delivers to loopback only"):
        await bot("setWebhook", url="https://example.com/hook")
    assert (await bot("getWebhookInfo"))["url"] == ""


async def test_parameters_come_in_any_form(sandbox: Sandbox, bot: Caller) -> None:
    await sandbox.person("Rachid").start()
    path = f"/bot{bot.token}/sendmessage"
    form = FormData({"chat_id": "2001", "text": "form"})
    async with bot.session.post(path, data=form) as response:
        assert (await response.json())["result"]["text"] == "form"
    async with bot.session.get(path, params={"chat_id": 2001, "text": "query"}) as response:
        assert (await response.json())["result"]["text"] == "query"
    assert (await bot.form("sendMessage", chat_id=2001, text="multipart"))["text"] == "multipart"
