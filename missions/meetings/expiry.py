"""What the clock asks about requests: who has not answered, and which have lapsed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from missions import jobs
from missions.meetings.endings import lapse
from missions.meetings.notices import AnswerAwaited
from missions.notices import Notice
from missions.people.reach import speakers
from storage.database import UnitSession
from storage.tables import OPEN_STATES, Delegate, Meeting

# One meeting makes two notices at least, more where organisers speak for somebody.
_AT_ONCE = jobs.CHUNK // 4


async def lapsed(session: UnitSession) -> Sequence[Notice]:
    """Requests, and wishes to move a meeting, that were not answered in time: closed, and told to both."""
    notices: list[Notice] = []
    for meeting in await _due(session, Meeting.expires_at):
        notices += await lapse(session, meeting)
    return notices


async def unanswered(session: UnitSession) -> Sequence[Notice]:
    """Half of the time has passed: whoever has to answer is reminded, once."""
    notices: list[Notice] = []
    for meeting in await _due(session, Meeting.nudge_at):
        meeting.nudge_at = None
        if meeting.awaits_id is None:
            continue
        side = await session.get_one(Delegate, meeting.awaits_id)
        people = await speakers(session, side)
        notices += [AnswerAwaited(to=person.id, meeting_id=meeting.id, side_id=side.id) for person in people]
    return notices


async def _due(session: UnitSession, column: object) -> Sequence[Meeting]:
    found = await session.exec(
        select(Meeting)
        .where(col(column) <= session.now, col(Meeting.state).in_(OPEN_STATES))
        # As its index has it: by their numbers, all that there ever were would be gone through.
        .order_by(col(column), col(Meeting.id))
        .limit(_AT_ONCE)
        # What somebody is answering at this moment is looked at again with the next tick.
        .with_for_update(key_share=True, skip_locked=True)
    )
    return found.all()
