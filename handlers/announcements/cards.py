"""How far an announcement is, for the cards about it that stand in organisers' chats."""

from __future__ import annotations

from handlers.announcements import progress
from handlers.core.notices import Reader
from handlers.views.keyboards import Screen
from missions.announcements.report import follow
from storage.tables import Announcement, AnnouncementState, LiveCard


async def announcement(card: LiveCard, reader: Reader) -> Screen | None:
    found = await reader.session.get(Announcement, card.thing_id)
    if found is None or found.state in (AnnouncementState.DRAFT, AnnouncementState.DISCARDED):
        return None
    by_itself = card.sent_row is not None and card.sent_row == found.progress_row_id
    return progress.view(reader._, await follow(reader.session, found), by_itself=by_itself)
