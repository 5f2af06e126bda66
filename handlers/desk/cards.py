"""Profiles as organisers have them before them, for the cards about them that stand in their chats."""

from __future__ import annotations

from handlers.core.notices import Reader
from handlers.desk import people, queue
from handlers.views.data import ProfileCard
from handlers.views.keyboards import Screen
from missions.errors import Refusal
from storage.tables import LiveCard


async def profile(card: LiveCard, reader: Reader) -> Screen | None:
    """None where the profile is gone, or its reader organises the mission no longer."""
    try:
        if card.day < len(queue.WAYS):
            return await queue.view(reader, card.thing_id, queue.WAYS[card.day])
        return await people.view(reader, ProfileCard(delegate=card.thing_id, offset=card.day - len(queue.WAYS)))
    except Refusal:
        return None
