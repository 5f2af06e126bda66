"""Posts what handlers and notices say into the outbox, in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from aiogram import Bot
from aiogram.methods import AnswerCallbackQuery, TelegramMethod
from aiogram.types import BufferedInputFile, InputFile

from missions.notices import Notice
from storage import outbox
from storage.database import UnitSession
from storage.tables import Lane

current: ContextVar[Outbox] = ContextVar("outbox")
"""The outbox of the update that is being handled: how the bot that handlers see finds its transaction."""


class Outbox:
    """Posts Bot API calls of one unit of work."""

    def __init__(self, session: UnitSession, bot: Bot, renderers: Mapping[type[Notice], Any]) -> None:
        """renderers: what each kind of notice says, `handlers.notices.RENDERERS`."""
        self.session = session
        self.bot = bot
        self.renderers = renderers
        self.answered_callback = False

    async def post(
        self,
        method: TelegramMethod[Any],
        *,
        lane: Lane = Lane.REPLY,
        chat_id: int | None = None,
        after_id: int | None = None,
        key: str | None = None,
        first: bool = False,
        not_before: datetime | None = None,
        expires_at: datetime | None = None,
        announcement_id: int | None = None,
    ) -> int:
        """Queue a call; the row's id can be the after_id of a later one, which then acts on the message it sent.

        key and first are as `storage.outbox.post` has them.
        """
        if isinstance(method, AnswerCallbackQuery):
            self.answered_callback = True
        params, files = _parameters(self.bot, method)
        return await outbox.post(
            self.session,
            method.__api_method__,
            params,
            lane=lane,
            chat_id=chat_id if chat_id is not None else params.get("chat_id"),
            files=files,
            after_id=after_id,
            key=key,
            first=first,
            not_before=not_before,
            expires_at=expires_at,
            announcement_id=announcement_id,
        )


def _parameters(bot: Bot, method: TelegramMethod[Any]) -> tuple[dict[str, Any], dict[str, tuple[str, bytes]]]:
    inputs: dict[str, InputFile] = {}
    params: dict[str, Any] = {}
    for name, value in method.model_dump(warnings=False).items():
        prepared = bot.session.prepare_value(value, bot=bot, files=inputs, _dumps_json=False)
        if prepared is not None:
            params[name] = prepared
    files = {}
    for name, file in inputs.items():
        if not isinstance(file, BufferedInputFile):
            raise TypeError("only files held in memory can be queued: use BufferedInputFile")
        files[name] = (file.filename or "file", file.data)
    return params, files
