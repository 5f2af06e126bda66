"""The address at which a delegate's calendar is read: unguessable, one for each delegate, and revocable."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from missions.audit import record
from missions.day.calendar import Calendar, calendar_of
from storage.database import UnitSession
from storage.tables import CalendarFeed, Delegate, Mission, Person

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


async def feed_of(session: AsyncSession, delegate: Delegate) -> CalendarFeed | None:
    """The delegate's address, if they have one."""
    return (await session.exec(select(CalendarFeed).where(CalendarFeed.delegate_id == delegate.id))).first()


async def subscribe(session: UnitSession, person: Person, delegate: Delegate) -> CalendarFeed:
    """The delegate's address: the one that there is, or a new one."""
    if found := await feed_of(session, delegate):
        return found
    feed = CalendarFeed(delegate_id=delegate.id, token=secrets.token_urlsafe(_TOKEN_BYTES))
    session.add(feed)
    await session.flush()
    record(session, person, delegate.mission_id, "calendar.subscribe", f"delegate:{delegate.id}")
    return feed


async def revoke(session: UnitSession, person: Person, delegate: Delegate) -> None:
    """From now on nothing is read at the delegate's address."""
    if await feed_of(session, delegate) is None:
        return
    await session.exec(delete(CalendarFeed).where(col(CalendarFeed.delegate_id) == delegate.id))
    record(session, person, delegate.mission_id, "calendar.revoke", f"delegate:{delegate.id}")


async def read_at(session: AsyncSession, token: str) -> Subscribed | None:
    """What is read at an address; None where there is none."""
    found = select(CalendarFeed, Delegate, Person, Mission.default_language)
    found = found.join(Delegate, col(Delegate.id) == col(CalendarFeed.delegate_id))
    found = found.join(Person, col(Person.id) == col(Delegate.person_id))
    found = found.join(Mission, col(Mission.id) == col(Delegate.mission_id)).where(CalendarFeed.token == token)
    row = (await session.exec(found)).first()
    if row is None:
        return None
    feed, delegate, person, default = row
    calendar = await calendar_of(session, delegate)
    return Subscribed(feed.id, calendar, person.language, default, feed.digest, feed.changed_at)


async def note_changed(session: UnitSession, feed_id: int, digest: str) -> datetime:
    """Note that something else is read at an address from now on, and since when."""
    feed = await session.get(CalendarFeed, feed_id)
    if feed is not None:
        feed.digest, feed.changed_at = digest, session.now
    return session.now
