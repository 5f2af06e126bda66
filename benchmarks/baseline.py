"""What Wasl is compared with: a plain aiogram bot with one session and one commit per update, and direct sends.

It writes the rows that Wasl writes: that the update was handled, and each call that was made of it. It keeps none of
Wasl's promises: a crash between send and commit loses one of the two, and a slow Telegram holds its transaction open.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.methods import TelegramMethod
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, TelegramObject, Update
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from benchmarks.taps import Raw
from storage.database import Database
from storage.tables import OutboxRow, OutboxState, Person, ProcessedUpdate
from storage.tables.base import utc_now

TOKEN = "123456:baseline"  # noqa: S105 - of a bot that exists only here
TEXT = "❓ <b>Help</b>\n\n/menu – what you can do here\n/language – change the language\n/cancel – stop"
KEYBOARD = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Menu", callback_data="menu:menu")]])
SIDE_BY_SIDE = 8


class Unsent(BaseSession):
    """Answers None to every call: what is left of a bot when its sends cost nothing."""

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:  # noqa: ANN401, ARG002, ASYNC109 - aiogram's signature
        return None

    def stream_content(self, *_: Any, **__: Any) -> Any:  # noqa: ANN401
        raise RuntimeError("nothing is downloaded here")

    async def close(self) -> None:
        """Nothing is open."""


class SessionMiddleware(BaseMiddleware):
    """A session and a commit for each update, as aiogram's users write it."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - aiogram's signature
        assert isinstance(event, Update)  # noqa: S101 - it is registered for updates
        async with AsyncSession(self._engine, expire_on_commit=False) as session:
            user = data["event_from_user"]
            known = select(Person).where(Person.telegram_id == user.id)
            person = (await session.exec(known)).first()
            if person is None:
                person = Person(telegram_id=user.id, language="fr")
                session.add(person)
            data["session"] = session
            result = await handler(event, data)
            session.add(ProcessedUpdate(bot_id=123456, update_id=event.update_id, processed_at=utc_now()))
            await session.commit()
            return result


async def on_message(message: Message, session: AsyncSession) -> None:
    await message.answer(TEXT, reply_markup=KEYBOARD)
    _keep(session, message.chat.id, "sendMessage")


async def on_press(query: CallbackQuery, session: AsyncSession) -> None:
    assert isinstance(query.message, Message)  # noqa: S101 - every press of the measurement has its message
    await query.message.edit_text(TEXT, reply_markup=KEYBOARD)
    _keep(session, query.from_user.id, "editMessageText")
    await query.answer()
    _keep(session, query.from_user.id, "answerCallbackQuery")


def _keep(session: AsyncSession, chat: int, method: str) -> None:
    params = {"chat_id": chat, "text": TEXT, "reply_markup": KEYBOARD.model_dump(exclude_none=True)}
    now = utc_now()
    row = OutboxRow(chat_id=chat, method=method, params=params, state=OutboxState.SENT, created_at=now, finished_at=now)
    session.add(row)


class Baseline:
    """api_url: where it sends; empty for nowhere."""

    def __init__(self, database: Database, api_url: str) -> None:
        wire = AiohttpSession(api=TelegramAPIServer.from_base(api_url)) if api_url else Unsent()
        self.bot = Bot(TOKEN, session=wire)
        self._engine = _engine(database)
        self._side_by_side = 1 if database.is_sqlite else SIDE_BY_SIDE
        router = Router()
        router.message.register(on_message, Command("help"))
        router.callback_query.register(on_press, F.data == "menu:help")
        self._dispatcher = Dispatcher()
        self._dispatcher.update.outer_middleware(SessionMiddleware(self._engine))
        self._dispatcher.include_router(router)

    async def take(self, batch: list[Raw]) -> None:
        """Handle a batch. On SQLite one after another, where waiting for the one writer only costs it more."""
        queue = iter(batch)

        async def work() -> None:
            for raw in queue:
                await self._dispatcher.feed_raw_update(self.bot, raw)

        await asyncio.gather(*(work() for _ in range(self._side_by_side)))

    async def close(self) -> None:
        await self.bot.session.close()
        await self._engine.dispose()


def _engine(database: Database) -> AsyncEngine:
    """An engine as one writes it, with the care for its data that Wasl takes."""
    engine = create_async_engine(database.url)
    if database.is_sqlite:
        event.listen(engine.sync_engine, "connect", _careful)
    return engine


def _careful(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
