"""An interpreter is late or ill, as the desk reads it: the meetings that it touches, each mended with one press."""

from __future__ import annotations

from markupsafe import Markup

from handlers.core.notices import Reader, Said
from handlers.interpreters.data import MendPress
from handlers.views.data import DraftAct, OutagePress
from handlers.views.first_line import Who, first_line
from handlers.views.keyboards import Screen, button, inline, live
from handlers.views.message import About, Button, NeutralMessage
from handlers.views.place import both, pair
from locales import Texts
from missions import local_time
from missions.interpreters.leaving import InterpreterGone
from missions.interpreters.mending import MendingStep, MendWay, OutageAtDesk, at_desk
from missions.interpreters.outages import InterpreterBack, InterpreterOut
from missions.meetings.details import names_of
from storage.database import UnitSession
from storage.tables import CardKind, Interpreter, InterpreterOutage, Mission


async def out(notice: InterpreterOut, reader: Reader) -> Said:
    interpreter = await reader.session.get_one(Interpreter, notice.interpreter_id)
    text, keyboard = await screen(reader.session, reader._, interpreter)
    return [NeutralMessage(text=text, buttons=keyboard.rows, about=keyboard.about)]


async def back(notice: InterpreterBack, reader: Reader) -> Said:
    interpreter = await reader.session.get_one(Interpreter, notice.interpreter_id)
    return [NeutralMessage(text=over(reader._, interpreter))]


async def gone(notice: InterpreterGone, reader: Reader) -> Said:
    _ = reader._
    text = _.ngettext(
        "🗣 <b>An interpreter has deleted their data.</b> {n} meeting has no interpreter now: repair the timetable.",
        "🗣 <b>An interpreter has deleted their data.</b> {n} meetings have no interpreter now: repair the timetable.",
        notice.meetings,
    )
    rows = [[button(_.plain("🛠 Repair the timetable"), DraftAct(act="mend"))]] if notice.meetings else []
    return [NeutralMessage(text=text, buttons=rows)]


def over(_: Texts, interpreter: Interpreter) -> Markup:
    return _("✅ <b>{name}</b> is there: nothing needs to be arranged.", name=interpreter.name)


async def screen(session: UnitSession, _: Texts, interpreter: Interpreter) -> Screen:
    """The outage as it is now, and a button for each meeting that it touches."""
    found = await at_desk(session, interpreter)
    if found.outage is None:
        about = About(CardKind.INTERPRETER_OUT, interpreter.id)
        return live((over(_, interpreter), inline(_, [])), about)
    names = await names_of(session, [each.meeting.id for each in found.steps])
    lines = [_heading(_, found.outage, interpreter, found.mission), Markup()]
    for each in found.steps:
        lines += [
            _("🗓 {where}", where=both(_, each.place, found.mission)),
            _("👤 {pair}", pair=pair(_, names[each.meeting.id])),
        ]
        lines += [_said(_, each, found), Markup()]
    if not found.steps:
        lines.append(_("No meeting is affected now."))
    if found.more:
        lines.append(_.ngettext("… and {n} more", "… and {n} more", found.more))
    rows = [[press] for each in found.steps if (press := _button(_, each, found))]
    rows.append([button(_.plain("🔄 Refresh"), OutagePress(interpreter=interpreter.id))])
    people = frozenset(side for each in found.steps for side in (each.meeting.requester_id, each.meeting.invitee_id))
    about = About(CardKind.INTERPRETER_OUT, interpreter.id, names=people, until=found.outage.until)
    return live((Markup("\n").join(lines).rstrip(), inline(_, rows)), about)


def _heading(_: Texts, outage: InterpreterOutage, interpreter: Interpreter, mission: Mission) -> Markup:
    if outage.until is None:
        return first_line(_, _("🤒 <b>Interpreter ill</b>"), who=Who(interpreter.name))
    there = _.plain("there at about {time}", time=_.time(outage.until, local_time.zone(mission)))
    return first_line(_, _("🏃 <b>Interpreter late</b>"), there, who=Who(interpreter.name))


def _said(_: Texts, step: MendingStep, found: OutageAtDesk) -> Markup:
    zone = found.mission.time_zone
    if step.way is MendWay.REPLACE and step.interpreter is not None:
        return _("→ {name} is free then.", name=step.interpreter.name)
    if step.way is MendWay.MOVE and step.slot is not None:
        day, time = _.brief_day(step.slot.starts_at, zone), _.time(step.slot.starts_at, zone)
        return _("→ No other interpreter is free; all can meet on {day} at {time}.", day=day, time=time)
    if step.way is None:
        return _("✓ Both have been notified.")
    return _("→ No other interpreter is free, and no other time suits both.")


def _button(_: Texts, step: MendingStep, found: OutageAtDesk) -> Button | None:
    zone = found.mission.time_zone
    at = _.time(step.place.starts_at, zone)
    if step.way is None:
        return None
    if step.interpreter is not None:
        label = _.plain("{time} → {name}", time=at, name=step.interpreter.name)
    elif step.slot is not None:
        day, time = _.brief_day(step.slot.starts_at, zone), _.time(step.slot.starts_at, zone)
        label = _.plain("{before} → {day} {time}", before=at, day=day, time=time)
    else:
        label = _.plain("{time} → notify both", time=at)
    press = MendPress(
        way=step.way,
        interpreter=found.interpreter.id,
        meeting=step.meeting.id,
        revision=step.meeting.revision,
        target=step.target,
    )
    return button(label, press)
