"""Progress is read where it stands, and overwrites nothing that was opened there meanwhile."""

from __future__ import annotations

from aiogram import Bot
from aiogram.methods import EditMessageText, SendMessage
from markupsafe import escape

from bot.intake.outbox_session import OutboxSession
from handlers.core import standing, telegram_channel
from handlers.core.notices import Reader
from handlers.core.outbox import Outbox
from handlers.views.data import MenuChoice
from handlers.views.keyboards import Screen, button, inline, live
from handlers.views.message import About, NeutralMessage
from locales import catalogues
from storage.database import Database, UnitSession
from storage.tables import CardKind, OutboxRow, OutboxState, Person
from tests.people import TOKEN

CHAT, NUMBER = 11, 7
ENGLISH = catalogues().texts("en")


def screen(text: str) -> Screen:
    shown = escape(text), inline(ENGLISH, [[button("Menu", MenuChoice(to="menu"))]])
    return live(shown, About(CardKind.DRAFT, 1))


async def made_progress(session: UnitSession, row: int, text: str, *, ended: bool = False) -> list[NeutralMessage]:
    reader = Reader(Person(telegram_id=CHAT), ENGLISH, session)
    return await standing.progress(reader, screen(text), row, ended=ended, note=lambda _row: None)


async def test_progress_leaves_alone_what_was_opened_in_its_message(database: Database) -> None:
    async with database.unit() as session:
        box = Outbox(session, Bot(TOKEN, session=OutboxSession()), {})
        text, keyboard = screen("half")
        row = await box.post(SendMessage(chat_id=CHAT, text=text, reply_markup=keyboard))
        sent = await session.get_one(OutboxRow, row)
        sent.state, sent.message_id = OutboxState.SENT, NUMBER

        [edit] = await made_progress(session, row, "three quarters")
        assert edit.in_place_of_message == NUMBER
        await telegram_channel.post(box, CHAT, ENGLISH, edit)
        [edit] = await made_progress(session, row, "nearly")
        assert edit.in_place_of_message == NUMBER

        other = EditMessageText(chat_id=CHAT, message_id=NUMBER, text="What was opened")
        await box.post(other, key=f"edit:{CHAT}:{NUMBER}")
        assert await made_progress(session, row, "all but one") == []
        [end] = await made_progress(session, row, "done", ended=True)
        assert (end.text, end.in_place_of, end.in_place_of_message) == ("done", None, None)
        assert end.about is not None
