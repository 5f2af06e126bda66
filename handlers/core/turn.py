"""One message or press of a person, with all that is needed to answer it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.fsm.context import FSMContext
from aiogram.methods import AnswerCallbackQuery, EditMessageReplyMarkup, EditMessageText, SendMessage
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

from handlers.core import edits
from handlers.core.link_in_words import as_tap
from handlers.core.outbox import Outbox
from handlers.core.question import Questions
from handlers.core.voice import voice
from handlers.views import mission_stamp
from handlers.views.data import MenuChoice
from handlers.views.keyboards import NOTICE, Keyboard
from handlers.views.mission_switch import MENU, SECTIONS
from handlers.views.origin import Back, parted
from locales import N_, Texts, catalogues
from missions.people import access, mission_meant
from missions.people import person as people
from storage.cards import stands_in
from storage.database import UnitSession
from storage.tables import OutboxRow, Person

ASKED = "asked"
"""Where the conversation's data keep the open question: {"row": outbox id} or {"message": message id}."""
BELOW = N_("➡️ See below")
"""What is left of a screen that goes on in a newer message."""
REPLY_KEYBOARD = "reply_keyboard"
"""Whether the open question has buttons in place of the keyboard, which stay until they are taken away."""


@dataclass(frozen=True, slots=True)
class Turn:
    """All that a handler needs beyond the message itself and what the pressed button carries."""

    session: UnitSession
    person: Person
    _: Texts
    state: FSMContext
    box: Outbox
    sender: User
    chat_id: int
    query: CallbackQuery | None = None
    """The press, where it was a button."""
    under_notice: bool = False
    """Whether the pressed button is under a notice, which keeps its text."""
    questions: Questions = field(default_factory=dict)
    """What each state of a conversation waits for."""

    @property
    def back(self) -> Back | None:
        """The way back to where the pressed button was found, if it carried one."""
        return Back(self.box.back) if self.box.back else None

    @property
    def pressed(self) -> Message | None:
        """The message whose button was pressed, where it can still be edited."""
        message = self.query.message if self.query else None
        return message if isinstance(message, Message) else None

    @property
    def place(self) -> Message | None:
        """The message whose place an answer takes: the pressed one, unless it is a notice."""
        return None if self.under_notice else self.pressed

    def speaking(self, _: Texts) -> Turn:
        """The same turn, answered in another voice."""
        self.box.read_by(self.person, _)
        return replace(self, _=_)

    def below(self) -> Turn:
        """The same turn, answered below what was pressed and not in its place."""
        return replace(self, query=None)

    async def say(
        self, text: Markup, keyboard: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None = None
    ) -> int:
        """Send a message below; the row's id. What was refused before it is said above."""
        heading, self.box.heading = self.box.heading, None
        if heading is not None:
            text = Markup("\n\n").join([heading, text])
        return await self.box.post(SendMessage(chat_id=self.chat_id, text=text, reply_markup=keyboard))

    async def toast(self, text: str) -> None:
        """Answer the press with a line that goes away by itself."""
        await self._answer(text, alert=False)

    async def alert(self, text: str) -> None:
        """Answer the press with a line that the person has to close."""
        await self._answer(text, alert=True)

    async def _answer(self, text: str, *, alert: bool) -> None:
        if self.query is not None:
            call = AnswerCallbackQuery(callback_query_id=self.query.id, text=text, show_alert=alert or None)
            await self.box.post(call)

    async def greet(self, text: Markup, keyboard: InlineKeyboardMarkup) -> None:
        """Welcome someone; of two welcomes that wait (unblocking, and the /start that did it) the later one is sent."""
        call = SendMessage(chat_id=self.chat_id, text=text, reply_markup=keyboard)
        await self.box.post(call, key=f"welcome:{self.chat_id}")

    async def show(self, text: Markup, keyboard: InlineKeyboardMarkup | None = None) -> bool:
        """Shows it in place of the pressed message, or below where none was; False where it reads so already.

        Below a notice, unless this is what the notice itself reads now.
        """
        if self.query is None or (self.under_notice and not await self._is_its_own(keyboard)):
            await self.say(text, keyboard)
            return True
        if self.under_notice and isinstance(keyboard, Keyboard):
            keyboard = keyboard.of_notice()
        elif await self._is_out_of_sight(keyboard):
            await edits.show(self.query, self.box, self._(BELOW))
            await self.say(text, keyboard)
            return True
        return await edits.show(self.query, self.box, text, keyboard)

    async def _is_out_of_sight(self, keyboard: InlineKeyboardMarkup | None) -> bool:
        """Whether a screen of the desk has other messages below it by now: an app shows those."""
        if self.pressed is None or not isinstance(keyboard, Keyboard) or not keyboard.of_desk:
            return False
        return await edits.is_above(self.session, self.chat_id, self.pressed.message_id)

    async def conclude(self, outcome: Markup) -> None:
        """What came of the pressed message: under its text, which stays, and without its buttons."""
        said = [Markup(self.pressed.html_text)] if self.pressed and self.pressed.text else []  # noqa: S704 - our own
        await self.show(Markup("\n\n").join([*said, outcome]))

    async def _is_its_own(self, keyboard: InlineKeyboardMarkup | None) -> bool:
        """Whether a screen is the pressed notice's: the same thing in another state, or the end of all buttons."""
        if keyboard is None or not keyboard.inline_keyboard:
            return True
        about = keyboard.about if isinstance(keyboard, Keyboard) else None
        if about is None or self.pressed is None:
            return False
        thing = about.kind, about.thing_id, about.day
        return await stands_in(self.session, self.chat_id, self.pressed.message_id, thing)

    async def ask(self, text: Markup, keyboard: InlineKeyboardMarkup) -> None:
        """Put a question, in place of what was pressed or below; buttons of the question before it go."""
        await self._take_reply_keyboard()
        await self.drop_question()
        if self.place is None:
            await self.state.update_data({ASKED: {"row": await self.say(text, keyboard)}})
        else:
            await self.show(text, keyboard)
            await self.state.update_data({ASKED: {"message": self.place.message_id}})

    async def ask_below(self, text: Markup, keyboard: ReplyKeyboardMarkup, done: Markup) -> None:
        """Put a question whose buttons replace the keyboard; what was pressed reads as done."""
        await self.drop_question()
        if self.query is not None and not self.under_notice:
            await self.show(done)
        await self.ask_also(text, keyboard)

    async def ask_also(self, text: Markup, keyboard: ReplyKeyboardMarkup) -> None:
        """Put a second question below the open one; its buttons replace the keyboard."""
        await self.say(text, keyboard)
        await self.state.update_data({REPLY_KEYBOARD: True})

    async def drop_question(self) -> None:
        """Take the buttons off the open question, unless it is the pressed message itself."""
        asked = await self.state.get_value(ASKED)
        if not asked:
            return
        row, message_id = asked.get("row"), asked.get("message")
        if row is not None and self.place is not None:
            sent = await self.session.get(OutboxRow, row)
            message_id = sent.message_id if sent else None
        if self.place is None or message_id not in (None, self.place.message_id):
            bare = EditMessageReplyMarkup(chat_id=self.chat_id, message_id=message_id or 0)
            await self.box.post(bare, after_id=row)
        await self.state.update_data({ASKED: None})

    async def rewrite(self, asked: Mapping[str, int], text: Markup) -> None:
        """Let an earlier message, noted as the open question is, read so from now on, without buttons."""
        row, message_id = asked.get("row"), asked.get("message")
        if message_id is None and row is not None:
            sent = await self.session.get(OutboxRow, row)
            message_id = sent.message_id if sent else None
        call = EditMessageText(chat_id=self.chat_id, message_id=message_id or 0, text=text)
        key = f"edit:{self.chat_id}:{message_id}" if message_id else None
        await self.box.post(call, after_id=None if message_id else row, key=key)

    async def finish(self) -> None:
        """The conversation is over: no question is open, and nothing typed is taken for an answer."""
        await self._take_reply_keyboard()
        await self.drop_question()
        await self.state.clear()

    async def _take_reply_keyboard(self) -> None:
        if await self.state.get_value(REPLY_KEYBOARD):
            await self.say(self._("Saved."), ReplyKeyboardRemove())
            await self.state.update_data({REPLY_KEYBOARD: False})


