"""When an interpreter is there and how much they take on, in lines; and the buttons to change it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from markupsafe import Markup

from handlers.desk.data import InterpreterAct
from handlers.views.keyboards import button
from handlers.views.message import Button
from locales import Texts
from missions.timetables import outages
from missions.timetables.interpreters import Known
from storage.tables import Interpreter


def lines(_: Texts, known: Known) -> list[Markup]:
    """Presence, breaks and limits, as the card of an interpreter has them."""
    who, zone, at = known.interpreter, known.mission.time_zone, outages.arrival(known.mission, known.interpreter)
    found = [_("🕘 {when}", when=_stretch(_, known, span)) for span in who.present]
    if at is not None:
        found.append(_("🛬 There from {day}, {time}.", day=_.day(at, zone), time=_.time(at, zone)))
    until = at.isoformat() if at is not None else None
    found += [_("☕ {when}", when=_stretch(_, known, span)) for span in who.breaks if span["to"] != until]
    if who.in_a_row:
        n = who.in_a_row
        found.append(_.ngettext("☕ Break after {n} meeting in a row", "☕ Break after {n} meetings in a row", n))
    if who.per_day:
        n = who.per_day
        found.append(_.ngettext("📅 At most {n} meeting a day", "📅 At most {n} meetings a day", n))
    return found


def buttons(_: Texts, who: Interpreter) -> list[Button]:
    return [
        button(_.plain("🛬 Set late arrival…"), InterpreterAct(act="late", id=who.id, revision=who.revision)),
        button(_.plain("☕ Set breaks…"), InterpreterAct(act="limits", id=who.id, revision=who.revision)),
    ]


def _stretch(_: Texts, known: Known, span: Mapping[str, str]) -> str:
    """Of a day that is meant whole, only the day."""
    zone = known.mission.time_zone
    begins, ends = datetime.fromisoformat(span["from"]), datetime.fromisoformat(span["to"])
    if ends - begins >= timedelta(hours=23):
        return _.day(begins, zone)
    return _.plain("{day}, {hours}", day=_.day(begins, zone), hours=_.period(begins, ends, zone))
