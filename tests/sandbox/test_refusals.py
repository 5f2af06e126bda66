"""What Telegram refuses is refused, in its own words."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from tests.people import Person, Sandbox
from tests.sandbox.caller import Caller, Refusal
from tests.screen import Json

pytestmark = pytest.mark.asyncio(loop_scope="module")

STRANGER = 2003
ODD = "a" * 4097
SURROGATES = "😀" * 2049
TEXT: Json = {"chat_id": 2001, "text": "x"}
HTML: Json = {"chat_id": 2001, "parse_mode": "HTML"}
PARSE = "Bad Request: can't parse entities: "


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(sandbox_address: str) -> AsyncIterator[Sandbox]:
    async with Sandbox(at=sandbox_address) as sandbox:
        await sandbox.person("Rachid").start()
        yield sandbox


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(stage: Sandbox) -> AsyncIterator[Caller]:
    async with ClientSession(stage.api_url) as session:
        yield Caller(session, stage.token)


@pytest.fixture
def rachid(stage: Sandbox) -> Person:
    return stage.person("Rachid")


def inline(*rows: list[Json]) -> Json:
    return {**TEXT, "reply_markup": {"inline_keyboard": list(rows)}}


def button(**fields: object) -> list[Json]:
    return [{"text": "x", **fields}]


CALLS: list[tuple[str, Json, int, str]] = [
    ("sendMassage", TEXT, 404, "Not Found: method not found"),
    ("sendMessage", {"text": "x"}, 400, "Bad Request: chat_id is empty"),
    ("sendMessage", {**TEXT, "chat_id": 77}, 400, "Bad Request: chat not found"),
    ("sendMessage", {**TEXT, "chat_id": "@nobody"}, 400, "Bad Request: chat not found"),
    (
        "sendMessage",
        {**TEXT, "chat_id": STRANGER},
        403,
        "Forbidden: bot can't initiate conversation with a user",
    ),
    ("sendMessage", {"chat_id": 2001}, 400, "Bad Request: message text is empty"),
    ("sendMessage", {**TEXT, "text": ""}, 400, "Bad Request: message text is empty"),
    ("sendMessage", {**TEXT, "text": " \n"}, 400, "Bad Request: text must be non-empty"),
    ("sendMessage", {**HTML, "text": "<b></b>"}, 400, "Bad Request: text must be non-empty"),
    ("sendMessage", {**TEXT, "text": ODD}, 400, "Bad Request: message is too long"),
    ("sendMessage", {**TEXT, "text": SURROGATES}, 400, "Bad Request: message is too long"),
    ("sendMessage", {**TEXT, "parse_mode": "WIKI"}, 400, "Bad Request: unsupported parse_mode"),
    (
        "sendMessage",
        {**TEXT, "reply_parameters": {"message_id": 999}},
        400,
        "Bad Request: message to be replied not found",
    ),
    ("sendMessage", {**HTML, "text": "a <b>b"}, 400, PARSE + "Can't find end tag corresponding to start tag b"),
    ("sendMessage", {**HTML, "text": "é<p>x</p>"}, 400, PARSE + 'Unsupported start tag "p" at byte offset 2'),
    (
        "sendMessage",
        {**HTML, "text": "<b>x</i>"},
        400,
        PARSE + 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
    ),
    ("sendMessage", {**HTML, "text": "x</b>"}, 400, PARSE + "Unexpected end tag at byte offset 1"),
    ("sendMessage", {**HTML, "text": "1 < 2"}, 400, PARSE + 'Unsupported start tag "" at byte offset 2'),
    ("sendMessage", {**HTML, "text": "x <b"}, 400, PARSE + "Unclosed start tag at byte offset 2"),
    ("sendMessage", {**HTML, "text": "<b>x</b"}, 400, PARSE + "Unclosed end tag at byte offset 4"),
    (
        "sendMessage",
        {**HTML, "text": '<span class="x">x</span>'},
        400,
        PARSE + 'Tag "span" must have class "tg-spoiler" at byte offset 0',
    ),
    ("sendMessage", inline(button(callback_data="x" * 65)), 400, "Bad Request: BUTTON_DATA_INVALID"),
    ("sendMessage", inline(button(callback_data="é" * 33)), 400, "Bad Request: BUTTON_DATA_INVALID"),
    (
        "sendMessage",
        inline(button(callback_data="")),
        400,
        "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        "sendMessage",
        inline([{"callback_data": "x"}]),
        400,
        "Bad Request: can't parse inline keyboard button: Can't find field \"text\"",
    ),
    (
        "sendMessage",
        inline(button(url="http://localhost/x")),
        400,
        "Bad Request: inline keyboard button URL 'http://localhost/x' is invalid: Wrong HTTP URL",
    ),
    ("sendMessage", inline(*[button(callback_data="x")] * 101), 400, "Bad Request: reply markup is too long"),
    ("sendMessage", inline(button(callback_data="x") * 9), 400, "Bad Request: REPLY_MARKUP_INVALID"),
    ("sendMessage", {**TEXT, "reply_markup": "{"}, 400, "Bad Request: can't parse reply keyboard markup JSON object"),
    ("sendMessage", {**TEXT, "reply_markup": [1]}, 400, "Bad Request: object expected as reply markup"),
    (
        "sendMessage",
        {**TEXT, "reply_markup": {"keyboard": [{"text": "x"}]}},
        400,
        'Bad Request: field "keyboard" must be an Array of Arrays',
    ),
    ("sendDocument", {"chat_id": 2001}, 400, "Bad Request: there is no document in the request"),
    (
        "sendDocument",
        {"chat_id": 2001, "document": "BQACunknown"},
        400,
        "Bad Request: wrong file identifier/HTTP URL specified",
    ),
    (
        "sendDocument",
        {"chat_id": 2001, "document": "https://example.com/x.pdf"},
        400,
        "Bad Request: failed to get HTTP URL content",
    ),
    ("sendLocation", {"chat_id": 2001, "longitude": 1}, 400, "Bad Request: latitude is empty"),
    ("sendContact", {"chat_id": 2001, "first_name": "x"}, 400, 'Bad Request: parameter "phone_number" is required'),
    ("sendChatAction", {"chat_id": 2001, "action": "sleeping"}, 400, "Bad Request: wrong parameter action in request"),
    ("editMessageText", {"text": "x"}, 400, "Bad Request: message identifier is not specified"),
    ("editMessageText", {**TEXT, "message_id": 999}, 400, "Bad Request: message to edit not found"),
    ("editMessageText", {**TEXT, "message_id": 1}, 400, "Bad Request: message can't be edited"),
    ("deleteMessage", {"chat_id": 2001}, 400, "Bad Request: message identifier is not specified"),
    ("deleteMessage", {"chat_id": 2001, "message_id": 999}, 400, "Bad Request: message to delete not found"),
    ("pinChatMessage", {"chat_id": 2001, "message_id": 999}, 400, "Bad Request: message to pin not found"),
    ("getChat", {"chat_id": STRANGER}, 400, "Bad Request: chat not found"),
    ("getFile", {}, 400, "Bad Request: file_id not specified"),
    ("getFile", {"file_id": "x"}, 400, "Bad Request: wrong file_id or the file is temporarily unavailable"),
    (
        "answerCallbackQuery",
        {"callback_query_id": "1"},
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    ),
    ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, 400, "Bad Request: MESSAGE_TOO_LONG"),
    (
        "answerInlineQuery",
        {"inline_query_id": "1", "results": []},
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    ),
    (
        "answerInlineQuery",
        {"inline_query_id": "1", "results": [{"type": "article", "id": "1", "title": "x"}]},
        400,
        "Bad Request: can't parse inline query result: Can't find field \"input_message_content\"",
    ),
    ("setMyCommands", {"commands": [{"command": "Aide", "description": "x"}]}, 400, "Bad Request: BOT_COMMAND_INVALID"),
    (
        "setMyCommands",
        {"commands": [{"command": "x" * 33, "description": "x"}]},
        400,
        "Bad Request: command length must not exceed 32",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "x", "description": "x" * 257}]},
        400,
        "Bad Request: command description length must not exceed 256",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "x", "description": "x"}] * 101},
        400,
        "Bad Request: BOT_COMMANDS_TOO_MUCH",
    ),
    ("setMyCommands", {"language_code": "fra"}, 400, "Bad Request: invalid language code specified"),
    ("setWebhook", {"url": "ftp://127.0.0.1"}, 400, "Bad Request: invalid webhook URL specified"),
    ("setWebhook", {"url": "http://[half"}, 400, "Bad Request: invalid webhook URL specified"),
    (
        "setWebhook",
        {"url": "http://127.0.0.1:1/", "secret_token": "é"},
        400,
        "Bad Request: secret token contains unallowed characters",
    ),
]


@pytest.mark.parametrize(("method", "params", "code", "description"), CALLS)
async def test_refused(bot: Caller, method: str, params: Json, code: int, description: str) -> None:
    with pytest.raises(Refusal) as refused:
        await bot(method, **params)
    assert (refused.value.code, str(refused.value)) == (code, description)


async def test_a_wrong_token_is_unauthorized(bot: Caller) -> None:
    with pytest.raises(Refusal, match=r"^Unauthorized$"):
        await Caller(bot.session, "123456:WRONG")("getMe")


async def test_lengths_count_after_parsing_and_in_utf16(bot: Caller) -> None:
    sent = await bot("sendMessage", **HTML, text="<b>" + "😀" * 2048 + "</b>")
    assert sent["entities"] == [{"offset": 0, "length": 4096, "type": "bold"}]


async def test_a_caption_has_1024(bot: Caller) -> None:
    await bot.form("sendDocument", chat_id=2001, document=b"x", caption="x" * 1024)
    with pytest.raises(Refusal, match="Bad Request: message caption is too long"):
        await bot.form("sendDocument", chat_id=2001, document=b"x", caption="x" * 1025)


async def test_blocked_and_back(stage: Sandbox, bot: Caller) -> None:
    lucia = stage.person("Lucía")
    await lucia.start()
    await lucia.block()
    with pytest.raises(Refusal, match=r"^Forbidden: bot was blocked by the user$") as refused:
        await bot("sendMessage", chat_id=lucia.id, text="x")
    assert refused.value.code == 403
    await lucia.start()
    await bot("sendMessage", chat_id=lucia.id, text="x")


async def test_an_edit_must_change_something(bot: Caller) -> None:
    keyboard = {"inline_keyboard": [button(callback_data="1")]}
    sent = await bot("sendMessage", **HTML, text="<b>x</b>", reply_markup=keyboard)
    at = {"chat_id": 2001, "message_id": sent["message_id"]}
    same = "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
    with pytest.raises(Refusal, match=same):
        await bot("editMessageText", **at, text="<b>x</b>", parse_mode="HTML", reply_markup=json.dumps(keyboard))
    with pytest.raises(Refusal, match=same):
        await bot("editMessageReplyMarkup", **at, reply_markup=keyboard)
    assert "entities" not in await bot("editMessageText", **at, text="x", reply_markup=keyboard)
    assert "reply_markup" not in await bot("editMessageReplyMarkup", **at)
    with pytest.raises(Refusal, match="there is no caption in the message to edit"):
        await bot("editMessageCaption", **at, caption="x")


async def test_messages_with_a_keyboard_below_cannot_be_edited(bot: Caller) -> None:
    sent = await bot("sendMessage", **TEXT, reply_markup={"remove_keyboard": True})
    with pytest.raises(Refusal, match="Bad Request: message can't be edited"):
        await bot("editMessageText", chat_id=2001, message_id=sent["message_id"], text="y")


async def test_pictures_must_be_pictures(bot: Caller) -> None:
    with pytest.raises(Refusal, match="IMAGE_PROCESS_FAILED"):
        await bot.form("sendPhoto", chat_id=2001, photo=b"no picture")
    with pytest.raises(Refusal, match="file must be non-empty"):
        await bot.form("sendDocument", chat_id=2001, document=b"")


async def test_a_press_is_answered_once_and_in_time(stage: Sandbox, bot: Caller, rachid: Person) -> None:
    sent = await bot("sendMessage", **inline(button(callback_data="1")))
    await rachid.expect("x")
    pressed = await rachid.press_data("1")
    await bot("answerCallbackQuery", callback_query_id=pressed["callback_query_id"])
    with pytest.raises(Refusal, match="query is too old"):
        await bot("answerCallbackQuery", callback_query_id=pressed["callback_query_id"])
    await stage.settings(callback_seconds=0)
    pressed = await rachid.stale_press(sent["message_id"], "gone")
    with pytest.raises(Refusal, match="query is too old"):
        await bot("answerCallbackQuery", callback_query_id=pressed["callback_query_id"])
    await stage.settings(callback_seconds=30)


async def test_flood_control_when_asked_for(stage: Sandbox, bot: Caller) -> None:
    karim = await stage.add_person("Nadia")
    await karim.start()
    await stage.settings(flood_control=True, chat_burst=2)
    for _ in range(2):
        await bot("sendMessage", chat_id=karim.id, text="x")
    with pytest.raises(Refusal, match=r"^Too Many Requests: retry after 1$") as refused:
        await bot("sendMessage", chat_id=karim.id, text="x")
    assert refused.value.answer["parameters"] == {"retry_after": 1}
    await stage.settings(flood_control=False)


async def test_replicas_that_set_the_webhook_at_once(stage: Sandbox, bot: Caller) -> None:
    await stage.settings(flood_control=True)
    await bot("setWebhook", url="http://127.0.0.1:9/")
    with pytest.raises(Refusal, match="Too Many Requests: retry after 1"):
        await bot("setWebhook", url="http://127.0.0.1:9/")
    await bot("deleteWebhook")
    await stage.settings(flood_control=False)


async def test_who_the_bot_never_met_is_not_mentioned(bot: Caller) -> None:
    link = "<a href='tg://user?id={}'>x</a>"
    known = await bot("sendMessage", **HTML, text=link.format(2001))
    assert known["entities"][0]["user"]["first_name"] == "Rachid"
    assert "entities" not in await bot("sendMessage", **HTML, text=link.format(STRANGER))


@pytest.mark.parametrize("body", ["[1]", "{", '{"text": "\\ud800"}', '{"latitude": NaN}', '"\xff"'])
async def test_no_json(bot: Caller, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    async with bot.session.post(
        f"/bot{bot.token}/sendMessage", data=body.encode("latin-1"), headers=headers
    ) as response:
        assert response.status == 400
        assert (await response.json())["description"].startswith("Bad Request: ")
