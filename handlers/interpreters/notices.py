"""What interpreters read: what changed of their meetings, before → after and "Seen"; reminders; the end of a link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from handlers.core.message_text import parts
from handlers.core.notices import Reader, Said
from handlers.interpreters.view import heading, reminder
from handlers.views.data import DutyAct, DutyPress
from handlers.views.first_line import Spot, Who, first_line, soon, true_until
from handlers.views.keyboards import Keyboard, Screen, button, inline, live
from handlers.views.message import About, MapPin, NeutralMessage
from handlers.views.place import at_another_time, both, elsewhere, from_to, pair, when, where
from handlers.views.reminder import reminding
from handlers.views.venue_pin import pin
from locales import Texts
from missions.interpreters.knowledge import TableMove, TablesChanged, still_true, was_cancelled
from missions.interpreters.linking import InterpreterUnlinked
from missions.interpreters.mending import InterpreterLate
from missions.interpreters.outages import standing
from missions.interpreters.reminders import InterpreterReminder
from missions.meetings.details import Details, details
from storage.tables import CardKind, Delegate, Interpreter, InterpreterReceipt, Meeting, Mission

AT_ONCE = 5
"""Meetings in one message: about twenty lines."""


async def tables_changed(notice: TablesChanged, reader: Reader) -> Said:
    receipt = await reader.session.get_one(InterpreterReceipt, notice.interpreter_receipt_id)
    moves = await still_true(reader.session, receipt)
    if not moves:
        return []
    until = max(last.ends_at for each in moves if (last := each.after or each.before))
    said = [
        NeutralMessage(text=text, buttons=keyboard.rows, about=keyboard.about, expires_at=until)
        for text, keyboard in await told_of(reader, receipt, moves)
    ]
    return [*said[:-1], replace(said[-1], places=_on_map(reader._, moves))]


async def told_of(reader: Reader, receipt: InterpreterReceipt, moves: Sequence[TableMove]) -> list[Screen]:
    """The meetings in a receipt, a few in each message, which follow it; the last has the button."""
    _, interpreter = reader._, await reader.session.get_one(Interpreter, receipt.interpreter_id)
    mission = await reader.session.get_one(Mission, interpreter.mission_id)
    found = {each.meeting_id: await _details(reader, each.meeting_id) for each in moves}
    blocks = [await _move(reader, each, found[each.meeting_id], mission) for each in moves]
    names = frozenset(side.id for each in found.values() if each for side in (each.requester, each.invitee))
    ends = [
        true_until(last.starts_at, mission, reader.session.now) for each in moves if (last := each.after or each.before)
    ]
    until = min((each for each in ends if each), default=None)
    texts = parts(Markup(), blocks, at_most=AT_ONCE)
    return [
        live(
            (text, seen_button(_, receipt, mission) if text is texts[-1] else inline(_, [])),
            About(CardKind.INTERPRETER_CHANGE, receipt.id, -interpreter.id, part, names=names, until=until),
        )
        for part, text in enumerate(texts)
    ]


def seen_button(_: Texts, receipt: InterpreterReceipt, mission: Mission) -> Keyboard:
    """The button; once pressed, it says when."""
    label = _.plain("✓ Seen")
    if receipt.seen_at is not None:
        label = _.plain("✓ Seen {time}", time=_.time(receipt.seen_at, mission.time_zone))
    return inline(_, [[button(label, DutyPress(act=DutyAct.SEEN, id=receipt.id))]])


async def _details(reader: Reader, meeting_id: int) -> Details | None:
    """None where a delegate of it was erased."""
    meeting = await reader.session.get(Meeting, meeting_id)
    return await details(reader.session, meeting) if meeting else None


async def _move(reader: Reader, move: TableMove, found: Details | None, mission: Mission) -> Markup:
    _, now = reader._, reader.session.now
    who = Who(pair(_, (found.requester.called, found.invitee.called))) if found else None
    who_line = [_("👤 {pair}", pair=_both(_, found))] if found else []
    if move.after is None:
        if move.before is None:
            return Markup()
        cancelled = await was_cancelled(reader.session, move)
        what = _("✖️ <b>Meeting cancelled</b>") if cancelled else _("➖ <b>No longer yours</b>")
        first = first_line(_, what, soon(_, move.before.starts_at, mission, now), who=who)
        before = _("It was planned for {before}.", before=both(_, move.before, mission))
        return Markup("\n").join([first, *who_line, before])
    after = move.after
    spot = Spot(_.choose(after.title), after.table) if after.title else None
    first = first_line(_, _what(_, move), soon(_, after.starts_at, mission, now), spot, who)
    if move.before is not None:
        return Markup("\n").join([first, *who_line, from_to(_, move.before, after, mission)])
    lines = [_("🗓 {when}", when=when(_, after, mission)), _("📍 {place}", place=where(_, after))]
    if found is not None and not found.meeting.is_agreed:
        lines.append(_("🧩 Not yet confirmed by both"))
    return Markup("\n").join([first, *who_line, *lines])


def _what(_: Texts, move: TableMove) -> Markup:
    if move.before is None or move.after is None:
        return _("➕ <b>You interpret</b>")
    time, place = at_another_time(move.before, move.after), elsewhere(move.before, move.after)
    if time and place:
        return _("🔀 <b>New time and place</b>")
    return _("🔀 <b>New time</b>") if time else _("🔀 <b>New place</b>")


def _both(_: Texts, found: Details) -> str:
    named = [
        _.plain("{name}, {organisation}", name=each.name, organisation=found.organisation(each).name)
        for each in (found.requester, found.invitee)
    ]
    return pair(_, (named[0], named[1]))


def _on_map(_: Texts, moves: Sequence[TableMove]) -> list[MapPin]:
    """Each new place once, where it is known on the map."""
    there = {
        (each.after.latitude, each.after.longitude): (each.after, each.meeting_id)
        for each in reversed(moves)
        if each.after is not None and each.before is not None and elsewhere(each.before, each.after)
    }
    pins = (pin(_, place, meeting_id) for place, meeting_id in there.values())
    return [found for found in pins if found is not None]


async def remind(notice: InterpreterReminder, reader: Reader) -> Said:
    _, now = reader._, reader.session.now
    found = await details(reader.session, await reader.session.get_one(Meeting, notice.meeting_id))
    interpreter = await reader.session.get_one(Interpreter, notice.interpreter_id)
    head = heading(_, found, notice.starts_at - now, now)
    until = true_until(found.slot.starts_at, found.mission, now)
    text, keyboard = reminder(_, found, interpreter, head, until)
    return [reminding(text, keyboard, notice.once, notice.starts_at)]


async def unlinked(notice: InterpreterUnlinked, reader: Reader) -> Said:
    mission = await reader.session.get_one(Mission, notice.mission_id)
    text = reader._(
        "🗣 You no longer interpret in <b>{mission}</b>: the organisers have ended it.", mission=mission.title
    )
    return [NeutralMessage(text=text)]


async def interpreter_late(notice: InterpreterLate, reader: Reader) -> Said:
    """To a side of the meeting. Nothing where the interpreter has come meanwhile."""
    _, now = reader._, reader.session.now
    found = await details(reader.session, await reader.session.get_one(Meeting, notice.meeting_id))
    interpreter = await reader.session.get_one(Interpreter, notice.interpreter_id)
    outage = await standing(reader.session, interpreter)
    if outage is None or outage.until is None:
        return []
    side = await reader.session.get_one(Delegate, notice.side_id)
    moment, zone = soon(_, found.slot.starts_at, found.mission, now), found.mission.time_zone
    other = found.other(side.id)
    spot = Spot(_.choose(found.venue.title), found.table.label) if found.venue and found.table else None
    who = Who(other.called, found.organisation(other).name)
    lines = [
        first_line(_, _("🏃 <b>Interpreter late</b>"), moment, spot, who),
        _("🗣 {name} will be there at about {time}.", name=interpreter.name, time=_.time(outage.until, zone)),
    ]
    return [NeutralMessage(text=Markup("\n").join(lines), expires_at=found.slot.ends_at)]
