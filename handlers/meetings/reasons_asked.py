"""Why a delegate declines or cancels: a common reason, their own words, or none."""

from __future__ import annotations

from aiogram.fsm.state import State, StatesGroup
from aiogram.methods import EditMessageReplyMarkup
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from handlers.core import edits
from handlers.core.turn import Turn
from handlers.meetings import screen
from handlers.meetings import view as meeting_view
from handlers.meetings.data import Act, MeetingPress, WordsPress
from handlers.views import reasons
from handlers.views.keyboards import Keyboard, Screen, button, choosing, inline
from handlers.views.meeting import when
from locales import N_, Texts
from missions.errors import Refusal
from missions.meetings import agreeing, requests
from missions.meetings.details import details
from missions.meetings.states import MeetingSide, take_up
from missions.meetings.transitions import MeetingAct
from missions.registration.fields import typed
from storage.tables import Meeting

NO_WORDS = N_("Please type the reason as text. /cancel to stop.")
OLD = N_("This button no longer works.")
WHY = {
    Act.DECLINE: N_("✖️ Decline the meeting with <b>{name}</b>, {when}? Choose the reason that {name} will read."),
    Act.CANCEL: N_("✖️ Cancel the meeting with <b>{name}</b>, {when}? Choose the reason that {name} will read."),
}

MEANT = {
    Act.DECLINE: MeetingAct.DECLINE,
    Act.DECLINED: MeetingAct.DECLINE,
    Act.CANCEL: MeetingAct.CANCEL,
    Act.CANCELLED: MeetingAct.CANCEL,
}


class Saying(StatesGroup):
    reason = State()


async def ask(_query: CallbackQuery, callback_data: MeetingPress, turn: Turn) -> None:
    """The reasons as buttons: under the meeting, whose text stays; below a notice."""
    _, act = turn._, callback_data.act
    standing = await take_up(turn.session, turn.person, *callback_data.named, MEANT[act])
    keyboard = _reasons(_, act, standing.meeting)
    choosing((Markup(), keyboard), standing.meeting, standing.side.id)
    if turn.place is None:
        found = await details(turn.session, standing.meeting)
        at = when(_, found.slot, found.mission)
        await turn.say(_(WHY[act], name=standing.other.called, when=at), keyboard)
        return
    number = turn.place.message_id
    call = EditMessageReplyMarkup(chat_id=turn.chat_id, message_id=number, reply_markup=keyboard)
    await turn.box.post(call, key=f"edit:{turn.chat_id}:{number}")


def _reasons(_: Texts, act: Act, meeting: Meeting) -> Keyboard:
    declines = act is Act.DECLINE
    then = Act.DECLINED if declines else Act.CANCELLED
    bare = _.plain("Decline without a reason") if declines else _.plain("Cancel without a reason")
    rows = [
        [meeting_view.press(_, _.plain(reasons.REASONS[number]), then, meeting, number)]
        for number in (reasons.FOR_DECLINING if declines else reasons.FOR_CANCELLING)
    ]
    rows.append([meeting_view.press(_, _.plain("✏️ Other reason…"), then, meeting, reasons.OWN_WORDS)])
    rows.append([meeting_view.press(_, bare, then, meeting, reasons.NONE)])
    rows.append([meeting_view.press(_, _.plain("‹ Back"), Act.SHOW, meeting)])
    return inline(_, rows)


async def ask_words(_query: CallbackQuery, callback_data: MeetingPress, turn: Turn) -> None:
    await take_up(turn.session, turn.person, *callback_data.named, MEANT[callback_data.act])
    await turn.state.set_state(Saying.reason)
    asked_under = turn.query.message.message_id if turn.query and turn.query.message else None
    await turn.state.set_data(
        {
            "act": callback_data.act,
            "meeting": callback_data.id,
            "revision": callback_data.revision,
            "message": asked_under,
        }
    )
    await ask_again(turn)


async def ask_again(turn: Turn) -> None:
    """Ask for the reason in words."""
    await turn.below().say(
        turn._("Please type the reason in a few words; it will be passed on as you type it. /cancel to stop.")
    )


async def take_words(message: Message, turn: Turn) -> None:
    """The reason is shown as it would be passed on: it cannot be taken back once said."""
    words = reasons.kept_words(typed("reason", message.text or "").text)
    await turn.state.update_data(words=words)
    data = await turn.state.get_data()
    standing = await take_up(turn.session, turn.person, data["meeting"], data["revision"], MEANT[Act(data["act"])])
    screen = _shown(turn._, Act(data["act"]), standing, words)
    await turn.ask(*choosing(screen, standing.meeting, standing.side.id))


def _shown(_: Texts, act: Act, standing: MeetingSide, words: str) -> Screen:
    if act is Act.DECLINED:
        text = _(
            "Decline the meeting with {name} for this reason?\n\n<i>{reason}</i>",
            name=standing.other.called,
            reason=words,
        )
        send = _.plain("📨 Decline with this reason")
    else:
        text = _(
            "Cancel the meeting with {name} for this reason?\n\n<i>{reason}</i>",
            name=standing.other.called,
            reason=words,
        )
        send = _.plain("📨 Cancel with this reason")
    meeting = standing.meeting
    change = button(_.plain("✏️ Edit"), WordsPress(send=False, id=meeting.id))
    back = meeting_view.press(_, _.plain("‹ Back"), Act.SHOW, meeting)
    return text, inline(_, [[button(send, WordsPress(send=True, id=meeting.id))], [change, back]])


async def say_words(_query: CallbackQuery, callback_data: WordsPress, turn: Turn) -> None:
    """The words that were shown are passed on, or others asked for."""
    data = await turn.state.get_data()
    if await turn.state.get_state() != Saying.reason.state or data["meeting"] != callback_data.id:
        raise Refusal(OLD)
    if not callback_data.send or not data.get("words"):
        await ask_again(turn)
        return
    act = requests.decline if data["act"] == Act.DECLINED else agreeing.cancel
    done = await act(turn.session, turn.person, data["meeting"], data["revision"], data["words"])
    await turn.finish()
    await edits.disarm(turn.box, turn.chat_id, data.get("message"))
    await screen.show_done(turn, done)


async def no_words(_message: Message) -> None:
    raise Refusal(NO_WORDS)
