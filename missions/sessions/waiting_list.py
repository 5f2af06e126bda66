"""Clock jobs: a freed place is offered to those who wait, one after another, each with a time to answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import col, exists, select

from missions import jobs
from missions.notices import Notice
from missions.quiet.rules import quiet_times
from missions.sessions import places
from missions.sessions.notices import PlaceLapsed, PlaceOffered
from missions.sessions.signing import give_up
from storage import quarantine
from storage.database import UnitSession
from storage.tables import Delegate, Mission, Person, ProgrammeSession, SessionPlace, SignUp, SignUpState

TO_ANSWER = timedelta(hours=2)
"""How long an offered place is kept: long enough for a meeting to end, short enough for the next to hear of it."""
BEFORE = timedelta(minutes=30)
"""An answer is due this long before the session begins: time to get there."""


async def lapsed(session: UnitSession) -> Sequence[Notice]:
    """Clock job: who did not answer an offer in time is out, and reads so."""
    due = (
        select(SignUp)
        .where(col(SignUp.offered_until) <= session.now, SignUp.state == SignUpState.OFFERED)
        .order_by(col(SignUp.offered_until), col(SignUp.id))
        .limit(jobs.CHUNK)
    )
    notices: list[Notice] = []
    for each in await quarantine.rows(session, SignUp, due):
        row = await places.lock(session, each.session_id)
        await session.refresh(each)
        if row is None or each.state is not SignUpState.OFFERED:
            continue
        await give_up(session, row, each)
        delegate = await session.get_one(Delegate, each.delegate_id)
        if delegate.person_id is not None and row.starts_at > session.now and row.cancelled_at is None:
            notices.append(PlaceLapsed(to=delegate.person_id, sign_up_id=each.id, delegate_id=each.delegate_id))
    return notices


async def offers(session: UnitSession) -> Sequence[Notice]:
    """Clock job: offer free places of sessions that are full no longer to those who wait and can be reached."""
    unused = exists(
        select(SessionPlace.id).where(
            SessionPlace.session_id == ProgrammeSession.id, col(SessionPlace.sign_up_id).is_(None)
        )
    )
    moving = select(ProgrammeSession.id).where(
        col(ProgrammeSession.is_full) | exists(places.reached(col(ProgrammeSession.id))),
        ProgrammeSession.starts_at > session.now,
        col(ProgrammeSession.cancelled_at).is_(None),
        unused,
    )
    notices: list[Notice] = []
    for session_id in (await session.exec(moving.order_by(col(ProgrammeSession.id)))).all():
        row = await places.lock(session, session_id)
        if row is not None and len(notices) < jobs.CHUNK:
            notices += await _offer(session, row)
    return notices


async def _offer(session: UnitSession, row: ProgrammeSession) -> Sequence[Notice]:
    first = places.reached(row.id).order_by(col(SignUp.asked_at), col(SignUp.id))
    some = first.limit(min(jobs.CHUNK, await places.free(session, row)))
    mission = await session.get_one(Mission, row.mission_id)
    notices = []
    for each, person_id in (await session.exec(some)).all():
        if not await places.take(session, row, each):
            break
        person = await session.get_one(Person, person_id)
        # Their time to answer begins when they can read it.
        since = (await quiet_times(session, mission, person)).free_from(session.now)
        each.state, each.offered_until = SignUpState.OFFERED, answer_until(row, session.now, since)
        session.add(each)
        notices.append(PlaceOffered(to=person_id, sign_up_id=each.id, delegate_id=each.delegate_id))
    await places.settle(session, row)
    return notices


def answer_until(row: ProgrammeSession, now: datetime, since: datetime) -> datetime:
    """Until when a place that is offered now, and read from an instant on, is kept."""
    latest = row.starts_at - BEFORE
    return min(since + TO_ANSWER, latest if latest > now else row.starts_at)
