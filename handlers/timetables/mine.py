"""What the timetable set for a delegate, a day at a time, each meeting to be accepted or declined."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from aiogram import F, Router
from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.core.notices import tell
from handlers.core.turn import Turn
from handlers.views.data import MenuChoice, PlanAct, PlanPress
from handlers.views.hours import hours
from handlers.views.keyboards import Keyboard, button, choosing, inline, live
from handlers.views.meeting import interpreting, place
from handlers.views.message import About, Button, Rows
from locales import Texts
from missions.errors import Refusal
from missions.meetings import agreeing
from missions.meetings.details import Details, details, details_of, sides
from missions.meetings.mission_frame import local_day
from missions.meetings.states import NOT_YOURS, Stale
from missions.people import access
from missions.timetables import summary
from storage.database import UnitSession
from storage.tables import CardKind, Delegate, Meeting, MeetingState

Screen = tuple[Markup, Keyboard]


def router() -> Router:
    mine = Router(name="planned meetings")
    mine.callback_query.register(show, PlanPress.filter(F.act == PlanAct.SHOW))
    mine.callback_query.register(accept, PlanPress.filter(F.act == PlanAct.ACCEPT))
    mine.callback_query.register(accept_all, PlanPress.filter(F.act == PlanAct.ALL))
    mine.callback_query.register(ask, PlanPress.filter(F.act == PlanAct.ASK))
    mine.callback_query.register(decline, PlanPress.filter(F.act == PlanAct.DECLINE))
    return mine


async def show(_query: CallbackQuery, callback_data: PlanPress, turn: Turn) -> None:
    await _show(turn, callback_data.day)


async def accept(query: CallbackQuery, callback_data: PlanPress, turn: Turn) -> None:
    try:
        done = await agreeing.accept(turn.session, turn.person, callback_data.id, callback_data.revision)
    except Stale:
        await _stale(query, turn, callback_data.day)
        return
    await _show(turn, callback_data.day)
    await tell(turn.box, done.notices)
    said = turn._.plain("Accepted. You have both accepted now.") if done.agreed else turn._.plain("Accepted.")
    await turn.toast(said)


async def accept_all(_query: CallbackQuery, callback_data: PlanPress, turn: Turn) -> None:
    """What of that day still waits for this person's answer."""
    side = await access.require_delegate(turn.session, turn.person)
    for found in await planned(turn.session, side, callback_data.day):
        if found.unanswered_by(side.id) and found.slot.starts_at > turn.session.now:
            done = await agreeing.accept(turn.session, turn.person, found.meeting.id, found.meeting.revision)
            await tell(turn.box, done.notices)
    await _show(turn, callback_data.day)
    await turn.toast(turn._.plain("All accepted."))


async def ask(query: CallbackQuery, callback_data: PlanPress, turn: Turn) -> None:
    """What happens when it is declined; and whether that is meant."""
    _ = turn._
    found, side = await _one(turn, callback_data)
    if found.meeting.state is not MeetingState.CONFIRMED or found.meeting.revision != callback_data.revision:
        await _stale(query, turn, callback_data.day)
        return
    other = found.other(side.id)
    text = _(
        "✖️ Decline the meeting with <b>{name}</b>, {hours}?\n"
        "The time and the table become free for others, and {name} is notified.",
        name=other.called,
        hours=hours(_, found.slot.starts_at, found.slot.ends_at, found.mission.time_zone),
    )
    rows = [
        [button(_.plain("✖️ Yes, decline"), callback_data.model_copy(update={"act": PlanAct.DECLINE}))],
        [button(_.plain("‹ Back"), PlanPress(act=PlanAct.SHOW, day=callback_data.day))],
    ]
    await turn.show(*choosing((text, inline(_, rows)), found.meeting, side.id))


async def decline(query: CallbackQuery, callback_data: PlanPress, turn: Turn) -> None:
    try:
        done = await agreeing.cancel(turn.session, turn.person, callback_data.id, callback_data.revision)
    except Stale:
        await _stale(query, turn, callback_data.day)
        return
    await tell(turn.box, done.notices)
    await _show(turn, callback_data.day)
    await turn.toast(turn._.plain("Declined and notified."))


