"""A change, as those are told whom it touches: before, after, the pin, and a button that says "Seen"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from handlers.changes.data import ChangeCard
from handlers.changes.seen import seen_button
from handlers.core.message_text import parts
from handlers.core.notices import Reader, Said
from handlers.views.first_line import Spot, Who, first_line, soon, true_until
from handlers.views.keyboards import Screen, button, inline, live
from handlers.views.message import About, MapPin, NeutralMessage
from handlers.views.place import at_another_time, both, elsewhere, other_interpreter, when, where
from handlers.views.venue_pin import pin
from locales import Texts
from missions.changes import FileMovedMeetings, Place, PlaceChanged, Told, still_true
from storage.tables import CardKind, Change, ChangeReceipt, Mission

AT_ONCE = 5
"""Meetings in one message: about twenty lines."""


async def place_changed(notice: PlaceChanged, reader: Reader) -> Said:
    _ = reader._
    receipt = await reader.session.get_one(ChangeReceipt, notice.receipt_id)
    change = await reader.session.get_one(Change, receipt.change_id)
    mission = await reader.session.get_one(Mission, change.mission_id)
    told = await still_true(reader.session, receipt)
    if not told:
        return []
    until = max(each.after.ends_at for each in told)
    said = [
        NeutralMessage(text=text, buttons=keyboard.rows, about=keyboard.about, expires_at=until)
        for text, keyboard in told_of(_, receipt, told, mission, reader.session.now)
    ]
    return [*said[:-1], replace(said[-1], places=_on_map(_, told))]


async def file_moved_meetings(notice: FileMovedMeetings, reader: Reader) -> Said:
    _ = reader._
    change = await reader.session.get_one(Change, notice.change_id)
    text = _.ngettext(
        "📄 <b>Mission file loaded: {n} confirmed meeting is elsewhere now.</b> The participants are notified.",
        "📄 <b>Mission file loaded: {n} confirmed meetings are elsewhere now.</b> The participants are notified.",
        change.detail["meetings"],
    )
    rows = [[button(_.plain("👁 Who has seen it"), ChangeCard(change=change.id))]]
    return [NeutralMessage(text=text, buttons=rows)]


def told_of(_: Texts, receipt: ChangeReceipt, told: Sequence[Told], mission: Mission, now: datetime) -> list[Screen]:
    """The meetings that moved, a few in each message, which follow the change; the last has the button."""
    texts = parts(Markup(), [_meeting(_, each, mission, now) for each in told], at_most=AT_ONCE)
    names = frozenset(each.other.id for each in told)
    ends = [true_until(each.after.starts_at, mission, now) for each in told]
    until = min((each for each in ends if each), default=None)
    return [
        live(
            (text, seen_button(_, receipt, mission) if text is texts[-1] else inline(_, [])),
            About(CardKind.CHANGE, receipt.id, receipt.delegate_id, day=part, names=names, until=until),
        )
        for part, text in enumerate(texts)
    ]


def _on_map(_: Texts, told: Sequence[Told]) -> list[MapPin]:
    """Each place once, where it is known on the map, with the first meeting that is there."""
    there = {(each.after.latitude, each.after.longitude): each for each in reversed(told)}
    pins = (pin(_, each.after, each.meeting.id) for each in there.values())
    return [found for found in pins if found is not None]


def _what(_: Texts, told: Told) -> Markup:
    time, place = at_another_time(told.before, told.after), elsewhere(told.before, told.after)
    if time and place:
        return _("🔀 <b>New time and place</b>")
    if time:
        return _("🔀 <b>New time</b>")
    if not place and other_interpreter(told.before, told.after):
        return _("🔀 <b>New interpreter</b>") if told.after.interpreter else _("🗣 <b>No interpreter</b>")
    return _("🔀 <b>New place</b>")


def _meeting(_: Texts, told: Told, mission: Mission, now: datetime) -> Markup:
    """What is true now, what it was before, and all that a lock screen has no room for."""
    before, after = told.before, told.after
    spot = Spot(_.choose(after.title), after.table) if after.title else None
    lines = [
        first_line(
            _, _what(_, told), soon(_, after.starts_at, mission, now), spot, Who(told.other.called, told.organisation)
        ),
        *_instead_of(_, before, after, mission),
        _("👤 {name}, {organisation}", name=told.other.called, organisation=told.organisation),
        _("🗓 {when}", when=when(_, after, mission)),
        _("📍 {place}", place=where(_, after)),
    ]
    if after.address:
        lines.append(_("<i>{address}</i>", address=after.address))
    if after.interpreter:
        lines.append(_("🗣 Interpreter: {name}", name=after.interpreter))
    return Markup("\n").join(lines)


def _instead_of(_: Texts, before: Place, after: Place, mission: Mission) -> list[Markup]:
    """What it was: the time, the place, the interpreter, or only the pin on the map."""
    lines = []
    if at_another_time(before, after):
        lines.append(_("Instead of {before}.", before=both(_, before, mission)))
    elif (before.title, before.table) != (after.title, after.table):
        lines.append(_("Instead of {before}.", before=where(_, before)))
    elif elsewhere(before, after) and before.address:
        lines.append(_("Instead of {before}.", before=before.address))
    elif elsewhere(before, after):
        lines.append(_("The address was added."))
    elif not other_interpreter(before, after):
        lines.append(_("The location on the map was corrected."))
    if other_interpreter(before, after) and before.interpreter:
        lines.append(_("🗣 Instead of {name}.", name=before.interpreter))
    if before.interpreter and not after.interpreter:
        lines.append(_("🗣 No interpreter"))
    return lines
