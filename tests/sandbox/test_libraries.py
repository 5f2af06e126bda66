"""aiogram and python-telegram-bot are independent readers: both must understand every answer and every update."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import AsyncIterator
from typing import Any

import aiogram
import aiogram.methods
import pytest
import pytest_asyncio
import telegram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import BufferedInputFile, InaccessibleMessage
from telegram.ext import ExtBot

import sandbox.methods  # noqa: F401 - fills the registry
from sandbox.registry import METHODS
from tests.people import Person, Sandbox
from tests.screen import Json

pytestmark = pytest.mark.asyncio(loop_scope="module")


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + bytes(width) for _ in range(height))
    image = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + image


KEYBOARD = {
    "inline_keyboard": [
        [{"text": "a", "callback_data": "1", "style": "primary"}, {"text": "b", "url": "https://example.com"}],
        [{"text": "c", "copy_text": {"text": "x"}}, {"text": "d", "switch_inline_query_current_chat": ""}],
    ]
}
ARTICLE = {"type": "article", "id": "1", "title": "x", "input_message_content": {"message_text": "y"}}
RICH = (
    "<b>é <i>😀</i></b> <a href='tg://user?id=2001'>x</a> <a href='https://example.com'>y</a> "
    "<blockquote expandable>z</blockquote> <pre><code class='language-c'>c</code></pre> /help @salma_bennani"
)


class Stage:
    """A chat with things in it, and each library's bot."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.rachid = sandbox.person("Rachid")
        server = TelegramAPIServer.from_base(sandbox.api_url)
        self.aiogram = aiogram.Bot(sandbox.token, session=AiohttpSession(api=server))
        base = f"{sandbox.api_url}/bot"
        self.telegram: ExtBot[None] = ExtBot(sandbox.token, base_url=base, base_file_url=f"{sandbox.api_url}/file/bot")

    async def calls(self) -> dict[str, Json]:
        """Parameters with which each method succeeds here; bytes stand for files to upload."""
        at: Json = {"chat_id": self.rachid.id}
        text = await self.aiogram.send_message(**at, text="x")
        spare = [(await self.aiogram.send_message(**at, text="spare")).message_id for _ in range(2)]
        document = await self.aiogram.send_document(**at, document=BufferedInputFile(b"x", "x.txt"))
        assert document.document is not None
        pinned = await self.aiogram.send_message(**at, text="pinned")
        await self.aiogram.pin_chat_message(**at, message_id=pinned.message_id)
        pressed = await self.rachid.stale_press(text.message_id, "1")
        asked = await self.sandbox.post(f"chats/{self.rachid.id}/inline", query="q")
        here = {**at, "message_id": text.message_id}
        return {
            "getMe": {},
            "getUpdates": {},
            "getChat": at,
            "sendMessage": {**at, "text": RICH, "parse_mode": "HTML", "reply_markup": KEYBOARD},
            "sendDocument": {**at, "document": b"data", "caption": "<i>x</i>", "parse_mode": "HTML"},
            "sendPhoto": {**at, "photo": png(30, 20), "caption": "x"},
            "sendVenue": {**at, "latitude": 36.73, "longitude": -4.55, "title": "PTA", "address": "Málaga"},
            "sendLocation": {**at, "latitude": 36.73, "longitude": -4.55},
            "sendContact": {**at, "phone_number": "+212600000201", "first_name": "R", "vcard": "BEGIN:VCARD"},
            "sendChatAction": {**at, "action": "typing"},
            "copyMessage": {**at, "from_chat_id": at["chat_id"], "message_id": text.message_id},
            "editMessageText": {**here, "text": f"<b>{RICH}</b>", "parse_mode": "HTML"},
            "editMessageCaption": {**at, "message_id": document.message_id, "caption": "new"},
            "editMessageReplyMarkup": {**here, "reply_markup": KEYBOARD},
            "deleteMessage": {**at, "message_id": spare[0]},
            "deleteMessages": {**at, "message_ids": [spare[1], 10**6]},
            "pinChatMessage": here,
            "unpinChatMessage": {**at, "message_id": pinned.message_id},
            "unpinAllChatMessages": at,
            "answerCallbackQuery": {"callback_query_id": pressed["callback_query_id"], "text": "x"},
            "answerInlineQuery": {"inline_query_id": asked["inline_query_id"], "results": [ARTICLE]},
            "getFile": {"file_id": document.document.file_id},
            "setMyCommands": {"commands": [{"command": "aide", "description": "x"}], "language_code": "fr"},
            "getMyCommands": {"language_code": "fr"},
            "deleteMyCommands": {},
            "setMyName": {"name": "Wasl"},
            "getMyName": {},
            "setMyDescription": {"description": "x", "language_code": "ar"},
            "getMyDescription": {},
            "setMyShortDescription": {"short_description": "x"},
            "getMyShortDescription": {},
            "setChatMenuButton": {**at, "menu_button": {"type": "commands"}},
            "getChatMenuButton": at,
            "setWebhook": {"url": "http://127.0.0.1:9/x", "secret_token": "s", "allowed_updates": ["message"]},
            "getWebhookInfo": {},
            "deleteWebhook": {"drop_pending_updates": True},
        }

    async def by_aiogram(self, method: str, params: Json) -> object:
        files = {name: BufferedInputFile(value, "x") for name, value in params.items() if isinstance(value, bytes)}
        call: Any = getattr(aiogram.methods, method[0].upper() + method[1:])
        return await self.aiogram(call(**params | files))

    async def by_telegram(self, method: str, params: Json) -> object:
        call = getattr(self.telegram, re.sub(r"(?=[A-Z])", "_", method).lower())
        return await call(**{name: self._told(name, value) for name, value in params.items()})

    def _told(self, name: str, value: object) -> object:
        """python-telegram-bot wants its own types where the Bot API has objects."""
        types: dict[str, type[telegram.TelegramObject]] = {
            "reply_markup": telegram.InlineKeyboardMarkup,
            "menu_button": telegram.MenuButton,
            "commands": telegram.BotCommand,
        }
        if name == "results":
            return [
                telegram.InlineQueryResultArticle("1", "x", input_message_content=telegram.InputTextMessageContent("y"))
            ]
        if isinstance(value, dict) and name in types:
            return types[name].de_json(value, self.telegram)
        if isinstance(value, list) and name in types:
            return types[name].de_list(value, self.telegram)
        return value


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(sandbox_address: str) -> AsyncIterator[Stage]:
    async with Sandbox(at=sandbox_address) as sandbox:
        stage = Stage(sandbox)
        await stage.rachid.start()
        async with stage.telegram:
            yield stage
        await stage.aiogram.session.close()


