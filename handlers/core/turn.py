"""One thing that a person did, with all that is needed to answer it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from aiogram import BaseMiddleware
from aiogram.fsm.context import FSMContext
from aiogram.methods import EditMessageReplyMarkup, SendMessage
from aiogram.types import (
    CallbackQuery,
    Chat,
    InlineKeyboardMarkup,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    TelegramObject,
    Update,
    User,
)
from markupsafe import Markup

from handlers.core import edits as pressed
from handlers.core.outbox import Outbox
from locales import Texts
from missions.people import person as people
from storage.database import UnitSession
from storage.tables import OutboxRow, Person

ASKED = "asked"
"""Where the conversation's data keep the question that stands: {"row": outbox id} or {"message": message id}."""
REPLY_KEYBOARD = "reply_keyboard"
"""Whether the question that stands has buttons in place of the keyboard, which stay until they are taken away."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a handler needs besides the message itself."""

    session: UnitSession
    person: Person
    _: Texts
    state: FSMContext
    box: Outbox
    sender: User
    chat_id: int
    query: CallbackQuery | None = None
    """The press, where it was a button."""

    @property
    def pressed(self) -> Message | None:
        """The message whose button was pressed, where it can still be edited."""
        message = self.query.message if self.query else None
        return message if isinstance(message, Message) else None

    def speaking(self, _: Texts) -> Turn:
        """The same turn, answered in another voice."""
        return replace(self, _=_)

    def below(self) -> Turn:
        """The same turn, answered below what was pressed and not in its place."""
        return replace(self, query=None)

    async def say(
        self, text: Markup, keyboard: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None = None
    ) -> int:
        """Send a message below; the row's id."""
        return await self.box.post(SendMessage(chat_id=self.chat_id, text=text, reply_markup=keyboard))

    async def greet(self, text: Markup, keyboard: InlineKeyboardMarkup) -> None:
        """Welcome someone; of two welcomes that wait (unblocking, and the /start that did it) the later one is sent."""
        call = SendMessage(chat_id=self.chat_id, text=text, reply_markup=keyboard)
        await self.box.post(call, key=f"welcome:{self.chat_id}")

    async def show(self, text: Markup, keyboard: InlineKeyboardMarkup | None = None) -> None:
        """Say it in place of the message that was pressed, or below where none was."""
        if self.query is None:
            await self.say(text, keyboard)
        else:
            await pressed.show(self.query, self.box, text, keyboard)

    async def ask(self, text: Markup, keyboard: InlineKeyboardMarkup) -> None:
        """Put a question, in place of what was pressed or below; buttons of the question before it go."""
        await self._take_reply_keyboard()
        await self.drop_question()
        if self.pressed is None:
            await self.state.update_data({ASKED: {"row": await self.say(text, keyboard)}})
        else:
            await self.show(text, keyboard)
            await self.state.update_data({ASKED: {"message": self.pressed.message_id}})

    async def ask_below(self, text: Markup, keyboard: ReplyKeyboardMarkup, done: Markup) -> None:
        """Put a question whose buttons replace the keyboard; what was pressed reads as done."""
        await self.drop_question()
        if self.query is not None:
            await self.show(done)
        await self.say(text, keyboard)
        await self.state.update_data({REPLY_KEYBOARD: True})

    async def drop_question(self) -> None:
        """Take the buttons off the question that stands, unless it is the very message that was pressed."""
        asked = await self.state.get_value(ASKED)
        if not asked:
            return
        row, message_id = asked.get("row"), asked.get("message")
        if row is not None and self.pressed is not None:
            sent = await self.session.get(OutboxRow, row)
            message_id = sent.message_id if sent else None
        if self.pressed is None or message_id not in (None, self.pressed.message_id):
            bare = EditMessageReplyMarkup(chat_id=self.chat_id, message_id=message_id or 0)
            await self.box.post(bare, after_id=row)
        await self.state.update_data({ASKED: None})

    async def finish(self) -> None:
        """The conversation is over: no question stands, and nothing typed is taken for an answer."""
        await self._take_reply_keyboard()
        await self.drop_question()
        await self.state.clear()

    async def _take_reply_keyboard(self) -> None:
        if await self.state.get_value(REPLY_KEYBOARD):
            await self.say(self._("Noted."), ReplyKeyboardRemove())
            await self.state.update_data({REPLY_KEYBOARD: False})


class TurnMiddleware(BaseMiddleware):
    """Puts `turn` beside every message and callback."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - aiogram's signature
        chat: Chat | None = data.get("event_chat")
        if chat is not None:
            if isinstance(event, Update) and (event.message or event.callback_query):
                # Who writes can be written to, whatever an earlier delivery found.
                people.regain(data["person"])
            data["turn"] = Turn(
                session=data["session"],
                person=data["person"],
                _=data["_"],
                state=data["state"],
                box=data["outbox"],
                sender=data["event_from_user"],
                chat_id=chat.id,
                query=event.callback_query if isinstance(event, Update) else None,
            )
        return await handler(event, data)
