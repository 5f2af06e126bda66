"""An answer belongs to its question: one rule for every state that takes text or choices.

A passing question ends with any other act of its person. A lasting one (a registration, an imported profile) survives
every other act: it is set aside, its own buttons still answer it, and the menu offers it again. A text counts only for
the question that was on the screen when it was written. Which states there are, and what answers them, is the table in
`handlers.questions`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from aiogram import BaseMiddleware
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject, Update

from handlers.core.question import Question, Questions
from handlers.core.turn import Turn
from handlers.views.typed import SEARCH, WORDS
from locales import N_
from missions.errors import Refusal
from missions.people.mission_meant import ask, meant
from storage.tables import OutboxRow, OutboxState

APP_LIMIT = 4096
"""UTF-16 code units after which the apps cut a text into several messages."""
CUT_WITHIN = timedelta(seconds=2)
"""The rest of a cut text arrives at once: what comes later was written for itself."""
DATE_UNIT = timedelta(seconds=1)
"""What the dates of Telegram are cut to."""
CUT_PARTS = 5
"""Messages that the longest text the apps send makes, with our answer among them."""
SHOWN_BY, CUT_AT, ALBUM = "shown_by", "cut_at", "album"
"""Where the conversation's data keep the outbox row that shows the question, when a cut text came, the last album."""
MISSION, BACK = "mission", "back"
"""Where they keep the mission that the question is about, which what is typed means too, and the way back."""
_OF_THE_SCREEN = frozenset({"asked", "reply_keyboard", SHOWN_BY, CUT_AT, ALBUM})
"""What the data say of messages on the screen: of no use once other messages have come."""
SET_ASIDE = "set-aside"
"""The destiny, in aiogram's storage key, under which questions are kept that were set aside, the newest last."""

CUT = N_("This text is longer than one message, so nothing was saved. Please send a shorter one.")
EARLIER = N_("Your message was sent before this question, so it was not taken as the answer.")


NEUTRAL = frozenset({"/cancel", "/language"})
"""Commands that are about the question that stands."""


class QuestionMiddleware(BaseMiddleware):
    """Ends, sets aside or keeps the question that stands, before the update is handled."""

    def __init__(self, questions: Questions, neutral: tuple[type[CallbackData], ...]) -> None:
        self._questions = questions
        self._neutral = Question(presses=neutral)

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - aiogram's signature
        turn: Turn | None = data.get("turn")
        if turn is None or not isinstance(event, Update) or not (event.message or event.callback_query):
            return await handler(event, data)
        message, query = event.message, event.callback_query
        if (refusal := data.get("refusal")) is not None:
            return await _ask_after_refusal(turn, message, refusal)
        if message is not None and await _is_the_rest(turn, message):
            return None
        before = await turn.state.get_state()
        question = self._questions.get(before or "")
        if query is not None and not self._neutral.takes_press(query):
            await self._before_press(turn, question, query, refused=bool(data.get("refused")))
        elif message is not None and question is not None and not await self._before_message(turn, question, message):
            return None
        data["raw_state"] = after = await turn.state.get_state()
        if data.get("refused"):
            return None
        try:
            result = await handler(event, data)
        except Refusal as why:
            # A lasting question stays where it is; of a command that is refused, nothing has come in its place.
            why.ends_question = query is not None and after != before and not (question and question.lasting)
            raise
        await self._note_what_shows_it(turn)
        return result

    async def _before_press(
        self, turn: Turn, question: Question | None, query: CallbackQuery, *, refused: bool
    ) -> None:
        if question is not None and question.takes_press(query):
            return
        words = await turn.state.get_value(WORDS) if _looks_for_words(query) else None
        await _leave(turn, question)
        if words is not None:
            await turn.state.update_data({WORDS: words})
        if refused:
            # Nothing on the screen would ask what is set aside.
            return
        await resume(turn, lambda state, _data: state in self._questions and self._questions[state].takes_press(query))

    async def _before_message(self, turn: Turn, question: Question, message: Message) -> bool:
        """Whether the message is to be handled."""
        text = message.text or ""
        if text.startswith("/"):
            if text.split()[0].partition("@")[0] not in NEUTRAL:
                await _leave(turn, question)
            return True
        if _length(text) >= APP_LIMIT:
            await turn.state.update_data({CUT_AT: {"date": message.date.isoformat(), "message": message.message_id}})
            await turn.say(turn._(CUT))
            return False
        data = await turn.state.get_data()
        ask(turn.session, turn.person, data.get(MISSION))
        turn.box.back = str(data.get(BACK) or "")
        if await _was_earlier(turn, message):
            await turn.say(turn._(EARLIER))
            await ask_again(turn)
            return False
        return True

    async def _note_what_shows_it(self, turn: Turn) -> None:
        state = await turn.state.get_state()
        row = turn.box.shown.get(turn.chat_id)
        if state in self._questions and row is not None:
            known = meant(turn.session, turn.person)
            mission_id = known.shown or known.asked
            about = {MISSION: mission_id, BACK: turn.box.back} if mission_id is not None else {}
            await turn.state.update_data({SHOWN_BY: row} | about)


