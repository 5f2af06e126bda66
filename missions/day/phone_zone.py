"""The time zone of a person's phone, where it is not the mission's: they say it once, and read hours in both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import col, select, update

from missions.people.whose import whose_of
from storage.database import UnitSession
from storage.tables import Delegate, Delegation, LiveCard, Mission, Person
from timekeeping.countries import zones_by_country
from timekeeping.offsets import differ

MOST = 8
"""Zones to choose from on one screen."""


async def likely(session: UnitSession, person: Person) -> tuple[Mission, Sequence[str]]:
    """The mission of a delegate or interpreter, and the zones of its delegations' countries, their own country's first.

    Raises:
        Refusal: the person takes part in none.
    """
    whose = await whose_of(session, person)
    own = whose.delegation_id if isinstance(whose, Delegate) else None
    mission = await session.get_one(Mission, whose.mission_id)
    listed = select(Delegation.country).where(Delegation.mission_id == mission.id)
    own_first = listed.order_by(col(Delegation.id) != own, col(Delegation.id))
    countries = dict.fromkeys((await session.exec(own_first)).all())
    return mission, [zone for country in countries for zone in zones_of(country, session.now)][:MOST]


def zones_of(country: str, now: datetime) -> Sequence[str]:
    """Of zones of the country that show the same time now, the most peopled one."""
    return list(_apart(zones_by_country().get(country, ()), now))


def _apart(zones: Iterable[str], now: datetime) -> Iterator[str]:
    shown: list[ZoneInfo] = []
    for name in zones:
        zone = ZoneInfo(name)
        if all(differ(zone, each, now) for each in shown):
            shown.append(zone)
            yield name


async def say(session: UnitSession, person: Person, zone: str) -> None:
    """Note the zone; empty for the mission's. What is in the person's chat follows."""
    if zone == person.phone_zone:
        return
    person.phone_zone = zone
    if person.telegram_id is not None:
        theirs = update(LiveCard).where(col(LiveCard.chat_id) == person.telegram_id)
        await session.exec(theirs.values(stale=True))
