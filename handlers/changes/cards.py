"""What a change says of a delegate's meetings, for as long as it is true."""

from __future__ import annotations

from markupsafe import Markup

from handlers.changes.notices import told_of
from handlers.core.notices import Reader
from handlers.views.keyboards import Screen
from locales import N_
from missions.changes import still_true
from storage.tables import Change, ChangeReceipt, LiveCard, Mission

CHANGED_AGAIN = N_("➡️ Changed again: see below")


async def receipt(card: LiveCard, reader: Reader) -> Screen | None:
    found = await reader.session.get(ChangeReceipt, card.thing_id)
    told = await still_true(reader.session, found) if found else []
    if found is None or not told:
        return None
    change = await reader.session.get_one(Change, found.change_id)
    mission = await reader.session.get_one(Mission, change.mission_id)
    return told_of(reader._, found, told, mission)[-1]


async def changed_again(_card: LiveCard, reader: Reader) -> Markup:
    return reader._(CHANGED_AGAIN)
