"""My day as it reads now, for the messages about it that stand in chats."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from handlers.core.notices import Reader
from handlers.core.turn import BELOW
from handlers.day.view import view
from handlers.views.keyboards import Screen
from missions.day.my_day import day_of
from missions.people import access
from storage.tables import CardKind, LiveCard


async def my_day(card: LiveCard, reader: Reader) -> Screen | None:
    """Today; None once the day of a message that is not pinned is over, or the reader is no delegate of the mission."""
    delegate = await access.delegate_of(reader.session, reader.person)
    if delegate is None or delegate.id != card.thing_id:
        return None
    day = await day_of(reader.session, delegate)
    pinned = card.kind is CardKind.PINNED_DAY
    return view(reader._, day, pinned=pinned) if pinned or card.day == day.day.toordinal() else None


async def over(card: LiveCard, reader: Reader) -> Markup:
    """What is left of an older one: of its day, there is nothing more to follow."""
    _ = reader._
    if card.kind is CardKind.PINNED_DAY:
        return _(BELOW)
    return _("📅 {day} · /today shows your present day.", day=_.day(date.fromordinal(card.day)))
