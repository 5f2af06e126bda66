"""When the clock next has something to say, so that a demo or a rehearsal can move the time there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from missions import local_time
from missions.meetings.waiting_alone import ASKED_AFTER, TOLD_AFTER
from storage.tables import (
    ASKED_STATES,
    OPEN_STATES,
    Announcement,
    Arrival,
    FreedPlace,
    FreedState,
    HeldNotice,
    Meeting,
    MeetingState,
    Mission,
    ProgrammeSession,
    RefillOffer,
    SignUp,
    SignUpState,
    Slot,
)


async def next_due(session: AsyncSession, now: datetime) -> datetime | None:
    """The first instant after `now` of a reminder, a digest, a meeting's or an offer's end, an expiry, an announcement.

    None if nothing is to come. Whether a reader can be reached is left to the jobs.
    """
    found = [*await _of_missions(session, now), *await _of_requests(session), *await _of_announcements(session, now)]
    found += await _of_offers(session)
    found += await _of_arrivals(session)
    found += await _of_freed_places(session)
    found += await _of_sessions(session, now)
    waiting = select(HeldNotice.due_at).where(col(HeldNotice.told_at).is_(None), HeldNotice.due_at > now)
    found += await session.exec(waiting.order_by(col(HeldNotice.due_at)).limit(1))
    return min((each for each in found if each > now), default=None)


async def _of_requests(session: AsyncSession) -> list[datetime]:
    """When open requests expire, and when a delegate is asked again."""
    still_open = select(Meeting.expires_at, Meeting.nudge_at).where(col(Meeting.state).in_(OPEN_STATES))
    return [each for row in (await session.exec(still_open)).all() for each in row if each is not None]


async def _of_sessions(session: AsyncSession, now: datetime) -> list[datetime]:
    """The reminders of sessions for which someone signed up."""
    statement = (
        select(Mission, ProgrammeSession.starts_at)
        .join(ProgrammeSession, col(ProgrammeSession.mission_id) == col(Mission.id))
        .where(
            ProgrammeSession.starts_at > now,
            col(ProgrammeSession.cancelled_at).is_(None),
            col(ProgrammeSession.id).in_(select(SignUp.session_id).where(SignUp.state == SignUpState.SIGNED_UP)),
        )
    )
    return [
        starts_at - timedelta(minutes=lead)
        for mission, starts_at in (await session.exec(statement)).all()
        for lead in mission.reminder_minutes
    ]


async def _of_offers(session: AsyncSession) -> list[datetime]:
    """When places that are kept for an answer go to the next."""
    kept = select(SignUp.offered_until).where(SignUp.state == SignUpState.OFFERED)
    return [each for each in (await session.exec(kept)).all() if each is not None]


async def _of_arrivals(session: AsyncSession) -> list[datetime]:
    """When the other of who waits at a table is asked, and the desk told."""
    waiting = (
        select(Arrival.here_at, Slot.starts_at)
        .join(Slot, col(Slot.id) == col(Arrival.slot_id))
        .where(col(Arrival.here_at).is_not(None), col(Arrival.told_at).is_(None))
    )
    asked = [max(here, starts_at) + ASKED_AFTER for here, starts_at in (await session.exec(waiting)).all() if here]
    return [*asked, *(each + TOLD_AFTER for each in asked)]


async def _of_freed_places(session: AsyncSession) -> list[datetime]:
    """When the next pairs are asked, and offers end."""
    asked = select(RefillOffer.expires_at).where(col(RefillOffer.state).in_(ASKED_STATES))
    next_ones = select(FreedPlace.next_at).where(FreedPlace.state == FreedState.OPEN)
    return [each for query in (asked, next_ones) for each in (await session.exec(query)).all() if each is not None]


async def _of_announcements(session: AsyncSession, now: datetime) -> list[datetime]:
    planned = select(Announcement.send_at).where(col(Announcement.send_at) > now)
    return [each for each in (await session.exec(planned)).all() if each is not None]


async def _of_missions(session: AsyncSession, now: datetime) -> list[datetime]:
    """Of each confirmed meeting that is not over: its reminders, its end, and the digest of the evening before."""
    statement = (
        select(Mission, Slot)
        .join(Slot, col(Slot.mission_id) == col(Mission.id))
        .where(
            col(Slot.ends_at) > now,
            col(Slot.id).in_(select(Meeting.slot_id).where(Meeting.state == MeetingState.CONFIRMED)),
        )
    )
    rows = (await session.exec(statement)).all()
    found = [each for mission, slot in rows for each in _of_slot(mission, slot)]
    missions = (await session.exec(select(Mission).where(col(Mission.starts_on) > now.date()))).all()
    return found + [each for mission in missions for each in _digest(mission, mission.starts_on)]


def _of_slot(mission: Mission, slot: Slot) -> Iterator[datetime]:
    yield from (slot.starts_at - timedelta(minutes=lead) for lead in mission.reminder_minutes)
    yield slot.ends_at
    yield from _digest(mission, local_time.local_date(slot.starts_at, local_time.zone(mission)))


def _digest(mission: Mission, day: date) -> Iterator[datetime]:
    """When the digest of this day is sent: the evening before."""
    if mission.digest_at is not None:
        yield local_time.instant(day - timedelta(days=1), mission.digest_at, local_time.zone(mission))
