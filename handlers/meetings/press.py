"""One press on a request or a meeting; an old button is answered with what is true now, and nothing changes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message, TelegramObject
from markupsafe import Markup

from handlers.core import edits
from handlers.core.notices import tell
from handlers.core.outbox import Outbox
from handlers.meetings import view as meeting_view
from handlers.meetings.data import MeetingPress
from handlers.views.meeting import true_now
from locales import Texts
from missions.errors import Refusal
from missions.meetings.details import details
from missions.meetings.states import NOT_YOURS, Done, Stale
from storage.database import UnitSession
from storage.tables import Delegate, Meeting, Person

ALERT_LIMIT = 200
"""Characters that answerCallbackQuery takes."""


@dataclass(frozen=True, slots=True)
class Press:
    """Who pressed what, and the means to answer."""

    query: CallbackQuery
    data: MeetingPress
    session: UnitSession
    person: Person
    _: Texts
    outbox: Outbox

    @property
    def chat_id(self) -> int:
        return self.query.from_user.id

    @property
    def named(self) -> tuple[int, int]:
        """The meeting's id, and the revision that the button was drawn with."""
        return self.data.id, self.data.revision

    async def seen(self) -> tuple[Meeting, Delegate]:
        """The meeting and as whom the person sees it, whatever its revision: for looking only.

        Raises:
            Refusal: it is not theirs.
        """
        meeting = await self.session.get(Meeting, self.data.id)
        side = await meeting_view.as_read_by(self.session, meeting, self.person) if meeting else None
        if meeting is None or side is None:
            raise Refusal(NOT_YOURS)
        return meeting, side

    async def alert(self, text: str) -> None:
        await self.query.answer(text[:ALERT_LIMIT], show_alert=True)

    async def show(self, text: Markup, keyboard: InlineKeyboardMarkup) -> None:
        """In place of what was pressed."""
        await edits.show(self.query, self.outbox, text, keyboard)

    async def show_done(self, done: Done) -> None:
        """The meeting as it is now, in place of what was pressed; and the others are told."""
        view = await meeting_view.view(self.session, self._, done.meeting, done.side, self.person)
        await self.show(*view)
        await tell(self.outbox, done.notices)


class PressMiddleware(BaseMiddleware):
    """Gives handlers their `press`. A use case raises Stale before it changes anything."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - aiogram's signature
        session, person, _ = data["session"], data["person"], data["_"]
        if isinstance(event, CallbackQuery):
            data["press"] = Press(event, data["callback_data"], session, person, _, data["outbox"])
        try:
            return await handler(event, data)
        except Stale as stale:
            text = await _truth(session, _, person, stale)
            if isinstance(event, CallbackQuery):
                await event.answer(text[:ALERT_LIMIT], show_alert=True)
            elif isinstance(event, Message):
                await data["state"].clear()
                await event.answer(text)


async def _truth(session: UnitSession, _: Texts, person: Person, stale: Stale) -> str:
    meeting = await session.get_one(Meeting, stale.meeting_id)
    side = await meeting_view.as_read_by(session, meeting, person)
    if side is None:
        return _.plain_message(stale)
    return true_now(_, await details(session, meeting), side)
