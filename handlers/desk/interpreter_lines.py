"""When an interpreter is there and how much they take on, in lines; and the buttons to change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from markupsafe import Markup

from handlers.core.turn import Turn
from handlers.desk.data import InterpreterAct
from handlers.views.data import OutagePress
from handlers.views.keyboards import button
from handlers.views.message import Button, Rows
from locales import Texts
from missions.interpreters import linking, roster
from missions.interpreters import outages as absences
from missions.timetables import outages
from missions.timetables.interpreters import Known
from storage.tables import Interpreter, OutageKind


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


async def in_chat(turn: Turn, known: Known) -> tuple[Sequence[Markup], Rows]:
    """What the card of an interpreter says of their chat, and its buttons."""
    _, who = turn._, known.interpreter
    chat = await linking.chat_of(turn.session, who.id)
    if chat is None:
        row = [button(_.plain("🔗 Invitation link"), InterpreterAct(act="link", id=who.id, revision=who.revision))]
        return [_("✉️ Not in the chat yet")], [row]
    lines, rows = [_("💬 In the chat: {who}", who=chat.called)], []
    if n := await roster.unseen(turn.session, who):
        lines.append(_.ngettext("👁 {n} change not seen yet", "👁 {n} changes not seen yet", n))
    if (outage := await absences.standing(turn.session, who)) is not None:
        rows.append([button(_touches(_, outage.kind), OutagePress(interpreter=who.id))])
    rows.append([button(_.plain("✖️ End access…"), InterpreterAct(act="unlink", id=who.id, revision=who.revision))])
    return lines, rows


def _touches(_: Texts, kind: OutageKind) -> str:
    return _.plain("🤒 Ill: what to do") if kind is OutageKind.ILL else _.plain("🏃 Late: what to do")
