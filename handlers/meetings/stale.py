"""An old button on a meeting: answered with what is true now, which its card then shows; nothing else changes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject
from markupsafe import escape

from handlers.core.turn import Turn
from handlers.meetings import screen
from handlers.views.meeting import true_now
from missions.meetings.details import details
from missions.meetings.states import Stale, side_read_by
from storage.tables import Meeting


class StaleMiddleware(BaseMiddleware):
    """Answers where a use case raises Stale, which it does before it changes anything."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - aiogram's signature
        try:
            return await handler(event, data)
        except Stale as stale:
            await _answer(data["turn"], stale)


async def _answer(turn: Turn, stale: Stale) -> None:
    _ = turn._
    meeting = await turn.session.get_one(Meeting, stale.meeting_id)
    side = await side_read_by(turn.session, turn.person, meeting)
    found = await details(turn.session, meeting)
    truth = true_now(_, found, side) if side else _.plain_message(stale)
    if turn.query is not None:
        await turn.alert(truth)
        if side:
            await screen.show(turn, found, side)
        return
    await turn.state.clear()
    await turn.say(escape(truth))
