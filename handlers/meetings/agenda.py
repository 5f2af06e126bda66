"""/agenda: my day."""

from __future__ import annotations

from datetime import date

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from handlers.core.turn import Turn
from handlers.meetings.data import Act, MeetingPress
from handlers.views.attended import line_of
from handlers.views.calendar_press import CalendarAct, CalendarPress
from handlers.views.data import (
    AgendaPress,
    DutyAct,
    DutyPress,
    MenuChoice,
    PlanAct,
    PlanPress,
    SessionAct,
    SessionPress,
    SheetPress,
)
from handlers.views.hours import hours_entity
from handlers.views.keyboards import Screen, button, inline, live
from handlers.views.meeting import company, interpreting, place
from handlers.views.message import About, Button
from handlers.views.place import pair
from handlers.views.session import SIGNS
from locales import Texts
from missions.day.agenda import Agenda, AgendaDay, agenda_of
from missions.meetings.details import Details, sides
from missions.people.whose import Whose, number_of
from missions.sessions.of_person import AttendedSession
from storage.tables import BOOKED_STATES, CardKind, Delegate, MeetingState, Mission, SheetKind


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
    await turn.show(*view(turn._, await agenda_of(turn.session, turn.person), ordinal))


def view(_: Texts, agenda: Agenda, ordinal: int | None = None) -> Screen:
    """A day of the person's agenda: that one if it is one of theirs, else the one they need."""
    whose, days = agenda.whose, agenda.days
    asked = next((day for day in days if day.toordinal() == ordinal), None)
    day = asked or agenda.day_to_show
    ways = [button(_.plain("‹ Menu"), MenuChoice(to="menu"))]
    if isinstance(whose, Delegate):
        ways.insert(0, button(_.plain("📨 Requests"), MenuChoice(to="requests")))
    if day is None:
        about = About(CardKind.AGENDA, number_of(whose), number_of(whose), ordinal or 0)
        return live((_("There are no meeting times on your days yet."), inline(_, [ways])), about)
    of_day = days[day]
    lines = [(found.slot.starts_at, _line(_, found, whose), _button(_, found, whose)) for found in of_day.meetings]
    lines += [
        (each.starts_at, line_of(_, each, agenda.mission), _session_button(_, each, agenda.mission))
        for each in of_day.sessions
    ]
    lines.sort(key=lambda each: each[0])
    text = [_("📅 <b>{day}</b>", day=_.day(day)), *(line for _at, line, _pressed in lines)]
    if not of_day.meetings:
        text.append(_nothing(_, whose))
    rows = [[pressed] for _at, _said, pressed in lines]
    if isinstance(whose, Delegate) and any(found.unanswered_by(whose.id) for found in of_day.meetings):
        rows.append([button(_.plain("🧩 Accept or decline"), PlanPress(act=PlanAct.SHOW, day=day.toordinal()))])
    if any(map(_can_be_kept, days.values())):
        ways.insert(0, button(_.plain("🗓 To my calendar"), CalendarPress(act=CalendarAct.WAYS)))
    sheets = [
        button(_.plain("🖼 Picture"), SheetPress(kind=SheetKind.PICTURE, day=day.toordinal())),
        button(_.plain("📄 PDF to print"), SheetPress(kind=SheetKind.PAPER, day=day.toordinal())),
    ]
    screen = Markup("\n\n").join(text), inline(_, [*rows, _neighbours(_, list(days), day), sheets, ways])
    number = number_of(whose)
    return live(screen, About(CardKind.AGENDA, number, number, day.toordinal(), names=sides(of_day.meetings)))


def _can_be_kept(day: AgendaDay) -> bool:
    """Whether there is anything for a calendar."""
    return bool(day.sessions) or any(found.meeting.state in BOOKED_STATES for found in day.meetings)


def _line(_: Texts, found: Details, whose: Whose) -> Markup:
    named = _named(_, found, whose)
    if found.meeting.state is MeetingState.HELD:
        return _("🤝 {meeting}\nMeeting held.", meeting=named)
    if found.meeting.state is MeetingState.CONFIRMED and found.venue and found.table:
        where = place(_, found.venue, found.table)
        if found.meeting.is_agreed:
            lines = [_("✅ {meeting}\n📍 {place}", meeting=named, place=where)]
        else:
            lines = [_("🧩 {meeting}\n📍 {place}", meeting=named, place=where)]
        if isinstance(whose, Delegate):
            lines += [*company(_, found, whose), *interpreting(_, found)]
        if found.proposed is not None:
            lines.append(_("🕓 A new time has been proposed."))
        return Markup("\n").join(lines)
    if found.meeting.awaits_id == whose.id:
        return _("📨 {meeting}\nWaiting for your answer.", meeting=named)
    return _("⏳ {meeting}\nWaiting for an answer.", meeting=named)


def _named(_: Texts, found: Details, whose: Whose) -> Markup:
    """When it is, and with whom; for its interpreter, who meets whom."""
    at = hours_entity(_, found.slot.starts_at, found.slot.ends_at, found.mission.time_zone)
    if not isinstance(whose, Delegate):
        both = [
            _.plain("{name}, {organisation}", name=each.name, organisation=found.organisation(each).name)
            for each in (found.requester, found.invitee)
        ]
        return _("{hours} · {what}", hours=at, what=pair(_, (both[0], both[1])))
    other = found.other(whose.id)
    return _(
        "{hours} · {name}, {organisation}",
        hours=at,
        name=other.called,
        organisation=found.organisation(other).name,
    )


def _nothing(_: Texts, whose: Whose) -> Markup:
    if not isinstance(whose, Delegate):
        return _("No meetings to interpret on this day.")
    return _("No meetings on this day yet. /people shows who you could meet.")


def _button(_: Texts, found: Details, whose: Whose) -> Button:
    start = _.time(found.slot.starts_at, found.mission.time_zone)
    if not isinstance(whose, Delegate):
        who = pair(_, (found.requester.called, found.invitee.called))
        return button(_.plain("{time} {name}", time=start, name=who), DutyPress(act=DutyAct.SHOW, id=found.meeting.id))
    label = _.plain("{time} {name}", time=start, name=found.other(whose.id).called)
    return button(label, MeetingPress(act=Act.SHOW, id=found.meeting.id, revision=found.meeting.revision))


def _session_button(_: Texts, found: AttendedSession, mission: Mission) -> Button:
    start = _.time(found.starts_at, mission.time_zone)
    label = _.plain("{mark} {time} {title}", mark=SIGNS[found.kind], time=start, title=found.title)
    return button(label, SessionPress(act=SessionAct.SHOW, id=found.session_id))


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
