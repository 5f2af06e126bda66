"""The wire: what each answer becomes, and that the token never shows."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.courier.telegram_api import ApiError, BotApi, Refused, TokenRefused, TooManyRequests, Unavailable
from tests.bot.api_stub import TOKEN, ApiStub, Call, refusal


@pytest.fixture
async def api(telegram: ApiStub) -> AsyncIterator[BotApi]:
    async with BotApi(TOKEN, telegram.url) as api:
        yield api


async def test_a_call_gives_back_the_result(api: BotApi, telegram: ApiStub) -> None:
    assert await api.call("sendMessage", {"chat_id": 1, "text": "مرحبا", "reply_markup": {"a": [1]}}) == {
        "message_id": 1
    }
    assert telegram.calls[0].params == {"chat_id": 1, "text": "مرحبا", "reply_markup": {"a": [1]}}


async def test_parameters_may_be_left_out(api: BotApi, telegram: ApiStub) -> None:
    await api.call("getMe")
    assert telegram.calls[0].params == {}


@pytest.mark.parametrize(
    ("said", "kind", "code"),
    [
        (lambda: refusal(400, "Bad Request: x"), Refused, 400),
        (lambda: refusal(403, "Forbidden: x"), Refused, 403),
        (lambda: refusal(409, "Conflict: x"), Refused, 409),
        (lambda: refusal(401, "Unauthorized"), TokenRefused, 401),
        (lambda: refusal(429, "Too Many Requests", retry_after=7), TooManyRequests, 429),
        (lambda: refusal(500, "Internal Server Error"), Unavailable, 500),
        (lambda: web.Response(status=502, text="<html>"), Unavailable, 0),
        (lambda: web.Response(status=403, text="<html>"), Unavailable, 0),
        (lambda: web.Response(status=413, text="<html>"), Refused, 413),
        (lambda: web.Response(text="[]"), Unavailable, 0),
        (lambda: web.Response(text="[" * 100_000), Unavailable, 0),
        (lambda: web.Response(text='{"ok": true}'), Unavailable, 0),
    ],
)
async def test_each_answer_has_its_own_error(
    api: BotApi, telegram: ApiStub, said: object, kind: type[ApiError], code: int
) -> None:
    async def answer(_call: Call) -> web.StreamResponse:
        assert callable(said)
        response = said()
        assert isinstance(response, web.StreamResponse)
        return response

    telegram.answer = answer
    with pytest.raises(kind) as raised:
        await api.call("sendMessage")

    assert type(raised.value) is kind
    assert raised.value.code == code
    assert raised.value.retry_after == (7 if code == 429 else None)


async def test_no_answer_in_time_is_said(api: BotApi, telegram: ApiStub) -> None:
    async def answer(_call: Call) -> None:
        await asyncio.Event().wait()

    telegram.answer = answer
    with pytest.raises(Unavailable, match="no answer in time"):
        await api.call("getUpdates", timeout=0.2)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://no-such-host.invalid", "http://127.0.0.1:1/ /x"])
async def test_the_token_shows_nowhere(url: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with BotApi("123456:secret", url) as api:
        with pytest.raises(ApiError) as raised:
            await api.call("getMe")
        shown = "".join(traceback.format_exception(raised.value)) + repr(raised.value) + repr(api)

    assert "secret" not in shown + caplog.text
    assert "123456" in repr(api)
