"""The call sheet and calls, as they read now."""

from __future__ import annotations

from markupsafe import Markup

from handlers.changes import call as calls
from handlers.changes.call_sheet import view
from handlers.core.notices import Reader
from handlers.views.keyboards import Screen
from missions.changes.calls.queue import calls_of, sheet
from storage.tables import Delegate, LiveCard, Mission


async def call_sheet(card: LiveCard, reader: Reader) -> Screen | None:
    mission = await reader.session.get(Mission, card.thing_id)
    if mission is None:
        return None
    return view(reader._, mission, await sheet(reader.session, mission.id), reader.session.now)


async def call(card: LiveCard, reader: Reader) -> Screen | None:
    """Until the delegate knows; or another organiser calls, as this one's claim has expired."""
    session = reader.session
    delegate = await session.get(Delegate, card.thing_id)
    if delegate is None:
        return None
    mission = await session.get_one(Mission, delegate.mission_id)
    for found in await calls_of(session, [delegate.id]):
        if found.is_with_another(reader.person, session.now):
            return calls.with_another(reader._, delegate)
        if found.waits(session.now) or not found.has_number:
            return calls.over(reader._, delegate, await call_line(card, reader))
        return calls.view(reader._, mission, found, session.now)
    return calls.knows(reader._, delegate)


async def call_line(card: LiveCard, reader: Reader) -> Markup:
    delegate = await reader.session.get(Delegate, card.thing_id)
    name = delegate.called if delegate else ""
    return reader._("📞 {name}: see the call sheet", name=name)
