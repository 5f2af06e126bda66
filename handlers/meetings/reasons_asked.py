"""Why somebody declines or cancels: a common reason, their own words, or none."""

from __future__ import annotations

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.methods import EditMessageReplyMarkup, SendMessage
from aiogram.types import CallbackQuery, Message

from handlers.core import edits
from handlers.core.notices import tell
from handlers.core.outbox import Outbox
from handlers.meetings import view as meeting_view
from handlers.meetings.data import Act
from handlers.meetings.press import Press
from handlers.views import reasons
from handlers.views.keyboards import inline
from locales import Texts
from missions.meetings import requests
from missions.meetings.states import Turn, take_up
from missions.registration.fields import typed
from storage.database import UnitSession
from storage.tables import Person


class Saying(StatesGroup):
    reason = State()


async def ask(_query: CallbackQuery, press: Press) -> None:
    """The reasons as buttons under the message, whose text stays."""
    _, act = press._, press.data.act
    turn = Turn.ANSWERS if act is Act.DECLINE else Turn.EITHER
    standing = await take_up(press.session, press.person, *press.named, turn)
    meeting = standing.meeting
    then = Act.DECLINED if act is Act.DECLINE else Act.CANCELLED
    bare = _.plain("Decline without a reason") if act is Act.DECLINE else _.plain("Cancel without a reason")
    rows = [
        [meeting_view.press(_, _.plain(reasons.REASONS[number]), then, meeting, number)]
        for number in (reasons.FOR_DECLINING if act is Act.DECLINE else reasons.FOR_CANCELLING)
    ]
    rows.append([meeting_view.press(_, _.plain("✏️ In my own words"), then, meeting, reasons.OWN_WORDS)])
    rows.append([meeting_view.press(_, bare, then, meeting, reasons.NONE)])
    rows.append([meeting_view.press(_, _.plain("‹ Back"), Act.SHOW, meeting)])
    keyboard, message = inline(_, rows), press.query.message
    if isinstance(message, Message):
        call = EditMessageReplyMarkup(chat_id=press.chat_id, message_id=message.message_id, reply_markup=keyboard)
        await press.outbox.post(call, key=f"edit:{press.chat_id}:{message.message_id}")
        return
    text, _old = await meeting_view.view(press.session, _, meeting, standing.side, press.person)
    await press.outbox.post(SendMessage(chat_id=press.chat_id, text=text, reply_markup=keyboard))


async def ask_words(_query: CallbackQuery, press: Press, state: FSMContext) -> None:
    turn = Turn.ANSWERS if press.data.act is Act.DECLINED else Turn.EITHER
    await take_up(press.session, press.person, *press.named, turn)
    await state.set_state(Saying.reason)
    asked_under = press.query.message.message_id if press.query.message else None
    await state.set_data(
        {
            "act": press.data.act,
            "meeting": press.data.id,
            "revision": press.data.revision,
            "message": asked_under,
        }
    )
    text = press._("Please write the reason in a few words: it is passed on as you write it. /cancel to stop.")
    await press.outbox.post(SendMessage(chat_id=press.chat_id, text=text))


async def take_words(
    message: Message, *, state: FSMContext, session: UnitSession, person: Person, _: Texts, outbox: Outbox
) -> None:
    words = reasons.kept_words(typed("reason", message.text or "").text)
    data = await state.get_data()
    act = requests.decline if data["act"] == Act.DECLINED else requests.cancel
    done = await act(session, person, data["meeting"], data["revision"], words)
    await state.clear()
    await edits.disarm(outbox, message.chat.id, data.get("message"))
    text, keyboard = await meeting_view.view(session, _, done.meeting, done.side, person)
    await message.answer(text, reply_markup=keyboard)
    await tell(outbox, done.notices)


async def no_words(message: Message, _: Texts) -> None:
    await message.answer(_("A reason is written as text, please. /cancel to stop."))
