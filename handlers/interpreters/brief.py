"""The evening before: an interpreter's meetings of tomorrow, with short profiles and terms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from handlers.core.message_text import parts
from handlers.core.notices import Reader, Said
from handlers.interpreters.profiles import hours_and_place, profiles
from handlers.views.data import MenuChoice
from handlers.views.day_parts import in_parts, next_edge, posted
from handlers.views.first_line import Who, first_line, spot
from handlers.views.hours import hour_entity
from handlers.views.keyboards import Screen, button
from handlers.views.message import About
from handlers.views.place import pair
from locales import Texts
from missions import local_time
from missions.interpreters.reminders import InterpreterBrief, meetings_of_day
from missions.meetings.details import Details, sides
from storage.tables import CardKind, Interpreter, Mission

AT_ONCE = 5
"""Meetings of one message: more would be no help while walking."""


async def brief(notice: InterpreterBrief, reader: Reader) -> Said:
    interpreter = await reader.session.get_one(Interpreter, notice.interpreter_id)
    return posted(await day_before(reader, interpreter, notice.day), notice.once, notice.expires_at)


async def day_before(reader: Reader, interpreter: Interpreter, day: date) -> Sequence[Screen]:
    """A day in as many messages as it takes, the last with the button; each follows the day."""
    _ = reader._
    mission = await reader.session.get_one(Mission, interpreter.mission_id)
    meetings = await meetings_of_day(reader.session, interpreter, day)
    begins, ends = local_time.bounds(day, local_time.zone(mission))
    today = local_time.local_date(reader.session.now, local_time.zone(mission))
    blocks = [Markup("\n").join([hours_and_place(_, each), profiles(_, each, interpreter)]) for each in meetings]
    texts = parts(_heading(_, day, today, meetings), blocks, at_most=AT_ONCE)
    until = next_edge((begins, ends), reader.session.now)
    about = (CardKind.INTERPRETER_BRIEF, interpreter.id, -interpreter.id, day.toordinal())
    agenda = button(_.plain("📅 My agenda"), MenuChoice(to="agenda"))
    return in_parts(_, texts, agenda, About(*about, names=sides(meetings), until=until))


def _heading(_: Texts, day: date, today: date, meetings: Sequence[Details]) -> Markup:
    n = len(meetings)
    if day < today:
        return _("📅 <b>{day}</b>", day=_.day(day))
    if day == today:
        what = _.ngettext("📅 <b>Today: {n} meeting to interpret</b>", "📅 <b>Today: {n} meetings to interpret</b>", n)
    else:
        what = _.ngettext(
            "🌙 <b>Tomorrow: {n} meeting to interpret</b>", "🌙 <b>Tomorrow: {n} meetings to interpret</b>", n
        )
    if not meetings:
        return Markup("\n").join([what, _("<i>{day}</i>", day=_.day(day))])
    first = meetings[0]
    who = Who(pair(_, (first.requester.called, first.invitee.called)))
    hour = hour_entity(_, first.slot.starts_at, first.mission.time_zone)
    return Markup("\n").join([first_line(_, what, hour, spot(_, first), who), _("<i>{day}</i>", day=_.day(day))])
