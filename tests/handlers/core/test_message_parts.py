"""Messages and toasts that are longer than Telegram takes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendMessage, TelegramMethod
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from handlers.core.message_parts import parts, units
from handlers.core.outbox import Outbox
from storage.database import Database
from storage.tables import OutboxRow

BUTTONS = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Menu", callback_data="menu")]])
AGENDA = "\n".join(f"<b>{hour}:00</b> <i>Société &amp; Fils {'é' * 250}</i>" for hour in range(20))


async def posted(database: Database, method: TelegramMethod[Any], **more: Any) -> list[OutboxRow]:  # noqa: ANN401
    bot = Bot("1:A", default=DefaultBotProperties(parse_mode="HTML"))
    async with database.unit() as session:
        box = Outbox(session, bot, {})
        box.reader_id = 7
        await box.post(method, **more)
    async with database.reading() as session:
        return list(await session.exec(select(OutboxRow).order_by(col(OutboxRow.id))))


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_an_agenda_too_long_for_a_message_is_cut_between_lines(database: Database) -> None:
    rows = await posted(database, SendMessage(chat_id=7, text=AGENDA, reply_markup=BUTTONS))

    assert [row.method for row in rows] == ["sendMessage", "sendMessage"]
    assert "\n".join(row.params["text"] for row in rows) == AGENDA
    assert ["reply_markup" in row.params for row in rows] == [False, True]


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_the_rest_of_a_long_edit_follows_in_new_messages(database: Database) -> None:
    edit = EditMessageText(chat_id=7, message_id=5, text=AGENDA, reply_markup=BUTTONS)
    rows = await posted(database, edit, key="edit:7:5")

    assert [row.method for row in rows] == ["editMessageText", "sendMessage"]
    assert [row.key for row in rows] == ["edit:7:5", "edit:7:5:1"]
    assert ["reply_markup" in row.params for row in rows] == [False, True]


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_a_toast_of_more_than_200_characters_is_said_in_a_message(database: Database) -> None:
    text = "A < B. " * 40
    rows = await posted(database, AnswerCallbackQuery(callback_query_id="1", text=text, show_alert=True))

    assert [(row.method, row.chat_id) for row in rows] == [("answerCallbackQuery", 7), ("sendMessage", 7)]
    assert "text" not in rows[0].params
    assert rows[1].params["text"] == text.replace("<", "&lt;")


@given(
    lines=st.lists(st.text(st.sampled_from("ab é😀 "), max_size=60), min_size=1, max_size=40),
    tag=st.sampled_from(["b", "blockquote", 'a href="https://example.org/?a=1&amp;b=2"']),
    begins=st.integers(0, 39),
    most=st.integers(20, 200),
)
def test_every_part_is_short_enough_whole_html_and_nothing_is_lost(
    lines: list[str], tag: str, begins: int, most: int
) -> None:
    text = "\n".join([*lines[:begins], f"<{tag}>&lt;" + "\n".join(lines[begins:]) + f"</{tag.split(maxsplit=1)[0]}>"])

    found = parts(text, most)

    assert all(units(part) <= most for part in found)
    for part in found:
        assert part.count(f"<{tag}>") == part.count(f"</{tag.split(maxsplit=1)[0]}>")
    assert re.sub(r"\s|<[^>]*>", "", "".join(found)) == re.sub(r"\s|<[^>]*>", "", text)