@pytest.mark.parametrize("library", ["aiogram", "telegram"])
async def test_each_method_is_understood(stage: Stage, library: str) -> None:
    calls = await stage.calls()
    assert {name.lower() for name in calls} == {*METHODS, "getupdates"}, "every method is called here"
    for method, params in calls.items():
        answer = await getattr(stage, f"by_{library}")(method, params)
        assert answer is not None, method
    assert await stage.sandbox.refused() == []


async def each_update(rachid: Person) -> None:
    await rachid.start("abc")
    await rachid.say("+212600000201 https://example.com #x @salma_bennani a@b.example", reply_to=1)
    await rachid.share_contact()
    await rachid.share_location(36.7, -4.5)
    await rachid.send_file("x.pdf", b"x", "application/pdf")
    await rachid.send_file("x.png", png(2, 2), "image/png")
    await rachid.stale_press(1, "current")
    await rachid.stale_press(10**6, "gone")
    await rachid.block()
    await rachid.unblock()
    await rachid.sandbox.post(f"chats/{rachid.id}/inline", query="q")


async def test_each_update_is_understood(stage: Stage) -> None:
    await stage.aiogram.delete_webhook(drop_pending_updates=True)
    await stage.aiogram.get_updates(allowed_updates=[])
    await each_update(stage.rachid)
    sent = await stage.aiogram.send_message(stage.rachid.id, "x")
    await stage.aiogram.pin_chat_message(stage.rachid.id, sent.message_id)
    by_aiogram = await stage.aiogram.get_updates()
    by_telegram = await stage.telegram.get_updates()
    assert len(by_aiogram) == len(by_telegram) == 12
    messages = [update.message for update in by_telegram if update.message]
    assert [telegram.helpers.effective_message_type(message) for message in messages] == [
        "text", "text", "contact", "location", "document", "photo", "pinned_message",
    ]  # fmt: skip
    assert [update.event_type for update in by_aiogram[6:11]] == [
        "callback_query", "callback_query", "my_chat_member", "my_chat_member", "inline_query",
    ]  # fmt: skip
    gone = by_aiogram[7].callback_query
    assert gone is not None
    assert isinstance(gone.message, InaccessibleMessage)


async def test_both_download_what_was_sent(stage: Stage) -> None:
    sent = await stage.telegram.send_document(stage.rachid.id, b"bytes", filename="agenda.ics")
    assert sent.document is not None
    file = await sent.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"bytes"
    data = await stage.aiogram.download(sent.document.file_id)
    assert data is not None
    assert data.read() == b"bytes"
    assert (await stage.aiogram.send_document(stage.rachid.id, sent.document.file_id)).document is not None
    seen = await stage.rachid.expect("agenda.ics")
    assert await stage.rachid.file_bytes(seen) == b"bytes"


async def test_refusals_are_told_apart(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    await stage.sandbox.fault("sendMessage", "429", retry_after=3, times=2)
    with pytest.raises(aiogram.exceptions.TelegramRetryAfter) as retry:
        await stage.aiogram.send_message(stage.rachid.id, "x")
    assert retry.value.retry_after == 3
    with pytest.raises(telegram.error.RetryAfter):
        await stage.telegram.send_message(stage.rachid.id, "x")
    with pytest.raises(telegram.error.Forbidden, match="bot can't initiate conversation with a user"):
        await stage.telegram.send_message(2003, "x")
    with pytest.raises(aiogram.exceptions.TelegramForbiddenError):
        await stage.aiogram.send_message(2003, "x")
