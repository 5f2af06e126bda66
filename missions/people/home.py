"""What is open to a person in the mission that they mean: as whom they take part, and whether they organise it."""

from __future__ import annotations

from dataclasses import dataclass

from missions.people.mission_meant import parts_of, show
from storage.database import UnitSession
from storage.tables import Delegate, Interpreter, Mission, Person


@dataclass(frozen=True, slots=True)
class Home:
    """A person in a mission; without a mission for one who takes part in none."""

    mission: Mission | None
    delegate: Delegate | None
    organises: bool
    interpreter: Interpreter | None = None
    owns: bool = False
    """An owner of the installation, who may begin missions."""


async def home_of(session: UnitSession, person: Person) -> Home:
    """The person in the mission that they mean."""
    for part in await parts_of(session, person):
        show(session, person, part.mission.id)
        return Home(part.mission, part.delegate, part.organises, part.interpreter, person.owner)
    return Home(None, None, organises=False, owns=person.owner)
