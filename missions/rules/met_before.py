"""Meetings of two people in earlier missions of the same series."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, or_, select

from storage.database import UnitSession
from storage.tables import BOOKED_STATES, Delegate, Meeting, Mission


async def before(session: UnitSession, one: Delegate, other: Delegate) -> Mission | None:
    """The last earlier mission of the same programme in which these two had a confirmed meeting."""
    mission = await session.get_one(Mission, one.mission_id)
    if not mission.programme:
        return None
    mine, theirs = await _earlier(session, mission, one), await _earlier(session, mission, other)
    if not mine or not theirs:
        return None
    found = await session.exec(
        select(Mission)
        .join(Meeting, col(Meeting.mission_id) == col(Mission.id))
        .where(
            col(Meeting.state).in_(BOOKED_STATES),
            or_(
                col(Meeting.requester_id).in_(mine) & col(Meeting.invitee_id).in_(theirs),
                col(Meeting.requester_id).in_(theirs) & col(Meeting.invitee_id).in_(mine),
            ),
        )
        .order_by(col(Mission.starts_on).desc())
        .limit(1)
    )
    return found.first()


async def _earlier(session: UnitSession, mission: Mission, delegate: Delegate) -> Sequence[int]:
    """The same person's profiles in earlier missions: by their account, or by the name in the mission files."""
    same = [col(Delegate.person_id) == delegate.person_id] if delegate.person_id is not None else []
    same += [col(Delegate.file_key) == delegate.file_key] if delegate.file_key is not None else []
    if not same:
        return []
    missions = select(Mission.id).where(Mission.programme == mission.programme, Mission.starts_on < mission.starts_on)
    found = select(Delegate.id).where(col(Delegate.mission_id).in_(missions), or_(*same))
    return (await session.exec(found)).all()
