"""A change, as those are told whom it touches: before, after, the pin, and a button that says "Seen"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from handlers.changes.seen import seen_button
from handlers.core.message_text import parts
from handlers.core.notices import Reader, Said
from handlers.views.keyboards import Screen, inline, live
from handlers.views.message import About, MapPin, NeutralMessage
from handlers.views.place import at_another_time, elsewhere, from_to, other_interpreter, when, where
from handlers.views.venue_pin import pin
from locales import Texts
from missions.changes import PlaceChanged, Told, still_true
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
        for text, keyboard in told_of(_, receipt, told, mission)
    ]
    return [*said[:-1], replace(said[-1], places=_on_map(_, told))]


def told_of(_: Texts, receipt: ChangeReceipt, told: Sequence[Told], mission: Mission) -> list[Screen]:
    """The meetings that moved, a few in each message, which follow the change; the last has the button."""
    texts = parts(_heading(_, told), [_meeting(_, each, mission) for each in told], at_most=AT_ONCE)
    names = frozenset(each.other.id for each in told)
    return [
        live(
            (text, seen_button(_, receipt, mission) if text is texts[-1] else inline(_, [])),
            About(CardKind.CHANGE, receipt.id, receipt.delegate_id, day=part, names=names),
        )
        for part, text in enumerate(texts)
    ]


def _on_map(_: Texts, told: Sequence[Told]) -> list[MapPin]:
    """Each place once, where it is known on the map, with the first meeting that is there."""
    there = {(each.after.latitude, each.after.longitude): each for each in reversed(told)}
    pins = (pin(_, each.after, each.meeting.id) for each in there.values())
    return [found for found in pins if found is not None]


def _heading(_: Texts, told: Sequence[Told]) -> Markup:
    time = any(at_another_time(each.before, each.after) for each in told)
    place = any(elsewhere(each.before, each.after) for each in told)
    if time and place:
        return _("🔀 <b>Change of time and place</b>")
    if not time and not place and any(other_interpreter(each.before, each.after) for each in told):
        return _("🔀 <b>Change of interpreter</b>")
    return _("🔀 <b>Change of time</b>") if time else _("🔀 <b>Change of place</b>")


def _meeting(_: Texts, told: Told, mission: Mission) -> Markup:
    who = _("{name}, {organisation}", name=told.other.name, organisation=told.organisation)
    if at_another_time(told.before, told.after):
        head = _("With {who}:", who=who)
    else:
        head = _("{when}, with {who}:", when=when(_, told.after, mission), who=who)
    lines = [head, from_to(_, told.before, told.after, mission)]
    if told.after.address and where(_, told.before) != where(_, told.after):
        lines.append(_("{address}", address=told.after.address))
    return Markup("\n").join(lines)
