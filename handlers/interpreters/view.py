"""A meeting on the screen of its interpreter, and the reminder of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from markupsafe import Markup

from handlers.interpreters.profiles import profiles
from handlers.views.calendar_press import CalendarAct, CalendarPress
from handlers.views.data import MenuChoice
from handlers.views.first_line import Who, first_line, soon, spot
from handlers.views.hours import hour_entity
from handlers.views.keyboards import Screen, button, inline, live
from handlers.views.meeting import place, when
from handlers.views.message import About, Rows
from handlers.views.place import pair
from handlers.views.reminder import IN_MINUTES
from handlers.views.venue_pin import pin_button
from locales import Texts
from missions.meetings.details import Details, sides
from storage.tables import CardKind, Interpreter


def view(_: Texts, found: Details, interpreter: Interpreter) -> Screen:
    """The meeting, opened from the interpreter's day or agenda."""
    head = _("🗣 <b>You interpret</b>")
    if not found.meeting.is_agreed:
        head = Markup("\n").join([head, _("🧩 Not yet confirmed by both")])
    text = Markup("\n").join([head, *_body(_, found, interpreter)])
    rows = _buttons(_, found)
    rows.insert(0, [button(_.plain("🗓 Add to calendar"), CalendarPress(act=CalendarAct.MEETING, id=found.meeting.id))])
    about = About(CardKind.INTERPRETED, found.meeting.id, -interpreter.id, names=sides([found]))
    return live((text, inline(_, rows)), about)


def reminder(
    _: Texts, found: Details, interpreter: Interpreter, heading: Markup | None = None, until: datetime | None = None
) -> Screen:
    """Without a heading, as it reads once the hour of the reminder is over. until: when the heading becomes untrue."""
    plain = _("🗣 <b>You interpret</b>")
    said = [Markup("\n").join([head or plain, *_body(_, found, interpreter)]) for head in (heading, None)]
    kind, day = CardKind.INTERPRETER_REMINDER, found.slot.id
    about = About(kind, found.meeting.id, -interpreter.id, day, names=sides([found]), until=until)
    return live((said[0], inline(_, _buttons(_, found))), about, said[1])


def heading(_: Texts, found: Details, left: timedelta, now: datetime) -> Markup:
    """The first line of a reminder: the hour, the place, and who meets whom."""
    minutes = -(-left // timedelta(minutes=1))
    who = Who(pair(_, (found.requester.called, found.invitee.called)))
    if minutes > IN_MINUTES:
        moment = soon(_, found.slot.starts_at, found.mission, now)
        return first_line(_, _("⏰ <b>You interpret</b>"), moment, spot(_, found), who)
    what = _.ngettext("⏰ <b>You interpret in {n} minute</b>", "⏰ <b>You interpret in {n} minutes</b>", minutes)
    return first_line(_, what, hour_entity(_, found.slot.starts_at, found.mission.time_zone), spot(_, found), who)


def _body(_: Texts, found: Details, interpreter: Interpreter) -> Sequence[Markup]:
    lines = [_("🗓 {when}", when=when(_, found.slot, found.mission))]
    if found.venue and found.table:
        lines.append(_("📍 {place}", place=place(_, found.venue, found.table)))
        if found.venue.address:
            lines.append(_("<i>{address}</i>", address=found.venue.address))
    return [*lines, Markup(), profiles(_, found, interpreter)]


def _buttons(_: Texts, found: Details) -> Rows:
    return [[*pin_button(_, found), button(_.plain("📅 My agenda"), MenuChoice(to="agenda"))]]
