"""My day as it reads now, for the messages about it that stand in chats."""

from __future__ import annotations

from handlers.core.notices import Reader
from handlers.day.view import view
from handlers.views.keyboards import Screen
from missions.day.my_day import day_of
from missions.people import access
from storage.tables import CardKind, LiveCard


async def my_day(card: LiveCard, reader: Reader) -> Screen | None:
    """Today, whatever day it was when the message came; None once the reader is no delegate of the mission."""
    delegate = await access.delegate_of(reader.session, reader.person)
    if delegate is None or delegate.id != card.thing_id:
        return None
    day = await day_of(reader.session, delegate)
    return view(reader._, day, pinned=card.kind is CardKind.PINNED_DAY)
