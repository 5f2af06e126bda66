"""What interpreters press, and what the desk presses about them."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.methods import EditMessageReplyMarkup
from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.core.notices import tell
from handlers.core.turn import Turn
from handlers.interpreters import outage
from handlers.interpreters.data import MendPress
from handlers.interpreters.notices import seen_button
from handlers.interpreters.view import view
from handlers.views.data import DutyAct, DutyPress, MenuChoice, OutagePress
from handlers.views.keyboards import Screen, button, inline
from handlers.views.message import Rows
from handlers.views.place import both, pair
from locales import Texts
from missions.errors import Refusal
from missions.interpreters import knowledge, mending, outages
from missions.interpreters.mending import CHANGED
from missions.interpreters.outages import Reported
from missions.meetings.details import details, names_of
from missions.meetings.states import NOT_YOURS
from missions.people.whose import interprets
from missions.timetables import interpreters
from storage.tables import BOOKED_STATES, Interpreter, Meeting

LISTED = 10
"""Meetings that an answer names."""


def router() -> Router:
    duty = Router(name="interpreters")
    duty.callback_query.register(show, DutyPress.filter(F.act == DutyAct.SHOW))
    duty.callback_query.register(see, DutyPress.filter(F.act == DutyAct.SEEN))
    duty.callback_query.register(be_late, DutyPress.filter(F.act == DutyAct.LATE))
    duty.callback_query.register(be_ill, DutyPress.filter(F.act == DutyAct.ILL))
    duty.callback_query.register(be_back, DutyPress.filter(F.act == DutyAct.BACK))
    duty.callback_query.register(show_outage, OutagePress.filter())
    duty.callback_query.register(mend, MendPress.filter())
    return duty


async def show(_query: CallbackQuery, callback_data: DutyPress, turn: Turn) -> None:
    meeting = await turn.session.get(Meeting, callback_data.id)
    if meeting is None or not await interprets(turn.session, turn.person, meeting):
        raise Refusal(NOT_YOURS)
    if meeting.state not in BOOKED_STATES:
        raise Refusal(CHANGED)
    interpreter = await turn.session.get_one(Interpreter, meeting.interpreter_id)
    await turn.show(*view(turn._, await details(turn.session, meeting), interpreter))


async def see(_query: CallbackQuery, callback_data: DutyPress, turn: Turn) -> None:
    receipt, mission, first = await knowledge.see(turn.session, turn.person, callback_data.id)
    if first and turn.pressed is not None:
        call = EditMessageReplyMarkup(
            chat_id=turn.chat_id,
            message_id=turn.pressed.message_id,
            reply_markup=seen_button(turn._, receipt, mission),
        )
        await turn.box.post(call)
    await turn.toast(turn._.plain("Thank you. The organisers can see that you have read it."))


async def be_late(_query: CallbackQuery, callback_data: DutyPress, turn: Turn) -> None:
    await _reported(turn, await outages.late(turn.session, turn.person, callback_data.id))


async def be_ill(_query: CallbackQuery, turn: Turn) -> None:
    await _reported(turn, await outages.ill(turn.session, turn.person))


async def be_back(_query: CallbackQuery, turn: Turn) -> None:
    await _reported(turn, await outages.back(turn.session, turn.person))


async def show_outage(_query: CallbackQuery, callback_data: OutagePress, turn: Turn) -> None:
    """For an organiser, who may have pressed to see whether anything has changed."""
    known = await interpreters.find(turn.session, turn.person, callback_data.interpreter)
    if not await turn.show(*await outage.screen(turn.session, turn._, known.interpreter)):
        await turn.toast(turn._.plain("Nothing has changed."))


async def mend(_query: CallbackQuery, callback_data: MendPress, turn: Turn) -> None:
    pressed = callback_data
    interpreter, notices = await mending.mend(
        turn.session,
        turn.person,
        pressed.interpreter,
        pressed.meeting,
        pressed.revision,
        pressed.way,
        pressed.target,
    )
    await tell(turn.box, notices)
    await turn.session.flush()
    await turn.show(*await outage.screen(turn.session, turn._, interpreter))
    await turn.toast(turn._.plain("Done. Those concerned have been notified."))


async def _reported(turn: Turn, found: Reported) -> None:
    await tell(turn.box, found.notices)
    await turn.show(*await _answer(turn, found))


async def _answer(turn: Turn, found: Reported) -> Screen:
    """What the desk knows now; one tap says something else."""
    _ = turn._
    day = button(_.plain("☀️ My day"), MenuChoice(to="today"))
    if found.outage is None:
        return _("✅ The organisers know that you are there."), inline(_, [[day]])
    lines, rows = [_heading(_, found)], _ways(_, found)
    names = await names_of(turn.session, [meeting.id for meeting, _place in found.meetings[:LISTED]])
    for meeting, place in found.meetings[:LISTED]:
        who = pair(_, names[meeting.id])
        lines.append(_("• {where}\n{pair}", where=both(_, place, found.mission), pair=who))
    if (n := len(found.meetings) - LISTED) > 0:
        lines.append(_.ngettext("… and {n} more", "… and {n} more", n))
    return Markup("\n").join(lines), inline(_, [*rows, [day]])


def _heading(_: Texts, found: Reported) -> Markup:
    n, until = len(found.meetings), found.outage.until if found.outage else None
    if until is None:
        return _.ngettext(
            "🤒 <b>The organisers know that you are ill.</b> {n} meeting is affected:",
            "🤒 <b>The organisers know that you are ill.</b> {n} meetings are affected:",
            n,
        )
    return _.ngettext(
        "🏃 <b>The organisers know: you will be there at about {time}.</b> {n} meeting is affected:",
        "🏃 <b>The organisers know: you will be there at about {time}.</b> {n} meetings are affected:",
        n,
        time=_.time(until, found.mission.time_zone),
    )


def _ways(_: Texts, found: Reported) -> Rows:
    here = [button(_.plain("✅ I am there after all"), DutyPress(act=DutyAct.BACK))]
    if found.outage is None or found.outage.until is None:
        return [here]
    late = [
        button(_.plain("+{n} min", n=_.number(minutes)), DutyPress(act=DutyAct.LATE, id=minutes))
        for minutes in outages.LATE_MINUTES
    ]
    return [late, here]
