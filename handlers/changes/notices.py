"""A change, as those are told whom it touches: before, after, the pin, and a button that says "Seen"."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from handlers.changes.seen import seen_button
from handlers.core.message_text import parts
from handlers.core.notices import Reader, Said
from handlers.views.keyboards import Screen, inline, live
from handlers.views.message import About, MapPin, NeutralMessage
from handlers.views.place import at_another_time, elsewhere, from_to, other_interpreter, when, where
from locales import Texts
from missions.changes import Place, PlaceChanged, Told, still_true
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
    *before, (last, keyboard) = told_of(_, receipt, told, mission)
    places = _on_map(_, [each.after for each in told])
    return [
        *(NeutralMessage(text=text, expires_at=until) for text, _none in before),
        NeutralMessage(text=last, buttons=keyboard.rows, about=keyboard.about, places=places, expires_at=until),
    ]


def told_of(_: Texts, receipt: ChangeReceipt, told: Sequence[Told], mission: Mission) -> list[Screen]:
    """The meetings that moved, a few in each message; the last has the button, and follows the change."""
    texts = parts(_heading(_, told), [_meeting(_, each, mission) for each in told], at_most=AT_ONCE)
    about = About(CardKind.CHANGE, receipt.id, receipt.delegate_id)
    return [
        *((text, inline(_, [])) for text in texts[:-1]),
        live((texts[-1], seen_button(_, receipt, mission)), about),
    ]


def _on_map(_: Texts, places: Sequence[Place]) -> list[MapPin]:
    """Each place once, where it is known on the map."""
    there = {(each.latitude, each.longitude): each for each in places}
    return [
        MapPin(_.choose(each.title), each.address, latitude, longitude)
        for (latitude, longitude), each in there.items()
        if latitude is not None and longitude is not None
    ]


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