class TurnMiddleware(BaseMiddleware):
    """Gives handlers their `turn`: who speaks, in which language, and the means to answer."""

    def __init__(self, default_language: str, questions: Questions) -> None:
        self._default_language = default_language
        self._questions = questions

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - aiogram's signature
        user: User | None = data.get("event_from_user")
        bot: Bot = data["bot"]
        # Telegram tells a bot of its own pins, too.
        if user is None or user.id == bot.id or not isinstance(event, Update):
            return None
        session: UnitSession = data["session"]
        event, under_notice = _read(event)
        language = catalogues().pick(user.language_code, self._default_language)
        person = await people.meet(session, user.id, language, data["speaker"])
        if event.message or event.callback_query:
            # Who writes can be written to, whatever an earlier delivery found.
            people.regain(person)
        chat: Chat | None = data.get("event_chat")
        _ = await voice(session, person)
        box: Outbox = data["outbox"]
        box.read_by(person, _)
        state = data.get("raw_state")
        question = self._questions.get(state or "")
        if question is None or not question.takes_links:
            event = await as_tap(session, event, awaited=state is not None)
        event = await _with_mission(event, session, person, box)
        data["turn"] = Turn(
            session=session,
            person=person,
            _=_,
            state=data["state"],
            box=box,
            sender=user,
            chat_id=chat.id if chat else user.id,
            query=event.callback_query,
            under_notice=under_notice,
            questions=self._questions,
        )
        return await handler(event, data)


