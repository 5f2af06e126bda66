"""The evening digest: tomorrow's meetings and sessions, for delegates who have any; on a mission's eve, for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, exists
from sqlmodel import col, select

from missions import jobs, local_time
from missions.meetings.companions import meetings_of
from missions.meetings.details import Details, details_of
from missions.notices import Notice, not_posted, once_key
from missions.people.reach import reachable
from storage import quarantine
from storage.database import UnitSession
from storage.tables import (
    BOOKED_STATES,
    HOLDING,
    Delegate,
    DelegateStatus,
    Meeting,
    MeetingState,
    Mission,
    Person,
    ProgrammeSession,
    SignUp,
    Slot,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest(Notice):
    """The meetings and sessions of one day for one delegate; expires when the day begins."""

    delegate_id: int
    day: date
    expires_at: datetime | None


async def due_digests(session: UnitSession) -> Sequence[Digest]:
    """Clock job: digests to send, in each mission whose hour of the digest has come."""
    found: list[Digest] = []
    for mission in await _with_digest(session):
        with quarantine.blaming(Mission, mission.id):
            zone = local_time.zone(mission)
            today = local_time.local_date(session.now, zone)
            if mission.digest_at is not None and local_time.instant(today, mission.digest_at, zone) <= session.now:
                found += await _of_mission(session, mission, today + timedelta(days=1), jobs.CHUNK - len(found))
    return found


async def _with_digest(session: UnitSession) -> Sequence[Mission]:
    today = session.now.date()
    statement = select(Mission).where(
        col(Mission.digest_at).is_not(None),
        # A day of margin on both sides: the date depends on the time zone.
        Mission.starts_on <= today + timedelta(days=2),
        Mission.ends_on >= today - timedelta(days=1),
    )
    return await quarantine.rows(session, Mission, statement)


async def _of_mission(session: UnitSession, mission: Mission, day: date, limit: int) -> list[Digest]:
    bounds = local_time.bounds(day, local_time.zone(mission))
    key = once_key("digest", delegate=col(Delegate.id), day=day.isoformat())
    statement = (
        select(Person.id, Delegate.id, key)
        .join_from(Delegate, Person, col(Person.id) == col(Delegate.person_id))
        .where(
            Delegate.mission_id == mission.id,
            Delegate.status == DelegateStatus.APPROVED,
            *reachable(),
            not_posted(key),
        )
        .order_by(col(Delegate.id))
        .limit(limit)
    )
    if day != mission.starts_on:
        statement = statement.where(_meets(*bounds) | _attends(*bounds))
    return [
        Digest(to=person, delegate_id=delegate, day=day, expires_at=bounds[0], once=once)
        for person, delegate, once in (await session.exec(statement)).all()
    ]


def _meets(start: datetime, end: datetime) -> ColumnElement[bool]:
    return exists().where(
        meetings_of(col(Delegate.id)),
        col(Meeting.state) == MeetingState.CONFIRMED,
        col(Slot.id) == col(Meeting.slot_id),
        col(Slot.starts_at) >= start,
        col(Slot.starts_at) < end,
    )


def _attends(start: datetime, end: datetime, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        *more,
        col(SignUp.delegate_id) == col(Delegate.id),
        col(SignUp.state).in_(HOLDING),
        col(ProgrammeSession.id) == col(SignUp.session_id),
        col(ProgrammeSession.cancelled_at).is_(None),
        col(ProgrammeSession.starts_at) >= start,
        col(ProgrammeSession.starts_at) < end,
    )


async def anything_ahead(session: UnitSession, delegate: Delegate, mission: Mission, day: date) -> bool:
    """Whether the delegate has a meeting or a session on that day that is not over."""
    if await meetings_of_day(session, delegate, mission, day):
        return True
    bounds = local_time.bounds(day, local_time.zone(mission))
    attends = _attends(*bounds, col(ProgrammeSession.ends_at) > session.now)
    return (await session.exec(select(Delegate.id).where(Delegate.id == delegate.id, attends))).first() is not None


async def meetings_of_day(session: UnitSession, delegate: Delegate, mission: Mission, day: date) -> Sequence[Details]:
    """The delegate's confirmed meetings of a day that are not over, in order of time; of a day that is over, all."""
    start, end = local_time.bounds(day, local_time.zone(mission))
    ahead = session.now if session.now < end else start
    statement = (
        select(Meeting)
        .join(Slot, col(Slot.id) == col(Meeting.slot_id))
        .where(
            meetings_of(delegate.id),
            col(Meeting.state).in_(BOOKED_STATES),
            Slot.starts_at >= start,
            Slot.starts_at < end,
            Slot.ends_at > ahead,
        )
        .order_by(col(Slot.starts_at))
    )
    return await details_of(session, (await session.exec(statement)).all())
