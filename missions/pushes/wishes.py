"""What a person wishes to be sent: /quiet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from missions.errors import Refusal
from missions.people import access
from missions.people.home import home_of
from missions.pushes.holding import DIGEST_AT, reconsider
from storage.database import UnitSession
from storage.tables import Asks, Mission, Person


@dataclass(frozen=True, slots=True)
class Wishes:
    """What holds for a person in the mission that they mean."""

    mission: Mission
    person: Person

    @property
    def digest_at(self) -> time:
        return self.mission.digest_at or DIGEST_AT


async def wishes_of(session: UnitSession, person: Person) -> Wishes:
    """What a person is sent.

    Raises:
        Refusal: they take part in no mission.
    """
    home = await home_of(session, person)
    if home.mission is None:
        raise Refusal(access.NO_DELEGATE)
    return Wishes(home.mission, person)


async def ask(session: UnitSession, person: Person, asks: Asks) -> Wishes:
    """Send only this at once; the rest stands in the evening digest.

    Raises:
        Refusal: as `wishes_of`.
    """
    found = await wishes_of(session, person)
    person.asks = asks
    return await _changed(session, found)


async def be_quiet(session: UnitSession, person: Person, hours: tuple[time, time] | None) -> Wishes:
    """Quiet hours of one's own; none with None.

    Raises:
        Refusal: as `wishes_of`.
    """
    found = await wishes_of(session, person)
    person.quiet_from, person.quiet_until = hours or (None, None)
    return await _changed(session, found)


async def back_to_normal(session: UnitSession, person: Person) -> Wishes:
    """As before one wished anything.

    Raises:
        Refusal: as `wishes_of`.
    """
    person.asks = Asks.EVERYTHING
    return await be_quiet(session, person, None)


async def _changed(session: UnitSession, found: Wishes) -> Wishes:
    session.add(found.person)
    await session.flush()
    await reconsider(session, person=found.person)
    return found
