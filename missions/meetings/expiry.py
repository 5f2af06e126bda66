"""Clock jobs for requests: expire those not answered in time, and remind of those still open."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from missions import jobs
from missions.meetings.endings import lapse
from missions.meetings.notices import AnswerAwaited
from missions.notices import Notice
from missions.people.reach import speakers
from storage import quarantine
from storage.database import UnitSession
from storage.tables import OPEN_STATES, Delegate, Meeting

# One meeting makes two notices, more if organisers answer for a delegate.
_AT_ONCE = jobs.CHUNK // 4


async def lapsed(session: UnitSession) -> Sequence[Notice]:
    """Clock job: close requests and proposed times that were not answered in time."""
    notices: list[Notice] = []
    for meeting in await _due(session, Meeting.expires_at):
        with quarantine.blaming(Meeting, meeting.id):
            notices += await lapse(session, meeting)
    return notices


async def unanswered(session: UnitSession) -> Sequence[Notice]:
    """Clock job: remind once, at half of the time to answer."""
    notices: list[Notice] = []
    for meeting in await _due(session, Meeting.nudge_at):
        meeting.nudge_at = None
        if meeting.awaits_id is None:
            continue
        with quarantine.blaming(Meeting, meeting.id):
            side = await session.get_one(Delegate, meeting.awaits_id)
            people = await speakers(session, side)
        notices += [AnswerAwaited(to=person.id, meeting_id=meeting.id, side_id=side.id) for person in people]
    return notices


async def _due(session: UnitSession, column: object) -> Sequence[Meeting]:
    due = (
        select(Meeting)
        .where(col(column) <= session.now, col(Meeting.state).in_(OPEN_STATES))
        # In the order of the index: by id, SQLite would read every meeting.
        .order_by(col(column), col(Meeting.id))
        .limit(_AT_ONCE)
        # A meeting that is being answered right now is locked: the next tick sees it.
        .with_for_update(key_share=True, skip_locked=True)
    )
    return await quarantine.rows(session, Meeting, due)
