"""The buttons on a request and on a meeting: look, confirm, withdraw, decline, cancel, contact."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.types import CallbackQuery

from handlers.core import telegram_channel
from handlers.core.turn import Turn
from handlers.meetings import company, note, on_the_day, screen
from handlers.meetings import reasons_asked as meeting_reasons
from handlers.meetings import times as meeting_times
from handlers.meetings.data import Act, MeetingPress, PlacePress, WordsPress
from handlers.meetings.stale import StaleMiddleware
from handlers.views import contact_card, reasons
from locales import N_
from missions.errors import Refusal
from missions.meetings import agreeing, requests
from missions.meetings.states import Taken

NOT_CONFIRMED = N_("The contact is shown once the meeting is confirmed.")


def router() -> Router:
    presses = Router(name="meetings")
    presses.callback_query.middleware(StaleMiddleware())
    presses.message.middleware(StaleMiddleware())
    handlers = {
        Act.SHOW: show,
        Act.CONFIRM: confirm,
        Act.WHEN: meeting_times.ask,
        Act.SLOT: meeting_times.propose,
        Act.DECLINE: meeting_reasons.ask,
        Act.CANCEL: meeting_reasons.ask,
        Act.WITHDRAW: withdraw,
        Act.CONTACT: hand_out,
        Act.ON_THE_WAY: on_the_day.on_the_way,
        Act.LATE: on_the_day.late,
        Act.CANNOT_COME: on_the_day.cannot_come,
        Act.AFTER_ALL: on_the_day.after_all,
        Act.SEATED: on_the_day.seated,
        Act.DIGITS: on_the_day.digits,
        Act.STOP_WAITING: on_the_day.stop_waiting,
        Act.COMPANY: company.ask,
        Act.ALONG: company.ask_along,
        Act.INSTEAD: company.ask_instead,
        Act.FIND: company.ask_name,
        Act.NOTE: note.ask,
    }
    own_words = (F.act.in_({Act.DECLINED, Act.CANCELLED})) & (F.arg == reasons.OWN_WORDS)
    presses.callback_query.register(meeting_reasons.ask_words, MeetingPress.filter(own_words))
    presses.callback_query.register(meeting_reasons.say_words, WordsPress.filter())
    presses.callback_query.register(decline, MeetingPress.filter(F.act == Act.DECLINED))
    presses.callback_query.register(cancel, MeetingPress.filter(F.act == Act.CANCELLED))
    for act, handler in handlers.items():
        presses.callback_query.register(handler, MeetingPress.filter(F.act == act))
    for place_act, place_handler in company.PLACES.items():
        presses.callback_query.register(place_handler, PlacePress.filter(F.act == place_act))
    for state, take, refuse in (
        (company.Bringing.name, company.take_name, company.no_name),
        (note.Correcting.note, note.take, note.no_words),
    ):
        presses.message.register(take, StateFilter(state), F.text, ~F.text.startswith("/"))
        presses.message.register(refuse, StateFilter(state), ~F.text)
    saying = StateFilter(meeting_reasons.Saying.reason)
    presses.message.register(meeting_reasons.take_words, saying, F.text, ~F.text.startswith("/"))
    presses.message.register(meeting_reasons.no_words, saying, ~F.text)
    return presses


async def show(_query: CallbackQuery, callback_data: MeetingPress, turn: Turn) -> None:
    # Looking does no harm, whatever revision the button was drawn with.
    await screen.show(turn, *await screen.looked_at(turn, callback_data))


async def confirm(_query: CallbackQuery, callback_data: MeetingPress, turn: Turn) -> None:
    try:
        done = await agreeing.confirm(turn.session, turn.person, *callback_data.named)
    except Taken as taken:
        await turn.alert(turn._.plain_message(taken))
        await meeting_times.show(turn, callback_data, 0)
        return
    await screen.show_done(turn, done)


async def withdraw(_query: CallbackQuery, callback_data: MeetingPress, turn: Turn) -> None:
    await screen.show_done(turn, await requests.withdraw(turn.session, turn.person, *callback_data.named))


async def decline(_query: CallbackQuery, callback_data: MeetingPress, turn: Turn) -> None:
    reason = reasons.kept(callback_data.arg)
    await screen.show_done(turn, await requests.decline(turn.session, turn.person, *callback_data.named, reason))


async def cancel(_query: CallbackQuery, callback_data: MeetingPress, turn: Turn) -> None:
    reason = reasons.kept(callback_data.arg)
    await screen.show_done(turn, await agreeing.cancel(turn.session, turn.person, *callback_data.named, reason))


async def hand_out(_query: CallbackQuery, callback_data: MeetingPress, turn: Turn) -> None:
    """The contacts of the others, below."""
    found, side = await screen.looked_at(turn, callback_data)
    if not found.meeting.is_agreed or not found.sits(side.id):
        raise Refusal(NOT_CONFIRMED)
    for other in found.others(side.id):
        card = contact_card.contact(found, other)
        await turn.box.post(telegram_channel.contact(turn.chat_id, turn._, card), names=[other.id])
