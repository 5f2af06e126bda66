"""Taking updates: each in a unit of work, counted once, and acknowledged by the caller only after the commit."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.types import Update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from bot import failures
from handlers import outbox
from handlers.outbox import Outbox
from missions.errors import Refusal
from storage.database import Database, Transaction
from storage.tables import ProcessedUpdate
from storage.tables.base import utc_now

log = structlog.get_logger()

ALLOWED_UPDATES = ["message", "callback_query", "inline_query", "my_chat_member"]

RawUpdate = dict[str, Any]


class Intake:
    """Hands updates to the dispatcher, and their effects to the database: all of an update's, or none."""

    def __init__(self, database: Database, dispatcher: Dispatcher, bot: Bot) -> None:
        self._database = database
        self._dispatcher = dispatcher
        self._bot = bot

    async def take(self, updates: list[RawUpdate]) -> None:
        """Handle a batch; when this returns it is committed, and may be acknowledged.

        SQLite has one writer: the batch is one commit, in order, a savepoint each. On PostgreSQL different people
        are served side by side, each in order of arrival.
        """
        if self._database.is_sqlite:
            async with self._database.transaction() as transaction:
                for update in updates:
                    await self._take_one(transaction, update)
            return
        async with asyncio.TaskGroup() as group:
            for line in _by_chat(updates):
                group.create_task(self._take_line(line))

    async def _take_line(self, updates: Iterable[RawUpdate]) -> None:
        for update in updates:
            async with self._database.transaction() as transaction:
                await self._take_one(transaction, update)

    async def _take_one(self, transaction: Transaction, raw: RawUpdate) -> None:
        if not await self._first_time(transaction, raw):
            return
        try:
            await self.handle(transaction, raw)
        except Refusal as refusal:
            await failures.answer_refusal(transaction, self._bot, raw, refusal)
        except Exception as error:  # noqa: BLE001 - one person's failure must not hold up the others
            log.error("update failed", update_id=raw.get("update_id"), **failures.describe(error))
            await failures.keep(transaction, self._bot, raw, error)

    async def handle(self, transaction: Transaction, raw: RawUpdate) -> None:
        """Let the dispatcher do what an update asks, in a unit of work of its own.

        Raises:
            Whatever a handler raises, or pydantic.ValidationError where it is no update: nothing of it was done.
        """
        update = Update.model_validate(raw, context={"bot": self._bot})
        if not _is_private(raw):
            return
        async with transaction.unit() as session:
            box = Outbox(session, self._bot)
            token = outbox.current.set(box)
            try:
                # Around feed_update: aiogram's own middlewares read and write the conversation's state.
                await self._dispatcher.feed_update(self._bot, update, session=session, outbox=box)
                if update.callback_query is not None and not box.answered_callback:
                    await self._bot.answer_callback_query(update.callback_query.id)
            finally:
                outbox.current.reset(token)

    async def _first_time(self, transaction: Transaction, raw: RawUpdate) -> bool:
        insert = sqlite.insert if self._database.is_sqlite else postgresql.insert
        row = {"bot_id": self._bot.id, "update_id": raw["update_id"], "processed_at": utc_now()}
        statement = insert(ProcessedUpdate).values(row).on_conflict_do_nothing()
        result = await transaction.connection.execute(statement.returning(col(ProcessedUpdate.update_id)))
        return result.first() is not None


def _sender(raw: RawUpdate) -> dict[str, Any]:
    for kind in ALLOWED_UPDATES:
        if isinstance(raw.get(kind), dict):
            sender: dict[str, Any] = raw[kind].get("from") or {}
            return sender
    return {}


def _is_private(raw: RawUpdate) -> bool:
    event = raw.get("message") or raw.get("my_chat_member") or (raw.get("callback_query") or {}).get("message") or {}
    return bool(event.get("chat", {"type": "private"}).get("type") == "private")


def _by_chat(updates: list[RawUpdate]) -> Iterable[list[RawUpdate]]:
    lines: dict[Any, list[RawUpdate]] = {}
    for update in updates:
        lines.setdefault(_sender(update).get("id"), []).append(update)
    return lines.values()
