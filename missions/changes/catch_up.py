"""Notices for a delegate who comes back: what is true now, not all that was missed."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import col, select

from missions import local_time
from missions.changes import PlaceChanged, SessionChanged, still_true
from missions.changes.notices import ClockShifted
from missions.changes.session_moves import told_of_session
from missions.changes.shift_told import told_of_shift
from missions.meetings.digests import Digest, anything_ahead
from missions.meetings.notices import AnswerAwaited
from missions.notices import Notice
from storage.database import UnitSession
from storage.tables import OPEN_STATES, ChangeReceipt, Delegate, Meeting, Mission


async def current(session: UnitSession, delegate: Delegate) -> list[Notice]:
    """What is ahead today and tomorrow, what waits for the delegate's answer, and unseen changes.

    None has a key in `once`: what was posted before the delegate left may never have arrived.
    """
    if delegate.person_id is None:
        return []
    mission = await session.get_one(Mission, delegate.mission_id)
    zone = local_time.zone(mission)
    today = local_time.local_date(session.now, zone)
    notices: list[Notice] = []
    for day in (today, today + timedelta(days=1)):
        if await anything_ahead(session, delegate, mission, day):
            until = local_time.bounds(day, zone)[1]
            notices.append(Digest(to=delegate.person_id, delegate_id=delegate.id, day=day, expires_at=until))
    waiting = select(Meeting).where(Meeting.awaits_id == delegate.id, col(Meeting.state).in_(OPEN_STATES))
    notices += [
        AnswerAwaited(to=delegate.person_id, meeting_id=meeting.id, side_id=delegate.id)
        for meeting in (await session.exec(waiting.order_by(col(Meeting.id)))).all()
    ]
    unseen = (
        select(ChangeReceipt)
        .where(ChangeReceipt.delegate_id == delegate.id, col(ChangeReceipt.seen_at).is_(None))
        .order_by(col(ChangeReceipt.id))
    )
    for receipt in (await session.exec(unseen)).all():
        if await still_true(session, receipt):
            notices.append(PlaceChanged(to=delegate.person_id, receipt_id=receipt.id))
        elif await told_of_session(session, receipt):
            notices.append(SessionChanged(to=delegate.person_id, receipt_id=receipt.id))
        elif await told_of_shift(session, receipt):
            notices.append(ClockShifted(to=delegate.person_id, receipt_id=receipt.id))
    return notices
