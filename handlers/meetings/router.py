"""The buttons on a request and on a meeting: look, confirm, withdraw, decline, cancel, contact."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.types import CallbackQuery

from handlers.meetings import notices as _renderers  # noqa: F401 - they register themselves
from handlers.meetings import reasons_asked as meeting_reasons
from handlers.meetings import times as meeting_times
from handlers.meetings import view as meeting_view
from handlers.meetings.data import Act, MeetingPress
from handlers.meetings.press import Press, PressMiddleware
from handlers.views import contact_card, reasons
from locales import N_
from missions.errors import Refusal
from missions.meetings import expiry as _jobs  # noqa: F401 - the clock asks them
from missions.meetings import requests
from missions.meetings.details import details
from missions.meetings.states import Taken

NOT_CONFIRMED = N_("The contact is shown once the meeting is confirmed.")


def router() -> Router:
    presses = Router(name="meetings")
    presses.callback_query.middleware(PressMiddleware())
    presses.message.middleware(PressMiddleware())
    handlers = {
        Act.SHOW: show,
        Act.CONFIRM: confirm,
        Act.WHEN: meeting_times.ask,
        Act.SLOT: meeting_times.propose,
        Act.DECLINE: meeting_reasons.ask,
        Act.CANCEL: meeting_reasons.ask,
        Act.WITHDRAW: withdraw,
        Act.CONTACT: hand_out,
    }
    own_words = (F.act.in_({Act.DECLINED, Act.CANCELLED})) & (F.arg == reasons.OWN_WORDS)
    presses.callback_query.register(meeting_reasons.ask_words, MeetingPress.filter(own_words))
    presses.callback_query.register(decline, MeetingPress.filter(F.act == Act.DECLINED))
    presses.callback_query.register(cancel, MeetingPress.filter(F.act == Act.CANCELLED))
    for act, handler in handlers.items():
        presses.callback_query.register(handler, MeetingPress.filter(F.act == act))
    saying = StateFilter(meeting_reasons.Saying.reason)
    presses.message.register(meeting_reasons.take_words, saying, F.text, ~F.text.startswith("/"))
    presses.message.register(meeting_reasons.no_words, saying, ~F.text)
    return presses


async def show(_query: CallbackQuery, press: Press) -> None:
    # Looking does no harm, whatever revision the button was drawn with.
    meeting, side = await press.seen()
    await press.show(*await meeting_view.view(press.session, press._, meeting, side, press.person))


async def confirm(_query: CallbackQuery, press: Press) -> None:
    try:
        done = await requests.confirm(press.session, press.person, *press.named)
    except Taken as taken:
        await press.alert(press._.plain_message(taken))
        await meeting_times.show(press, 0)
        return
    await press.show_done(done)
    if not done.agreed:
        return
    found = await details(press.session, done.meeting)
    for call in contact_card.both(press._, found, done.side, press.chat_id):
        await press.outbox.post(call)


async def withdraw(_query: CallbackQuery, press: Press) -> None:
    await press.show_done(await requests.withdraw(press.session, press.person, *press.named))


async def decline(_query: CallbackQuery, press: Press) -> None:
    reason = reasons.kept(press.data.arg)
    await press.show_done(await requests.decline(press.session, press.person, *press.named, reason))


async def cancel(_query: CallbackQuery, press: Press) -> None:
    reason = reasons.kept(press.data.arg)
    await press.show_done(await requests.cancel(press.session, press.person, *press.named, reason))


async def hand_out(_query: CallbackQuery, press: Press) -> None:
    """The other's contact once more, below."""
    meeting, side = await press.seen()
    if not meeting.is_agreed:
        raise Refusal(NOT_CONFIRMED)
    found = await details(press.session, meeting)
    call = contact_card.contact(press._, found, side, press.chat_id)
    if call is not None:
        await press.outbox.post(call)