async def _stale(_query: CallbackQuery, turn: Turn, day: int) -> None:
    await turn.alert(turn._.plain("This has changed. Please check again."))
    await _show(turn, day)


async def _one(turn: Turn, press: PlanPress) -> tuple[Details, Delegate]:
    meeting = await turn.session.get(Meeting, press.id)
    side = await access.require_delegate(turn.session, turn.person)
    if meeting is None or side.id not in {meeting.requester_id, meeting.invitee_id}:
        raise Refusal(NOT_YOURS)
    return await details(turn.session, meeting), side


async def _show(turn: Turn, day: int) -> None:
    side = await access.require_delegate(turn.session, turn.person)
    await turn.show(*day_view(turn._, side, day, await planned(turn.session, side, day)))


async def planned(session: UnitSession, side: Delegate, day: int | None = None) -> Sequence[Details]:
    """The meetings to come that the timetable set for a delegate; with a day, as date.toordinal has it, those of it."""
    found = await details_of(session, [meeting for meeting, _slot in await summary.planned_of(session, side)])
    return [each for each in found if day in {None, local_day(each.mission, each.slot).toordinal()}]


def day_view(_: Texts, side: Delegate, day: int, meetings: Sequence[Details], heading: Markup | None = None) -> Screen:
    """A day of it: each meeting, whether it is accepted, and the buttons to answer."""
    when = _.day(date.fromordinal(max(1, min(day, date.max.toordinal()))))
    lines = [_("🧩 <b>{day}</b>: set by the timetable", day=when)]
    rows: Rows = []
    for found in meetings:
        lines.append(_line(_, found, side))
        if found.unanswered_by(side.id):
            rows.append(_answers(_, found, side, day))
    if len(rows) > 1:
        rows.append([button(_.plain("✅ Accept the whole day"), PlanPress(act=PlanAct.ALL, day=day))])
    if not meetings:
        lines.append(_("Nothing is left to answer on this day."))
    rows.append([button(_.plain("📅 My agenda"), MenuChoice(to="agenda"))])
    truth, shown = Markup("\n\n").join(lines), Markup("\n\n").join([heading or lines[0], *lines[1:]])
    return live((shown, inline(_, rows)), About(CardKind.DAY, side.id, side.id, day, names=sides(meetings)), truth)


def _line(_: Texts, found: Details, side: Delegate) -> Markup:
    other = found.other(side.id)
    named = _(
        "{hours} · {name}, {organisation}",
        hours=hours(_, found.slot.starts_at, found.slot.ends_at, found.mission.time_zone),
        name=other.called,
        organisation=found.organisation(other).name,
    )
    lines = [_("{sign} {meeting}", sign=_sign(found, side), meeting=named)]
    if found.venue and found.table:
        lines.append(_("📍 {place}", place=place(_, found.venue, found.table)))
    lines += interpreting(_, found)
    if not found.meeting.is_agreed and not found.unanswered_by(side.id):
        lines.append(_("You have accepted. Waiting for an answer."))
    return Markup("\n").join(lines)


def _sign(found: Details, side: Delegate) -> str:
    if found.meeting.is_agreed:
        return "✅"
    return "▫️" if found.unanswered_by(side.id) else "☑️"


def _answers(_: Texts, found: Details, side: Delegate, day: int) -> list[Button]:
    meeting, time = found.meeting, _.time(found.slot.starts_at, found.mission.time_zone)
    on = {"day": day, "id": meeting.id, "revision": meeting.revision}
    return [
        button(
            _.plain("✅ {time} {name}", time=time, name=found.other(side.id).called),
            PlanPress(act=PlanAct.ACCEPT, **on),
        ),
        button(_.plain("✖️ {time}", time=time), PlanPress(act=PlanAct.ASK, **on)),
    ]
