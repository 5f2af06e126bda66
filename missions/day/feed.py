"""The address at which a person's calendar is read: unguessable, one for each delegate and interpreter, revocable."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from missions.audit import record
from missions.day.calendar import Calendar, calendar_of
from missions.people.whose import Whose, is_of, of_number, owner, person_of, subject
from storage.database import UnitSession
from storage.tables import CalendarFeed, Mission, Person

_TOKEN_BYTES = 24
"""192 random bits."""


@dataclass(frozen=True, slots=True)
class Subscribed:
    """What is read at an address. digest, changed_at: of what was last read there, empty if nothing was."""

    feed_id: int
    calendar: Calendar
    language: str
    """The reader's, where it has a catalogue."""
    default_language: str
    digest: str
    changed_at: datetime | None


async def feed_of(session: AsyncSession, whose: Whose) -> CalendarFeed | None:
    """The person's address, if they have one."""
    return (await session.exec(select(CalendarFeed).where(is_of(CalendarFeed, whose)))).first()


async def subscribe(session: UnitSession, person: Person, whose: Whose) -> CalendarFeed:
    """The person's address: the one that there is, or a new one."""
    if found := await feed_of(session, whose):
        return found
    feed = CalendarFeed(token=secrets.token_urlsafe(_TOKEN_BYTES), **owner(whose))
    session.add(feed)
    await session.flush()
    record(session, person, whose.mission_id, "calendar.subscribe", subject(whose))
    return feed


async def revoke(session: UnitSession, person: Person, whose: Whose) -> None:
    """From now on nothing is read at the person's address."""
    if await feed_of(session, whose) is None:
        return
    await session.exec(delete(CalendarFeed).where(is_of(CalendarFeed, whose)))
    record(session, person, whose.mission_id, "calendar.revoke", subject(whose))


async def read_at(session: AsyncSession, token: str) -> Subscribed | None:
    """What is read at an address; None where there is none."""
    feed = (await session.exec(select(CalendarFeed).where(CalendarFeed.token == token))).first()
    whose = await of_number(session, feed.delegate_id or -(feed.interpreter_id or 0)) if feed else None
    person = await person_of(session, whose) if whose else None
    if feed is None or whose is None or person is None:
        return None
    mission = await session.get_one(Mission, whose.mission_id)
    calendar = await calendar_of(session, whose)
    return Subscribed(feed.id, calendar, person.language, mission.default_language, feed.digest, feed.changed_at)


async def note_changed(session: UnitSession, feed_id: int, digest: str) -> datetime:
    """Note that something else is read at an address from now on, and since when."""
    feed = await session.get(CalendarFeed, feed_id)
    if feed is not None:
        feed.digest, feed.changed_at = digest, session.now
    return session.now