async def _ask_after_refusal(turn: Turn, message: Message | None, refusal: Refusal) -> None:
    """What was typed was refused: what was expected is asked again with its buttons, below the reason."""
    if message is not None and message.media_group_id is not None:
        # Noted before, and undone with the refusal: the rest of the album is not answered.
        await turn.state.update_data({ALBUM: message.media_group_id})
    if message is not None and not (message.text or "").startswith("/"):
        turn.box.heading = turn._.message(refusal)
        await ask_again(turn)


async def ask_again(turn: Turn) -> bool:
    """Put the question that stands once more; False when none does."""
    question = turn.questions.get(await turn.state.get_state() or "")
    if question is None or question.ask is None:
        return False
    ask(turn.session, turn.person, await turn.state.get_value(MISSION))
    await question.ask(turn)
    return True


async def waits(turn: Turn) -> bool:
    """Whether a lasting question stands or was set aside: the menu offers to continue it."""
    question = turn.questions.get(await turn.state.get_state() or "")
    return bool(question and question.lasting) or bool(await _stack(turn))


async def resume(turn: Turn, wanted: Callable[[str, dict[str, Any]], bool] = lambda _state, _data: True) -> bool:
    """Let the newest wanted question that was set aside stand again; False where there is none."""
    stack = await _stack(turn)
    for place in reversed(range(len(stack))):
        kept = stack[place]
        if wanted(kept["state"], kept["data"]):
            await _set_aside(turn).set_data({"stack": [*stack[:place], *stack[place + 1 :]]} if len(stack) > 1 else {})
            await turn.state.set_state(kept["state"])
            await turn.state.set_data(kept["data"])
            return True
    return False


async def forget_set_aside(turn: Turn) -> bool:
    """Drop the newest question that was set aside; False where there is none."""
    stack = await _stack(turn)
    await _set_aside(turn).set_data({"stack": stack[:-1]} if len(stack) > 1 else {})
    return bool(stack)


async def _leave(turn: Turn, question: Question | None) -> None:
    if question is None:
        return
    if question.lasting:
        state, data = await turn.state.get_state(), await turn.state.get_data()
        kept = {name: value for name, value in data.items() if name not in _OF_THE_SCREEN}
        await _set_aside(turn).set_data({"stack": [*await _stack(turn), {"state": state, "data": kept}]})
    await turn.finish()


async def _is_the_rest(turn: Turn, message: Message) -> bool:
    """Whether the message belongs to one before it: the rest of a text that the app cut, or one more of an album."""
    data = await turn.state.get_data()
    if message.media_group_id is not None:
        if data.get(ALBUM) == message.media_group_id:
            return True
        await turn.state.update_data({ALBUM: message.media_group_id})
    return bool(message.text) and CUT_AT in data and _follows(message, data[CUT_AT])


def _follows(message: Message, cut: dict[str, Any]) -> bool:
    """Whether a text came at once after the one that was cut: between the two stands our answer at most."""
    at_once = message.date - datetime.fromisoformat(cut["date"]) <= CUT_WITHIN
    return at_once and 0 < message.message_id - cut["message"] <= CUT_PARTS


async def _was_earlier(turn: Turn, message: Message) -> bool:
    """Whether the question was sent after the message: Telegram numbers the messages of a chat in their order."""
    row_id = await turn.state.get_value(SHOWN_BY)
    row = await turn.session.get(OutboxRow, row_id) if row_id is not None else None
    if row is None:
        return False
    if row.message_id is not None:
        return message.message_id < row.message_id
    # Not sent yet, or not noted: what is older than the row was written without it. Dates are in whole seconds.
    return row.state is OutboxState.PENDING and message.date + DATE_UNIT <= row.created_at


def _looks_for_words(query: CallbackQuery) -> bool:
    """Whether the button looks for what was typed: words outlast the question that they were no answer to."""
    return SEARCH in (query.data or "").split(":")


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


async def _stack(turn: Turn) -> list[dict[str, Any]]:
    return list((await _set_aside(turn).get_data()).get("stack", []))


def _set_aside(turn: Turn) -> FSMContext:
    return FSMContext(storage=turn.state.storage, key=replace(turn.state.key, destiny=SET_ASIDE))
