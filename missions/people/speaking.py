"""Who speaks for a delegate: the person themselves, or the organisers where there is no chat with that person."""

from __future__ import annotations

from collections.abc import Sequence

from missions.people import access
from storage.database import UnitSession
from storage.tables import Delegate, Person


async def has_chat(session: UnitSession, delegate: Delegate) -> bool:
    """Whether what is said to the delegate reaches them here."""
    person = await session.get(Person, delegate.person_id) if delegate.person_id else None
    return person is not None and person.telegram_id is not None and person.unreachable_since is None


async def speakers(session: UnitSession, delegate: Delegate) -> Sequence[Person]:
    """Who is told what concerns a delegate, and may answer it."""
    if delegate.person_id and await has_chat(session, delegate):
        return [await session.get_one(Person, delegate.person_id)]
    return await access.organisers(session, delegate.mission_id)


async def speaks_for(session: UnitSession, person: Person, delegate: Delegate) -> bool:
    """Whether this person may answer for the delegate."""
    if delegate.person_id == person.id:
        return True
    return person.id in {each.id for each in await speakers(session, delegate)}
