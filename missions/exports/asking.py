"""An organiser asks for a spreadsheet: written by the clock, noted in the audit log."""

from __future__ import annotations

from missions.audit import record
from missions.operations import desk_jobs
from missions.people import access
from storage.database import UnitSession
from storage.tables import DeskJobKind, Person


async def ask(session: UnitSession, organiser: Person, form: str, language: str) -> None:
    """Have it made, for the mission that the organiser means.

    Raises:
        Refusal: they are no organiser.
    """
    mission = await access.require_organiser(session, organiser)
    desk_jobs.ask(session, organiser, mission, DeskJobKind.EXPORT, form=form, language=language)
    record(session, organiser, mission.id, "mission.export", f"mission:{mission.id}", form=form)
