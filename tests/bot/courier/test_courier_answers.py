"""What each answer of Telegram does to the row, to its chat and to the courier."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web
from sqlmodel import col, select

from bot.courier.courier import Courier
from bot.courier.telegram_api import TokenRefused
from storage.database import Database
from storage.outbox import post
from storage.tables import Lane, OutboxState, Person
from tests.bot.api_stub import TOKEN, ApiStub, Call, refusal
from tests.bot.courier.outbox import rows, running, say, settled, until


def refuse(telegram: ApiStub, code: int, description: str, *, chat: int | None = None) -> None:
    async def answer(call: Call) -> web.StreamResponse | None:
        return refusal(code, description) if chat in {None, call.params.get("chat_id")} else None

    telegram.answer = answer


@pytest.mark.parametrize(
    "description",
    [
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same",
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    ],
)
@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_what_needs_no_doing_is_done(database: Database, telegram: ApiStub, description: str) -> None:
    refuse(telegram, 400, description)
    async with database.unit() as session:
        params = {"chat_id": 1, "message_id": 77, "text": "x"}
        row_id = await post(session, "editMessageText", params, chat_id=1)

    async with running(database, telegram.url):
        row = (await settled(database, row_id))[row_id]

    assert (row.state, row.message_id, row.error) == (OutboxState.SENT, 77, "")


@pytest.mark.parametrize(
    ("code", "description"),
    [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: user is deactivated"),
        (400, "Bad Request: chat not found"),
    ],
)
async def test_who_is_unreachable_is_marked_and_not_asked_again(
    database: Database, telegram: ApiStub, code: int, description: str
) -> None:
    async with database.unit() as session:
        session.add_all([Person(telegram_id=1), Person(telegram_id=2)])
    refuse(telegram, code, description, chat=1)
    change = await say(database, "moved", chat=1, lane=Lane.CHANGE)
    same_lane = await say(database, "moved again", chat=1, lane=Lane.CHANGE)
    bulk = [await say(database, f"annonce {n}", chat=1, lane=Lane.BULK) for n in range(40)]
    other = await say(database, "annonce", chat=2, lane=Lane.BULK)

    async with running(database, telegram.url, bulk_rate=25):
        ended = await settled(database)
        reply = await say(database, "back?", chat=1)
        await settled(database, reply)

    assert {ended[row].state for row in (change, same_lane, *bulk)} == {OutboxState.UNDELIVERED}
    assert ended[other].state == OutboxState.SENT
    # One of each lane may have been on its way already; the reply is tried whatever is known of the chat.
    assert len([call for call in telegram.calls if call.params["chat_id"] == 1]) <= 3
    assert telegram.sent()[-1] == "back?"
    async with database.reading() as session:
        marked = await session.exec(select(Person.telegram_id).where(col(Person.unreachable_since).is_not(None)))
        assert marked.all() == [1]


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_what_telegram_refuses_is_kept_dead_without_what_was_in_it(database: Database, telegram: ApiStub) -> None:
    refuse(
        telegram, 400, 'Bad Request: can\'t parse entities: unsupported start tag "Amine" at byte offset 12 for 2001234'
    )
    row_id = await say(database, "<Amine>")

    async with running(database, telegram.url):
        row = (await settled(database, row_id))[row_id]

    assert row.state == OutboxState.DEAD
    assert row.error == "400 Bad Request: can't parse entities: unsupported start tag … at byte offset 12 for …"
    assert (row.attempts, len(telegram.calls)) == (1, 1)


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_a_file_that_is_too_large_is_dead_though_the_answer_is_html(
    database: Database, telegram: ApiStub
) -> None:
    async def answer(_call: Call) -> web.StreamResponse:
        return web.Response(status=413, text="<html>413 Request Entity Too Large</html>", content_type="text/html")

    telegram.answer = answer
    row_id = await say(database, "x")

    async with running(database, telegram.url):
        assert (await settled(database, row_id))[row_id].state == OutboxState.DEAD


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_a_refused_token_stops_everything_and_costs_no_message(database: Database, telegram: ApiStub) -> None:
    ids = [await say(database, "x", chat=chat) for chat in range(1, 50)]
    courier = Courier(database, "123456:wrong", telegram.url)

    with pytest.raises(TokenRefused) as raised:
        await asyncio.wait_for(courier.run(), 60)
    await courier.close()

    assert "wrong" not in repr(raised.value)
    assert {row.state for row in (await rows(database)).values()} == {OutboxState.PENDING}
    assert len(telegram.calls) <= len(ids)


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_404_is_a_wrong_token_where_every_method_answers_it(database: Database, telegram: ApiStub) -> None:
    refuse(telegram, 404, "Not Found")
    row_id = await say(database, "x")
    courier = Courier(database, TOKEN, telegram.url)

    with pytest.raises(TokenRefused):
        await asyncio.wait_for(courier.run(), 60)
    await courier.close()

    assert (await rows(database))[row_id].state == OutboxState.PENDING


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_404_is_an_unknown_method_where_the_token_is_known(database: Database, telegram: ApiStub) -> None:
    async def answer(call: Call) -> web.StreamResponse | None:
        return refusal(404, "Not Found: method not found") if call.method == "sendSmell" else None

    telegram.answer = answer
    async with database.unit() as session:
        row_id = await post(session, "sendSmell", {"chat_id": 1}, chat_id=1)

    async with running(database, telegram.url):
        assert (await settled(database, row_id))[row_id].state == OutboxState.DEAD


async def test_a_broadcasts_429_halts_everyone_and_is_no_failure(database: Database, telegram: ApiStub) -> None:
    loop = asyncio.get_running_loop()
    refused_at: list[float] = []

    async def answer(_call: Call) -> web.StreamResponse | None:
        if refused_at:
            return None
        refused_at.append(loop.time())
        return refusal(429, "Too Many Requests: retry after 2", retry_after=2)

    telegram.answer = answer
    async with running(database, telegram.url) as courier:
        first = await say(database, "a", chat=1, lane=Lane.BULK)
        await until(lambda: courier.held_back)
        others = [await say(database, "b", chat=chat) for chat in range(2, 20)]
        ended = await settled(database, first, *others)

    assert min(call.at for call in telegram.calls[1:]) >= refused_at[0] + 2
    assert {(row.state, row.attempts, row.error) for row in ended.values()} == {(OutboxState.SENT, 1, "")}
    assert len(telegram.calls) == 20


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize(
    "trouble",
    [
        web.Response(status=200, text='{"ok":true,"resu'),
        web.Response(status=403, text="<html>blocked by the hotel's proxy</html>", content_type="text/html"),
        web.Response(status=302, headers={"Location": "http://127.0.0.1:1/login"}),
        web.Response(status=502, text="<html>nginx</html>"),
    ],
    ids=["cut short", "proxy", "captive portal", "gateway"],
)
async def test_an_answer_that_is_not_telegrams_ends_no_row(
    database: Database, telegram: ApiStub, trouble: web.Response
) -> None:
    troubles = iter([(trouble.status, trouble.text, trouble.headers.copy())])

    async def answer(_call: Call) -> web.StreamResponse | None:
        for status, text, headers in troubles:
            headers.pop("Content-Length", None)
            return web.Response(status=status, text=text, headers=headers)
        return None

    telegram.answer = answer
    row_id = await say(database, "x")

    async with running(database, telegram.url):
        row = (await settled(database, row_id))[row_id]

    assert (row.state, row.attempts) == (OutboxState.SENT, 2)
