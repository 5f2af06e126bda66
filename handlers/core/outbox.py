"""Posts what handlers and notices say into the outbox, in the same transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from aiogram import Bot
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendMessage, TelegramMethod
from aiogram.types import BufferedInputFile, InlineKeyboardMarkup, InputFile
from markupsafe import Markup, escape

from handlers.core.message_parts import TOAST_LIMIT, parts, units
from handlers.core.right_to_left import left_to_right, right_to_left
from handlers.views.keyboards import Keyboard, addressed, leading_back
from handlers.views.message import About
from handlers.views.mission_switch import MENU
from locales import Texts
from missions.notices import Notice
from missions.people.mission_meant import meant
from storage import outbox
from storage.cards import keep
from storage.database import UnitSession
from storage.tables import Lane, LiveCard, Person

SAME_TAP = timedelta(seconds=10)
"""A tap that is repeated sooner is impatience, or a phone that was slow to show what came of the first."""

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
        self.reader_id: int | None = None
        """Whose press or message is answered: answerCallbackQuery itself does not say it."""
        self.right_to_left = False
        """Whether the language of the reader is written so."""

        self.press = ""
        """Names the tap that is answered, so that the same one within seconds raises no alarm."""
        self.about: AbstractSet[str] = frozenset()
        """Whom the notice that is being posted is about, by reference: its rows keep it."""
        self.quiet: tuple[datetime, datetime] | None = None
        """Their next quiet time, where the notice that is being posted can wait for its end."""
        self.section = MENU
        """Where the reader is, as a `MenuChoice` names it: what the way to another mission opens there."""
        self.heading: Markup | None = None
        """Why the message that is answered was refused: said above the question, which is asked again."""
        self.back = ""
        """The way back that the pressed button carried: what it opens carries it on."""
        self._reading: tuple[Person, Texts] | None = None
        self.shown: dict[int, int] = {}
        """By chat, the row of the last message that was sent or edited: what stands on the screen now."""

    @contextmanager
    def reading(self, person: Person, _: Texts) -> Iterator[None]:
        """Post to this person, in this voice: their buttons name the mission that they mean."""
        before = self._reading, self.right_to_left
        self.read_by(person, _)
        try:
            yield
        finally:
            self._reading, self.right_to_left = before

    def read_by(self, person: Person, _: Texts) -> None:
        """The same until the unit of work is over, or another call says otherwise."""
        self._reading, self.right_to_left = (person, _), _.language.rtl

    def addressed(self, keyboard: InlineKeyboardMarkup) -> InlineKeyboardMarkup:
        """The keyboard as it is posted: each of its buttons names its mission."""
        if self.back:
            keyboard = leading_back(keyboard, self.back)
        if self._reading is None:
            return keyboard
        person, _ = self._reading
        return addressed(_, keyboard, meant(self.session, person), self.section)

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
        follows: About | None = None,
        names: Collection[int] = (),
    ) -> int:
        """Queue a call; the row's id can be the after_id of a later one, which then acts on the message it sent.

        A text that is too long for one message goes out in several, with its buttons on the last, whose id it is then.
        key and first are as `storage.outbox.post` has them. follows: what the message is about, if no keyboard says so.
        names: the delegates whom it names, besides those of its buttons: an erasure finds it by them.
        """
        if isinstance(method, AnswerCallbackQuery):
            self.answered_callback = True
            method = await self._without_alarm(method)
            key, first = self.press or None, True
        keyboard = getattr(method, "reply_markup", None)
        live = keyboard if isinstance(keyboard, Keyboard) else None
        about = follows or (live.about if live else None)
        named = {*names, *(about.names if about else ()), *(live.named if live else ())}
        if isinstance(keyboard, InlineKeyboardMarkup):
            method = method.model_copy(update={"reply_markup": self.addressed(keyboard)})
        calls = self._calls(method)
        for number, call in enumerate(calls):
            params, files = _parameters(self.bot, call)
            row_id = await outbox.post(
                self.session,
                call.__api_method__,
                params,
                lane=lane,
                chat_id=self._chat_of(call, params) if chat_id is None else chat_id,
                files=files,
                # Only the first part takes the place of what was there; the others follow it.
                after_id=None if number else after_id,
                key=f"{key}:{number}" if number and key else key,
                first=first and not number,
                not_before=not_before,
                expires_at=expires_at,
                quiet=self.quiet,
                announcement_id=announcement_id,
                about=self.about | {f"delegate:{each}" for each in named},
            )
            if about is not None and call is calls[-1]:
                notice = live is not None and live.notice
                await self._keep_card(about, row_id, params, None if number else after_id, notice=notice)
        if isinstance(method, SendMessage | EditMessageText) and isinstance(method.chat_id, int):
            self.shown[method.chat_id] = row_id
        return row_id

    def _calls(self, method: TelegramMethod[Any]) -> list[TelegramMethod[Any]]:
        if not self.right_to_left:
            # Of whom nothing is known may read either way.
            return _calls(left_to_right(method) if self._reading else method, self.reader_id)
        # Once more for lines that were cut: what is left of one may begin on the left.
        return [right_to_left(call) for call in _calls(right_to_left(method), self.reader_id)]

    async def _without_alarm(self, answer: AnswerCallbackQuery) -> AnswerCallbackQuery:
        """The answer, as a line that goes away by itself where the same tap was done within seconds before."""
        if not answer.show_alert or not self.press:
            return answer
        since = self.session.now - SAME_TAP
        earlier = await outbox.posted(self.session, self.reader_id or 0, self.press, since)
        done = bool(earlier) and not any(params.get("show_alert") for params in earlier)
        return answer.model_copy(update={"show_alert": None}) if done else answer

    async def _keep_card(
        self, about: About, row: int, params: dict[str, Any], after_id: int | None, *, notice: bool
    ) -> None:
        """From now on the message follows what it is about."""
        message_id = params.get("message_id") or None
        await keep(
            self.session,
            LiveCard(
                chat_id=params["chat_id"],
                kind=about.kind,
                thing_id=about.thing_id,
                side_id=about.side_id,
                day=about.day,
                sent_row=None if message_id else after_id or row,
                message_id=message_id,
                drawn_by=row,
                truth=about.truth,
                notice=notice,
                true_until=about.until,
                created_at=self.session.now,
            ),
        )

    def _chat_of(self, call: TelegramMethod[Any], params: dict[str, Any]) -> int | None:
        return self.reader_id if isinstance(call, AnswerCallbackQuery) else params.get("chat_id")


def _calls(method: TelegramMethod[Any], reader_id: int | None) -> list[TelegramMethod[Any]]:
    """The call as Telegram takes it: a text cut into parts, a long toast said in a message."""
    if isinstance(method, AnswerCallbackQuery) and reader_id and units(method.text or "") > TOAST_LIMIT:
        bare = method.model_copy(update={"text": None, "show_alert": None})
        # The toast is plain text, and would be read as HTML.
        return [bare, SendMessage(chat_id=reader_id, text=str(escape(method.text)))]
    if isinstance(method, SendMessage | EditMessageText) and method.text and not method.entities:
        texts = parts(method.text)
        if len(texts) > 1:
            first = method.model_copy(update={"text": texts[0], "reply_markup": None})
            return [first, *(_following(method, texts, number) for number in range(1, len(texts)))]
    return [method]


def _following(method: SendMessage | EditMessageText, texts: list[str], number: int) -> SendMessage:
    last = number == len(texts) - 1
    return SendMessage(
        chat_id=method.chat_id or 0,
        text=texts[number],
        parse_mode=method.parse_mode,
        link_preview_options=method.link_preview_options,
        reply_markup=method.reply_markup if last else None,
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
