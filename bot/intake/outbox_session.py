"""The session of the bot that handlers see: every call goes to the outbox, none to the network."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType

from handlers.core import outbox


class OutboxSession(BaseSession):
    """Answers None to everything: what Telegram will answer is not known yet, and no handler may wait for it."""

    async def make_request(
        self,
        bot: Bot,  # noqa: ARG002 - the outbox knows its bot
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ARG002, ASYNC109 - aiogram's signature
    ) -> TelegramType:
        await outbox.current.get().post(method)
        return cast(TelegramType, None)

    def stream_content(
        self,
        url: str,  # noqa: ARG002
        headers: dict[str, Any] | None = None,  # noqa: ARG002
        timeout: int = 30,  # noqa: ARG002
        chunk_size: int = 65536,  # noqa: ARG002
        raise_for_status: bool = True,  # noqa: ARG002
    ) -> AsyncGenerator[bytes, None]:
        raise RuntimeError("downloads are jobs that run after the transaction")

    async def close(self) -> None:
        """Nothing is open."""
