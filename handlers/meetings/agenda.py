"""/agenda: my day."""

from __future__ import annotations

from datetime import date

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from handlers.core.turn import Turn
from handlers.meetings.data import Act, MeetingPress
from handlers.views.calendar_press import CalendarAct, CalendarPress
from handlers.views.data import AgendaPress, MenuChoice, PlanAct, PlanPress, SheetPress
from handlers.views.keyboards import Screen, button, inline, live
from handlers.views.meeting import interpreting, place
from handlers.views.message import About, Button
from locales import Texts
from missions.meetings import agenda as meeting_lists
from missions.meetings.agenda import Agenda
from missions.meetings.details import Details, sides
from storage.tables import CardKind, Delegate, MeetingState, SheetKind


def router() -> Router:
    agenda = Router(name="agenda")
    agenda.message.register(show, Command("agenda"))
    agenda.callback_query.register(show, MenuChoice.filter(F.to == "agenda"))
    agenda.callback_query.register(show_day, AgendaPress.filter())
    return agenda


async def show(_event: Message | CallbackQuery, turn: Turn) -> None:
    await turn.state.clear()
    await _show(turn)


async def show_day(_query: CallbackQuery, callback_data: AgendaPress, turn: Turn) -> None:
    await _show(turn, callback_data.day)


async def _show(turn: Turn, ordinal: int | None = None) -> None:
    await turn.show(*view(turn._, await meeting_lists.agenda_of(turn.session, turn.person), ordinal))


def view(_: Texts, agenda: Agenda, ordinal: int | None = None) -> Screen:
    """A day of the delegate's agenda: that one if it is one of theirs, else the one they need."""
    delegate, days = agenda.delegate, agenda.days
    asked = next((day for day in days if day.toordinal() == ordinal), None)
    day = asked or agenda.day_to_show
    ways = [button(_.plain("📨 Requests"), MenuChoice(to="requests")), button(_.plain("‹ Menu"), MenuChoice(to="menu"))]
    if day is None:
        return _("This mission has no meeting times yet."), inline(_, [ways])
    text = [_("📅 <b>{day}</b>", day=_.day(day))]
    text += [_line(_, found, delegate) for found in days[day]] or [_nothing(_)]
    rows = [[button(_label(_, found, delegate), _open(found))] for found in days[day]]
    if any(found.unanswered_by(delegate.id) for found in days[day]):
        rows.append([button(_.plain("🧩 Accept or decline"), PlanPress(act=PlanAct.SHOW, day=day.toordinal()))])
    if any(found.meeting.state is MeetingState.CONFIRMED for of_day in days.values() for found in of_day):
        ways.insert(0, button(_.plain("🗓 To my calendar"), CalendarPress(act=CalendarAct.WAYS)))
    sheets = [
        button(_.plain("🖼 Picture"), SheetPress(kind=SheetKind.PICTURE, day=day.toordinal())),
        button(_.plain("📄 PDF to print"), SheetPress(kind=SheetKind.PAPER, day=day.toordinal())),
    ]
    screen = Markup("\n\n").join(text), inline(_, [*rows, _neighbours(_, list(days), day), sheets, ways])
    return live(screen, About(CardKind.AGENDA, delegate.id, delegate.id, day.toordinal(), names=sides(days[day])))


def _line(_: Texts, found: Details, delegate: Delegate) -> Markup:
    other = found.other(delegate.id)
    named = _(
        "{hours} · {name}, {organisation}",
        hours=_.period(found.slot.starts_at, found.slot.ends_at, found.mission.time_zone),
        name=other.name,
        organisation=found.organisation(other).name,
    )
    if found.meeting.state is MeetingState.CONFIRMED and found.venue and found.table:
        where = place(_, found.venue, found.table)
        if found.meeting.is_agreed:
            lines = [_("✅ {meeting}\n📍 {place}", meeting=named, place=where)]
        else:
            lines = [_("🧩 {meeting}\n📍 {place}", meeting=named, place=where)]
        lines += interpreting(_, found)
        if found.proposed is not None:
            lines.append(_("🕓 A new time has been proposed."))
        return Markup("\n").join(lines)
    if found.meeting.awaits_id == delegate.id:
        return _("📨 {meeting}\nWaiting for your answer.", meeting=named)
    return _("⏳ {meeting}\nWaiting for an answer.", meeting=named)


def _nothing(_: Texts) -> Markup:
    return _("No meetings on this day yet. /people shows who you could meet.")


def _label(_: Texts, found: Details, delegate: Delegate) -> str:
    start = _.time(found.slot.starts_at, found.mission.time_zone)
    return _.plain("{time} {name}", time=start, name=found.other(delegate.id).name)


def _open(found: Details) -> MeetingPress:
    return MeetingPress(act=Act.SHOW, id=found.meeting.id, revision=found.meeting.revision)


def _neighbours(_: Texts, days: list[date], day: date) -> list[Button]:
    at = days.index(day)
    ways = []
    if at > 0:
        ways.append(
            button(_.plain("‹ {day}", day=_.brief_day(days[at - 1])), AgendaPress(day=days[at - 1].toordinal()))
        )
    if at + 1 < len(days):
        ways.append(
            button(_.plain("{day} ›", day=_.brief_day(days[at + 1])), AgendaPress(day=days[at + 1].toordinal()))
        )
    return ways
