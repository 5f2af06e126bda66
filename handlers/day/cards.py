"""My day as it reads now, for the messages about it that stand in chats."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from handlers.core.notices import Reader
from handlers.core.turn import BELOW
from handlers.day.view import view
from handlers.views.keyboards import Screen
from missions.day.my_day import day_of
from missions.errors import Refusal
from missions.people.whose import number_of, whose_of
from storage.tables import CardKind, LiveCard


async def my_day(card: LiveCard, reader: Reader) -> Screen | None:
    """Today; None once the day of a message that is not pinned is over, or the reader takes part no longer."""
    try:
        whose = await whose_of(reader.session, reader.person)
    except Refusal:
        return None
    if number_of(whose) != card.thing_id:
        return None
    day = await day_of(reader.session, whose)
    pinned = card.kind is CardKind.PINNED_DAY
    return view(reader._, day, pinned=pinned) if pinned or card.day == day.day.toordinal() else None


async def over(card: LiveCard, reader: Reader) -> Markup:
    """What is left of an older one: of its day, there is nothing more to follow."""
    _ = reader._
    if card.kind is CardKind.PINNED_DAY:
        return _(BELOW)
    return _("📅 {day} · /today shows your present day.", day=_.day(date.fromordinal(card.day)))
