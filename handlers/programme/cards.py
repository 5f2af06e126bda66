"""Sessions and days of the programme as they read now, for the cards about them that stand in chats."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from handlers.core.notices import Reader
from handlers.programme import card as session_card
from handlers.programme import days, desk, heads
from handlers.programme.data import DeskAct
from handlers.views.data import SessionAct, SessionPress
from handlers.views.keyboards import Keyboard, Screen, button, live
from handlers.views.message import About, Rows
from handlers.views.venue_pin import truth_of
from locales import N_, Texts
from missions.errors import Refusal
from missions.sessions.desk import find
from missions.sessions.programme import listed, programme_of
from storage.tables import Delegate, LiveCard, ProgrammeSession, Venue

BELOW = N_("➡️ {name}: see below")


async def session(card: LiveCard, reader: Reader) -> Screen | None:
    side = await reader.session.get(Delegate, card.side_id) if card.side_id else None
    found = await listed(reader.session, side, card.thing_id) if side else []
    if side is None or not found:
        return None
    return await session_card.view(reader._, reader.session, side, found[0])


async def session_line(card: LiveCard, reader: Reader) -> Markup:
    """What is left of a card when a newer one, or none, says the truth."""
    row = await reader.session.get(ProgrammeSession, card.thing_id)
    if row is None or row.cancelled_at is not None:
        return reader._(session_card.CANCELLED)
    return reader._(BELOW, name=row.title)


async def day(card: LiveCard, reader: Reader) -> Screen | None:
    try:
        found = await programme_of(reader.session, reader.person)
    except Refusal as refusal:
        about = About(card.kind, card.thing_id, card.side_id, card.day)
        return live((reader._.message(refusal), Keyboard(inline_keyboard=[])), about)
    if found.delegate.id != card.side_id or date.fromordinal(card.day) not in found.days:
        return None
    return days.view(reader._, found, card.day)


async def at_desk(card: LiveCard, reader: Reader) -> Screen | None:
    """A session, its lists or its head count, for an organiser."""
    choice = desk.choice_of(card.thing_id, card.day)
    try:
        if choice.act is DeskAct.HEADS:
            return await heads.view(reader._, reader.session, reader.person, choice)
        if choice.act is not DeskAct.SHOW:
            return await desk.people(reader._, reader.session, reader.person, choice)
        mission, counted = await find(reader.session, reader.person, card.thing_id)
    except Refusal as refusal:
        about = About(card.kind, card.thing_id, card.side_id, card.day)
        return live((reader._.message(refusal), Keyboard(inline_keyboard=[])), about)
    return desk.view(reader._, mission, counted, reader.session.now)


async def is_there(card: LiveCard, reader: Reader) -> bool:
    """Whether the session of a pin is not known to be elsewhere."""
    row = await reader.session.get(ProgrammeSession, card.thing_id)
    if row is None or row.cancelled_at is not None:
        return False
    venue = await reader.session.get(Venue, row.venue_id) if row.venue_id else None
    return venue is not None and truth_of(venue) == card.truth


def shown_again(_: Texts, card: LiveCard) -> Rows:
    """Under a pin that is too old to be taken away."""
    return [[button(_.plain("📍 The place has changed"), SessionPress(act=SessionAct.PIN, id=card.thing_id))]]
