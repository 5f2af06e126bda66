"""The organisers' desk: how the mission is, and what waits for a decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from missions.directory import figures
from missions.directory.figures import Figures
from missions.operations import clock_fault, dead_letters, halt
from missions.people import access
from storage.database import UnitSession
from storage.tables import Mission, Person


@dataclass(frozen=True, slots=True)
class Desk:
    """The overview of one mission at one instant."""

    mission: Mission
    figures: Figures
    owned: bool
    """The person who looks is an owner of the installation."""
    set_aside: int
    clock_minutes_off: int
    """Minutes by which the server's clock is wrong; 0 where it is right."""
    halted_until: datetime | None
    """Until when Telegram has asked for a pause of all messages."""
    at: datetime


async def desk_of(session: UnitSession, organiser: Person) -> Desk:
    """The desk of the mission that an organiser means.

    Raises:
        Refusal: they organise none.
    """
    mission = await access.require_organiser(session, organiser)
    return Desk(
        mission=mission,
        figures=await figures.overview(session, mission),
        owned=organiser.owner,
        set_aside=(await dead_letters.shelf(session, organiser)).count,
        clock_minutes_off=await clock_fault.minutes_off(session),
        halted_until=await halt.halted_until(session),
        at=session.now,
    )