def _read(update: Update) -> tuple[Update, bool]:
    """The update without the mark on a notice's button, and whether there was one."""
    query = update.callback_query
    if query is None or not (query.data or "").startswith(NOTICE):
        return update, False
    bare = query.model_copy(update={"data": (query.data or "").removeprefix(NOTICE)})
    return update.model_copy(update={"callback_query": bare}), True


async def _with_mission(event: Update, session: UnitSession, person: Person, box: Outbox) -> Update:
    """The update as journeys know it; what its button carries besides is known to the unit of work.

    Raises:
        Refusal: the button chooses a mission in which the person has no part.
    """
    query = event.callback_query
    press = mission_stamp.read(query.data or "") if query else mission_stamp.Press("")
    own, box.back = parted(press.data)
    box.section = _section(event.message, own)
    mission_meant.ask(session, person, press.mission_id)
    if press.chooses and press.mission_id is not None:
        await mission_meant.choose(session, person, press.mission_id, access.NOT_FOR_YOU)
    if query is None or own == query.data:
        return event
    return event.model_copy(update={"callback_query": query.model_copy(update={"data": own})})


_SECTIONS = {
    "card": "people",
    "ask": "people",
    "dir": "directory",
    "dirw": "directory",
    "day": "agenda",
    "today": "today",
    "ics": "agenda",
    "sheet": "agenda",
    "plan": "agenda",
    "ses": "programme",
    "prog": "programme",
}
"""By the kind of button, the screen of the menu that it belongs to."""


def _section(message: Message | None, pressed: str) -> str:
    """Where a person is who presses or types this."""
    kind, _colon, to = pressed.partition(":")
    if message is not None and (message.text or "").startswith("/"):
        to = (message.text or "").split()[0].removeprefix("/")
    elif kind != MenuChoice.__prefix__:
        return _SECTIONS.get(kind, MENU)
    return to if to in SECTIONS else MENU
