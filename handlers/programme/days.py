"""/programme: its sessions by day."""

from __future__ import annotations

from datetime import date

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from handlers.core.turn import Turn
from handlers.views.data import MenuChoice, ProgrammePress, SessionAct, SessionPress
from handlers.views.hours import hours
from handlers.views.keyboards import Screen, button, inline, live
from handlers.views.message import About, Button
from handlers.views.session import SIGNS, where
from locales import Texts
from missions.sessions.programme import ListedSession, Programme, programme_of
from storage.tables import CardKind, Mission, SignUpState

MARKS = {SignUpState.SIGNED_UP: "✅", SignUpState.WAITING: "⏳", SignUpState.OFFERED: "🎟"}


def router() -> Router:
    days = Router(name="programme")
    days.message.register(show, Command("programme"))
    days.callback_query.register(show, MenuChoice.filter(F.to == "programme"))
    days.callback_query.register(show_day, ProgrammePress.filter())
    return days


async def show(_event: Message | CallbackQuery, turn: Turn) -> None:
    await turn.state.clear()
    await turn.show(*view(turn._, await programme_of(turn.session, turn.person)))


async def show_day(_query: CallbackQuery, callback_data: ProgrammePress, turn: Turn) -> None:
    await turn.show(*view(turn._, await programme_of(turn.session, turn.person), callback_data.day))


def view(_: Texts, programme: Programme, ordinal: int | None = None) -> Screen:
    """A day of the programme: that one if it has sessions, else the next."""
    ways = [button(_.plain("📅 My agenda"), MenuChoice(to="agenda")), button(_.plain("‹ Menu"), MenuChoice(to="menu"))]
    day = programme.day_to_show(ordinal)
    if day is None:
        return _("This mission has no programme yet."), inline(_, [ways])
    of_day = programme.days[day]
    text = [_("📋 <b>Programme, {day}</b>", day=_.day(day))]
    text += [_line(_, each, programme.mission) for each in of_day]
    rows = [[_open(_, each, programme.mission)] for each in of_day]
    screen = Markup("\n\n").join(text), inline(_, [*rows, _neighbours(_, list(programme.days), day), ways])
    delegate = programme.delegate.id
    return live(screen, About(CardKind.PROGRAMME, delegate, delegate, day.toordinal()))


def _line(_: Texts, each: ListedSession, mission: Mission) -> Markup:
    row = each.row
    both = hours(_, row.starts_at, row.ends_at, mission.time_zone)
    if row.cancelled_at is not None:
        return _("✖️ <s>{hours} · {title}</s>\nCancelled", hours=both, title=row.title)
    place = where(_, each.venue.title if each.venue else {})
    line = _(
        "{sign} {hours} · <b>{title}</b>\n📍 {place}", sign=SIGNS[row.kind], hours=both, title=row.title, place=place
    )
    note = _note(_, each)
    return Markup("\n").join([line, note]) if note else line


def _note(_: Texts, each: ListedSession) -> Markup | None:
    match each.state:
        case SignUpState.SIGNED_UP:
            return _("✅ Signed up")
        case SignUpState.WAITING:
            return _("⏳ On the waiting list")
        case SignUpState.OFFERED:
            return _("🎟 A place is kept for you: please answer")
    return _("🔒 Full") if each.row.is_full else None


def _open(_: Texts, each: ListedSession, mission: Mission) -> Button:
    row = each.row
    mark = MARKS.get(each.state, SIGNS[row.kind]) if row.cancelled_at is None else "✖️"
    label = _.plain("{mark} {time} {title}", mark=mark, time=_.time(row.starts_at, mission.time_zone), title=row.title)
    return button(label, SessionPress(act=SessionAct.SHOW, id=row.id))


def _neighbours(_: Texts, days: list[date], day: date) -> list[Button]:
    at = days.index(day)
    before = [(_.plain("‹ {day}", day=_.brief_day(each)), each) for each in days[max(at - 1, 0) : at]]
    after = [(_.plain("{day} ›", day=_.brief_day(each)), each) for each in days[at + 1 : at + 2]]
    return [button(label, ProgrammePress(day=each.toordinal())) for label, each in (*before, *after)]
