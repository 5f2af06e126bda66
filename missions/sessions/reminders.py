"""Reminders before sessions: to those who signed up, as long before as the mission reminds of meetings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from sqlmodel import col, select

from missions import jobs
from missions.notices import Notice, not_posted, once_key
from missions.people.reach import reachable
from storage import quarantine
from storage.database import UnitSession
from storage.tables import Delegate, Mission, Person, ProgrammeSession, SignUp, SignUpState

FURTHEST = timedelta(minutes=10_080)
"""The longest lead time that a mission file takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionReminder(Notice):
    """A session begins soon; expires at starts_at."""

    session_id: int
    delegate_id: int
    starts_at: datetime


async def due_reminders(session: UnitSession) -> Sequence[SessionReminder]:
    """Clock job: of several lead times that have passed, as after an outage, only the nearest is sent."""
    soon = select(ProgrammeSession).where(
        ProgrammeSession.starts_at > session.now,
        ProgrammeSession.starts_at <= session.now + FURTHEST,
        col(ProgrammeSession.cancelled_at).is_(None),
    )
    found: list[SessionReminder] = []
    for row in await quarantine.rows(session, ProgrammeSession, soon.order_by(col(ProgrammeSession.starts_at))):
        with quarantine.blaming(ProgrammeSession, row.id):
            mission = await session.get_one(Mission, row.mission_id)
            left = row.starts_at - session.now
            for nearer, lead in pairwise([0, *sorted(set(mission.reminder_minutes))]):
                if timedelta(minutes=nearer) < left <= timedelta(minutes=lead):
                    found += await _of_session(session, row, lead, jobs.CHUNK - len(found))
    return found


async def _of_session(session: UnitSession, row: ProgrammeSession, lead: int, limit: int) -> Sequence[SessionReminder]:
    """To those who signed up before the lead time: for the others, signing up was the reminder."""
    # With its hour: a session that moves is reminded of again.
    begins = int(row.starts_at.timestamp())
    key = once_key("session-reminder", session=row.id, begins=begins, delegate=col(SignUp.delegate_id), minutes=lead)
    statement = (
        select(Person.id, SignUp.delegate_id, key)
        .join_from(SignUp, Delegate, col(Delegate.id) == col(SignUp.delegate_id))
        .join(Person, col(Person.id) == col(Delegate.person_id))
        .where(
            SignUp.session_id == row.id,
            SignUp.state == SignUpState.SIGNED_UP,
            SignUp.asked_at <= row.starts_at - timedelta(minutes=lead),
            *reachable(),
            not_posted(key),
        )
        .order_by(col(SignUp.id))
        .limit(limit)
    )
    return [
        SessionReminder(to=person, session_id=row.id, delegate_id=delegate, starts_at=row.starts_at, once=once)
        for person, delegate, once in (await session.exec(statement)).all()
    ]
