"""An iCalendar file that an organiser sends to the desk: read aside, looked at, then loaded or dropped."""

from __future__ import annotations

from locales import N_
from missions.errors import Refusal
from missions.loading.ics.events import LARGEST
from missions.operations import desk_jobs
from missions.people import access
from storage.database import UnitSession
from storage.tables import DeskJob, DeskJobKind, Person

NO_CALENDAR = N_("This is not a calendar. Please send a file whose name ends with .ics.")
TOO_LARGE = N_("This file is too large: a programme has at most {n} MB. Nothing was loaded.")
GONE = N_("This file is no longer waiting. Please send it again.")


def is_calendar(name: str, mime_type: str) -> bool:
    """Whether a file says that it is one."""
    return name.lower().endswith((".ics", ".ical", ".icalendar")) or mime_type == "text/calendar"


async def take(session: UnitSession, organiser: Person, file_id: str, name: str, size: int) -> DeskJob:
    """Have the file read: what it would change is said in a moment.

    Raises:
        Refusal: they are no organiser, or the file is too large.
    """
    mission = await access.require_organiser(session, organiser)
    if size > LARGEST:
        raise Refusal(TOO_LARGE, n=LARGEST // 1_000_000)
    return desk_jobs.ask(session, organiser, mission, DeskJobKind.CALENDAR, file=file_id, name=name)


async def confirm(session: UnitSession, organiser: Person, job_id: int) -> DeskJob:
    """Have it loaded.

    Raises:
        Refusal: it is another organiser's, or no longer there.
    """
    job = await _own(session, organiser, job_id)
    job.detail, job.due_at = {**job.detail, "confirmed": True}, session.now
    session.add(job)
    return job


async def drop(session: UnitSession, organiser: Person, job_id: int) -> str:
    """Forget the file; its name.

    Raises:
        Refusal: as confirm.
    """
    job = await _own(session, organiser, job_id)
    await session.delete(job)
    return str(job.detail["name"])


async def _own(session: UnitSession, organiser: Person, job_id: int) -> DeskJob:
    job = await session.get(DeskJob, job_id, with_for_update=True)
    if job is None or job.person_id != organiser.id or job.kind is not DeskJobKind.CALENDAR or job.due_at is not None:
        raise Refusal(GONE)
    await access.require_organiser(session, organiser, job.mission_id)
    return job
