"""What was said reaches the person though its press is too old, or its message deleted."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web

from storage.database import Database
from storage.outbox import post
from storage.tables import Lane, OutboxState
from tests.bot.api_stub import ApiStub, Call, refusal
from tests.bot.courier.outbox import running, settled

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])

OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
GONE = "Bad Request: message to edit not found"


def refuse(telegram: ApiStub, description: str, *methods: str, message_id: int | None = None) -> None:
    async def answer(call: Call) -> web.StreamResponse | None:
        meant = call.method in methods and message_id in {None, call.params.get("message_id")}
        return refusal(400, description) if meant else None

    telegram.answer = answer


async def answer_press(database: Database, trace: str, text: str | None = "Noted.") -> int:
    async with database.unit(trace) as session:
        return await post(session, "answerCallbackQuery", {"callback_query_id": "1", "text": text}, chat_id=7)


async def edit(database: Database, text: str, **more: Any) -> int:  # noqa: ANN401 - what post takes
    async with database.unit() as session:
        params = {"chat_id": 7, "message_id": 77, "text": text, "parse_mode": "HTML"}
        return await post(session, "editMessageText", params, chat_id=7, **more)


async def test_a_toast_that_came_too_late_is_said_in_a_message(database: Database, telegram: ApiStub) -> None:
    refuse(telegram, OLD, "answerCallbackQuery")
    row_id = await answer_press(database, "u1")

    async with running(database, telegram.url):
        ended = await settled(database)

    assert [(call.method, call.params) for call in telegram.calls[1:]] == [
        ("sendMessage", {"chat_id": 7, "text": "Noted."})
    ]
    assert (ended[row_id].state, ended[row_id].message_id) == (OutboxState.SENT, 2)


async def test_a_late_toast_beside_another_answer_or_without_words_is_left(
    database: Database, telegram: ApiStub
) -> None:
    refuse(telegram, OLD, "answerCallbackQuery")
    async with database.unit("u2") as session:
        await post(session, "sendMessage", {"chat_id": 7, "text": "the answer"}, chat_id=7)
        await post(session, "answerCallbackQuery", {"callback_query_id": "1", "text": "Done."}, chat_id=7)
    await answer_press(database, "u3", None)

    async with running(database, telegram.url):
        await settled(database)

    assert telegram.sent(7) == ["the answer"]


async def test_an_edit_of_a_deleted_message_arrives_as_a_new_one_and_goes_on_there(
    database: Database, telegram: ApiStub
) -> None:
    refuse(telegram, GONE, "editMessageText", message_id=77)
    first, second = await edit(database, "half"), await edit(database, "done")

    async with running(database, telegram.url):
        ended = await settled(database)

    made = ended[first].message_id
    assert {ended[row].state for row in (first, second)} == {OutboxState.SENT}
    taken = [(call.method, call.params.get("message_id"), call.params["text"]) for call in telegram.calls[1:]]
    assert taken == [("sendMessage", None, "half"), ("editMessageText", made, "done")]


@pytest.mark.parametrize(
    ("method", "said"),
    [
        ("editMessageReplyMarkup", GONE),
        ("deleteMessage", "Bad Request: message to delete not found"),
        ("deleteMessage", "Bad Request: message can't be deleted for everyone"),
        ("unpinChatMessage", "Bad Request: message to unpin not found"),
        ("pinChatMessage", "Bad Request: message to pin not found"),
    ],
)
async def test_a_change_of_what_is_gone_counts_as_done(
    database: Database, telegram: ApiStub, method: str, said: str
) -> None:
    refuse(telegram, said, method)
    async with database.unit() as session:
        row_id = await post(session, method, {"chat_id": 7, "message_id": 77}, chat_id=7)

    async with running(database, telegram.url):
        ended = await settled(database)

    assert (ended[row_id].state, len(telegram.calls)) == (OutboxState.SENT, 1)


async def test_what_is_nobodys_answer_is_not_said_anew(database: Database, telegram: ApiStub) -> None:
    refuse(telegram, GONE, "editMessageText")
    row_id = await edit(database, "counts", lane=Lane.BULK)

    async with running(database, telegram.url):
        ended = await settled(database)

    assert (ended[row_id].state, len(telegram.calls)) == (OutboxState.SENT, 1)


async def test_a_server_that_knows_no_date_time_entities_is_sent_plain_hours(
    database: Database, telegram: ApiStub
) -> None:
    async def answer(call: Call) -> web.StreamResponse | None:
        unknown = "<tg-time" in str(call.params.get("text"))
        return refusal(400, 'Bad Request: can\'t parse entities: Unsupported start tag "tg-time"') if unknown else None

    telegram.answer = answer
    async with database.unit() as session:
        params = {"chat_id": 7, "text": '⏰ <b><tg-time unix="1790000000">13:00</tg-time></b>', "parse_mode": "HTML"}
        row_id = await post(session, "sendMessage", params, chat_id=7, lane=Lane.REMINDER)
    async with running(database, telegram.url):
        ended = await settled(database)

    assert [call.params["text"] for call in telegram.calls] == [params["text"], "⏰ <b>13:00</b>"]
    assert ended[row_id].state is OutboxState.SENT
