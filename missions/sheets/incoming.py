"""A spreadsheet that an organiser sends to the desk: read aside, looked at step by step, then written or dropped."""

from __future__ import annotations

from typing import Any

from locales import N_
from missions.errors import Refusal
from missions.operations import desk_jobs
from missions.people import access
from missions.sheets.files import ENDINGS, SENT, ending_of
from storage.database import UnitSession
from storage.tables import DeskJob, DeskJobKind, Person

TOO_LARGE = N_("Telegram hands bots files of up to {n} MB. The operator loads a larger one: wasl import FILE")
GONE = N_("This file is no longer waiting. Please send it again.")
HEADINGS, CHECK, WRITE = "headings", "check", "write"
"""Steps: what its columns are, what it would change, and changing it."""


def is_sheet(name: str, mime_type: str) -> bool:
    """Whether a file says that it is a spreadsheet."""
    return ending_of(name) in set(ENDINGS) - {"txt"} or "spreadsheet" in mime_type or mime_type == "text/csv"


async def take(session: UnitSession, organiser: Person, file_id: str, name: str, size: int) -> DeskJob:
    """Have the file read: what its columns are taken for is said in a moment.

    Raises:
        Refusal: they are no organiser, or Telegram does not hand out a file of this size.
    """
    mission = await access.require_organiser(session, organiser)
    if size > SENT:
        raise Refusal(TOO_LARGE, n=SENT // 1_000_000)
    return desk_jobs.ask(session, organiser, mission, DeskJobKind.SHEET, file=file_id, name=name, step=HEADINGS)


async def own(session: UnitSession, organiser: Person, job_id: int) -> DeskJob:
    """The file of this job, while it waits for its organiser.

    Raises:
        Refusal: it is another organiser's, or no longer there.
    """
    job = await session.get(DeskJob, job_id, with_for_update=True)
    if job is None or job.person_id != organiser.id or job.kind is not DeskJobKind.SHEET or job.due_at is not None:
        raise Refusal(GONE)
    await access.require_organiser(session, organiser, job.mission_id)
    return job


def go_on(session: UnitSession, job: DeskJob, step: str) -> None:
    """Have the next step done."""
    note(session, job, step=step)
    job.due_at = session.now


def note(session: UnitSession, job: DeskJob, **detail: Any) -> None:  # noqa: ANN401 - JSON
    """Keep what the organiser has said."""
    job.detail = {**job.detail, **detail}
    session.add(job)


def correct(session: UnitSession, job: DeskJob, sheet: int, at: int, key: str) -> None:
    """Take a column for another, or keep it out: key is "" then. Of what one cell holds there is one column."""
    headings = {number: dict(columns) for number, columns in job.detail.get("headings", {}).items()}
    headings.setdefault(str(sheet), {})[str(at)] = key
    shown = [
        {**each, "columns": [_corrected(column, at, key) for column in each["columns"]]}
        if each["sheet"] == sheet
        else each
        for each in job.detail["shown"]
    ]
    note(session, job, headings=headings, shown=shown)


def _corrected(column: dict[str, Any], at: int, key: str) -> dict[str, Any]:
    return {**column, "key": key, "sure": True} if column["at"] == at else column


def reply(session: UnitSession, job: DeskJob, number: int, option: int) -> bool:
    """Keep the answer to a question; whether it was the last one.

    Raises:
        Refusal: this question is not being asked.
    """
    questions = job.detail.get("questions", [])
    answers = dict(job.detail.get("answers", {}))
    if not 0 <= number < len(questions) or not 0 <= option < len(questions[number]["options"]):
        raise Refusal(GONE)
    answers[questions[number]["id"]] = questions[number]["options"][option]["value"]
    note(session, job, answers=answers)
    return all(each["id"] in answers for each in questions)


async def drop(session: UnitSession, organiser: Person, job_id: int) -> str:
    """Forget the file; its name.

    Raises:
        Refusal: as own.
    """
    job = await own(session, organiser, job_id)
    await session.delete(job)
    return str(job.detail["name"])
