"""How many messages a day came to each person of a mission by themselves, for the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import case
from sqlmodel import col, func, select

from missions import local_time
from missions.people import access
from missions.people.access import ACTIVE
from missions.pushes.counting import pushes
from storage.database import UnitSession
from storage.tables import Delegate, Mission, Organisation, OutboxRow, Person

DAYS = 7
"""With today."""
LISTED = 10


@dataclass(frozen=True, slots=True)
class Messaged:
    """A person, and what came to them in all and on the fullest of the days."""

    delegate_id: int
    name: str
    organisation: str
    total: int
    most: int
    on: date


@dataclass(frozen=True, slots=True)
class PushFigures:
    """The last days of a mission. mean: of the days on which a person was sent anything."""

    mission: Mission
    first: date
    last: date
    mean: float
    most: int
    people: Sequence[Messaged]
    """Those with the fullest days, the fullest first."""


async def messages_a_day(session: UnitSession, organiser: Person) -> PushFigures:
    """Count the messages of the last days, by the mission's clock.

    Raises:
        Refusal: the person organises no mission.
    """
    mission = await access.require_organiser(session, organiser)
    zone = local_time.zone(mission)
    today = local_time.local_date(session.now, zone)
    days = [today - timedelta(days=before) for before in range(DAYS - 1, -1, -1)]
    bounds = [local_time.bounds(day, zone) for day in days]
    at = col(OutboxRow.created_at)
    counts = [func.sum(case(((at >= begins) & (at < ends), 1), else_=0)) for begins, ends in bounds]
    counted = (
        select(Delegate.id, Delegate.name, Organisation.name, *counts)
        .join(Person, col(Person.id) == col(Delegate.person_id))
        .join(Organisation, col(Organisation.id) == col(Delegate.organisation_id))
        .join(OutboxRow, col(OutboxRow.chat_id) == col(Person.telegram_id))
        .where(Delegate.mission_id == mission.id, col(Delegate.status).in_(ACTIVE), at >= bounds[0][0], *pushes())
        .group_by(col(Delegate.id), col(Delegate.name), col(Organisation.name))
    )
    people: list[Messaged] = []
    full: list[int] = []
    rows: Sequence[Any] = (await session.exec(counted)).all()
    for delegate_id, name, organisation, *of_days in rows:
        most = max(of_days)
        people.append(Messaged(delegate_id, name, organisation, sum(of_days), most, days[of_days.index(most)]))
        full += [count for count in of_days if count]
    people.sort(key=lambda each: (-each.most, -each.total, each.name))
    mean = sum(full) / len(full) if full else 0.0
    return PushFigures(mission, days[0], days[-1], mean, max(full, default=0), people[:LISTED])
