"""Another note to a request that waits for its answer: the card of the other side follows."""

from __future__ import annotations

from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.core.turn import Turn
from handlers.meetings import screen
from handlers.meetings.data import MeetingPress
from locales import N_
from missions.errors import Refusal
from missions.meetings import requests
from missions.meetings.states import take_up
from missions.meetings.transitions import MeetingAct
from missions.registration.fields import typed

NO_WORDS = N_("Please type the note as text. /cancel to stop.")


class Correcting(StatesGroup):
    note = State()


async def ask(_query: CallbackQuery, callback_data: MeetingPress, turn: Turn) -> None:
    await take_up(turn.session, turn.person, *callback_data.named, MeetingAct.CORRECT)
    await turn.state.set_state(Correcting.note)
    await turn.state.set_data({"meeting": callback_data.id, "revision": callback_data.revision})
    await ask_again(turn)


async def ask_again(turn: Turn) -> None:
    """Ask for the note."""
    await turn.below().say(turn._("✏️ Type the note as it should read. /cancel to stop."))


async def take(message: Message, turn: Turn) -> None:
    data = await turn.state.get_data()
    words = typed("note", message.text or "").text
    done = await requests.correct(turn.session, turn.person, data["meeting"], data["revision"], words)
    await turn.finish()
    await screen.show_done(turn, done)


async def no_words(_message: Message) -> None:
    raise Refusal(NO_WORDS)
