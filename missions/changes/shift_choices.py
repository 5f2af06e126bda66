"""What an organiser chooses from: the days with something ahead, and the hours of one at which something begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlmodel import col, func, select

from missions import local_time
from missions.changes.shift_frame import of_day
from storage.database import UnitSession
from storage.tables import OPEN_STATES, Meeting, Mission, ProgrammeSession, Slot


@dataclass(frozen=True, slots=True)
class Beginning:
    """A slot with its open meetings, or a session."""

    starts_at: datetime
    meetings: int = 0
    session: ProgrammeSession | None = None


async def days(session: UnitSession, mission: Mission) -> Sequence[date]:
    """The days on which something is still to begin."""
    slots = select(Slot.starts_at).where(Slot.mission_id == mission.id, Slot.starts_at > session.now)
    held = select(ProgrammeSession.starts_at).where(
        ProgrammeSession.mission_id == mission.id,
        ProgrammeSession.starts_at > session.now,
        col(ProgrammeSession.cancelled_at).is_(None),
    )
    moments = [*(await session.exec(slots)).all(), *(await session.exec(held)).all()]
    zone = local_time.zone(mission)
    return sorted({local_time.local_date(each, zone) for each in moments})


async def hours(session: UnitSession, mission: Mission, day: date) -> Sequence[Beginning]:
    """What is still to begin on this day, in order of time."""
    slots, programme = await of_day(session, mission, local_time.instant(day, time(12), local_time.zone(mission)))
    counted = (
        select(Meeting.slot_id, func.count())
        .where(col(Meeting.slot_id).in_([each.id for each in slots]), col(Meeting.state).in_(OPEN_STATES))
        .group_by(col(Meeting.slot_id))
    )
    meetings = dict((await session.exec(counted)).all())
    found = [Beginning(each.starts_at, meetings.get(each.id, 0)) for each in slots]
    found += [Beginning(each.starts_at, session=each) for each in programme]
    return sorted((each for each in found if each.starts_at > session.now), key=lambda each: each.starts_at)
