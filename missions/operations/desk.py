"""The organisers' desk: how the mission is, and what waits for a decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from missions.directory import figures
from missions.directory.figures import Figures
from missions.errors import Refusal
from missions.operations import clock_fault, dead_letters
from missions.people import access
from storage.database import UnitSession
from storage.tables import Mission, Person


@dataclass(frozen=True, slots=True)
class Desk:
    """The overview of one mission at one instant."""

    mission: Mission
    figures: Figures
    organises_others: bool
    owned: bool
    """The person who looks is an owner of the installation."""
    """Whether the organiser has other missions as well."""
    set_aside: int
    clock_minutes_off: int
    """Minutes by which the server's clock is wrong; 0 where it is right."""
    at: datetime


async def desk_of(session: UnitSession, organiser: Person) -> Desk:
    """The desk of the mission that an organiser looks at.

    Raises:
        Refusal: they organise none.
    """
    organised = await access.organised_by(session, organiser)
    if not organised:
        raise Refusal(access.NOT_FOR_YOU)
    return Desk(
        mission=organised[0],
        figures=await figures.overview(session, organised[0]),
        organises_others=len(organised) > 1,
        owned=organiser.owner,
        set_aside=(await dead_letters.shelf(session, organiser)).count,
        clock_minutes_off=await clock_fault.minutes_off(session),
        at=session.now,
    )
