"""Drafts and published days as they read now, for the cards about them that stand in chats."""

from __future__ import annotations

from markupsafe import Markup

from handlers.core.notices import Reader
from handlers.core.turn import BELOW
from handlers.timetables import draft as drawn
from handlers.timetables import published
from handlers.timetables.mine import day_view, planned
from handlers.views.keyboards import Screen
from missions.timetables.overview import shown
from storage.tables import Delegate, LiveCard, Timetable, TimetableState


async def draft(card: LiveCard, reader: Reader) -> Screen | None:
    row = await reader.session.get(Timetable, card.thing_id)
    if row is None:
        return None
    is_published = row.state in (TimetableState.PUBLISHING, TimetableState.PUBLISHED) and row.publishing
    view = published.view if is_published else drawn.view
    return view(reader._, await shown(reader.session, row))


async def planned_day(card: LiveCard, reader: Reader) -> Screen | None:
    side = await reader.session.get(Delegate, card.thing_id)
    if side is None:
        return None
    return day_view(reader._, side, card.day, await planned(reader.session, side, card.day))


async def below(_card: LiveCard, reader: Reader) -> Markup:
    """What is left of a list when a newer one says the truth."""
    return reader._(BELOW)
