"""Clock job: writes a timetable under publication, a chunk in each transaction.

Each transaction also stores what is left, so that a process that dies loses and repeats nothing, and taps wait for one
chunk at most. What people agree in between has precedence: a seat that is taken by then is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from missions import jobs
from missions.meetings.endings import LOST, close, closed_to
from missions.meetings.states import MeetingSide
from missions.notices import Notice
from missions.timetables import publish_moves, publish_new
from missions.timetables.locks import locked
from missions.timetables.publish_state import Todo
from storage import quarantine
from storage.database import UnitSession
from storage.tables import Delegate, MeetingState, Mission, Timetable, TimetableState

LOST_AT_ONCE = jobs.CHUNK // 4
"""Each lost meeting makes at least two notices."""
SHOWN_EVERY = timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishingProgressed(Notice):
    """Progress of a publication to its organiser, shown in one message that is edited."""

    timetable_id: int


async def go_on(session: UnitSession) -> Sequence[Notice]:
    """Clock job: write the next chunk of a publication."""
    publishing = (
        select(Timetable)
        .where(Timetable.state == TimetableState.PUBLISHING)
        .order_by(col(Timetable.id))
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True)
        .execution_options(populate_existing=True)
    )
    for timetable in await quarantine.rows(session, Timetable, publishing):
        with quarantine.blaming(Timetable, timetable.id):
            return await _next_chunk(session, timetable)
    return []


async def _next_chunk(session: UnitSession, timetable: Timetable) -> Sequence[Notice]:
    try:
        async with session.begin_nested():
            notices = list(await advance(session, timetable))
    except IntegrityError:
        # Another transaction has just taken one of its seats: the next tick tries again.
        return []
    done, todo = timetable.state is not TimetableState.PUBLISHING, Todo.from_json(timetable.publishing)
    shown = datetime.fromisoformat(todo.shown_at) if todo.shown_at else None
    if done or shown is None or session.now - shown >= SHOWN_EVERY:
        todo.shown_at = session.now.isoformat()
        timetable.publishing = todo.to_json()
        notices.append(PublishingProgressed(to=todo.by, timetable_id=timetable.id))
    return notices if done else jobs.Unfinished(notices)


async def advance(session: UnitSession, timetable: Timetable) -> Sequence[Notice]:
    """Write the next chunk and return its notices; after the last one, the timetable is published."""
    mission = await session.get_one(Mission, timetable.mission_id)
    todo = Todo.from_json(timetable.publishing)
    notices: Sequence[Notice] = []
    if todo.lost:
        notices = await _give_up(session, todo)
    elif todo.moves:
        notices = await publish_moves.move(session, mission, timetable, todo)
    elif todo.new:
        await publish_new.set_next(session, mission, timetable, todo)
    if not todo.left:
        timetable.state = TimetableState.PUBLISHED
        timetable.revision += 1
    timetable.publishing = todo.to_json()
    await session.flush()
    return notices


async def _give_up(session: UnitSession, todo: Todo) -> list[Notice]:
    """Cancel the next lost meetings, and notify both sides."""
    chunk, todo.lost = todo.lost[:LOST_AT_ONCE], todo.lost[LOST_AT_ONCE:]
    notices: list[Notice] = []
    for meeting in (await locked(session, chunk)).values():
        if meeting.state is MeetingState.CONFIRMED:
            one, other = [await session.get_one(Delegate, each) for each in (meeting.requester_id, meeting.invitee_id)]
            told = await close(session, MeetingSide(meeting, one, other), MeetingState.CANCELLED, LOST)
            notices += [*told.notices, *await closed_to(session, meeting, one, other)]
            todo.cancelled += 1
    return notices
