"""Who is speaking: every handler is given the person and a voice in the person's language."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject, User

from locales import catalogues
from missions.people import person as people
from storage.database import UnitSession


class PersonMiddleware(BaseMiddleware):
    """Puts `person` and `_` (their `Texts`) beside every event that comes from someone."""

    def __init__(self, default_language: str) -> None:
        self._default_language = default_language

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - aiogram's signature
        user: User | None = data.get("event_from_user")
        if user is None:
            return None
        session: UnitSession = data["session"]
        language = catalogues().pick(user.language_code, self._default_language)
        data["person"] = person = await people.meet(session, user.id, language)
        data["_"] = catalogues().texts(person.language)
        return await handler(event, data)
