"""python-telegram-bot's bot as the courier uses it: calls by Bot API name, with parameters as they were stored."""

from __future__ import annotations

from typing import Any

from telegram import InputFile
from telegram.ext import ExtBot

from bot.courier.calls import Passage
from bot.courier.rate_limiter import PaceKeeper
from bot.courier.telegram_api import BotApi


class OutboxBot(ExtBot[Passage]):
    """An `ExtBot` whose calls all pass its rate limiter and its request object.

    `do_api_request` would warn of every method that has a Python twin, and fails on a media group of plain dicts:
    `call` goes the way that the twins themselves take.
    """

    __slots__ = ()

    def __init__(self, token: str, base_url: str, api: BotApi, pace: PaceKeeper) -> None:
        super().__init__(
            token, base_url=f"{base_url.rstrip('/')}/bot", request=api, get_updates_request=api, rate_limiter=pace
        )

    def __repr__(self) -> str:
        return f"<OutboxBot {self.token.partition(':')[0]}>"

    async def call(
        self, method: str, params: dict[str, Any], files: list[tuple[str, str, bytes]], passage: Passage
    ) -> object:
        """Send one stored call. files: name (as "attach://NAME" in params), file name, content.

        Raises:
            ApiError, NoLongerWanted: as transport and pace keeper.
        """
        uploads = {name: InputFile(content, filename=file_name) for name, file_name, content in files}
        data = {name: value for name, value in params.items() if value is not None}
        return await self._do_post(method, self._merge_api_rl_kwargs({**data, **uploads}, passage) or {})
