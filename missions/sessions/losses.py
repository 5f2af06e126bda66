"""Clock job: who lost a place by a change that organisers made to a session reads so."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from missions import jobs
from missions.notices import Notice
from missions.people.reach import reachable
from missions.sessions.notices import PlaceLost
from storage import quarantine
from storage.database import UnitSession
from storage.tables import Delegate, Person, ProgrammeSession, SignUp


async def lost_places(session: UnitSession) -> Sequence[Notice]:
    """Those to whom it was not said yet, unless the session has begun or was cancelled."""
    lost = select(SignUp).where(col(SignUp.lost_at).is_not(None))
    found = await quarantine.rows(session, SignUp, lost.order_by(col(SignUp.lost_at), col(SignUp.id)).limit(jobs.CHUNK))
    notices: list[Notice] = []
    for each in found:
        row = await session.get_one(ProgrammeSession, each.session_id)
        reader = await _reached(session, each.delegate_id)
        each.lost_at = None
        session.add(each)
        if reader is not None and row.cancelled_at is None and row.starts_at > session.now:
            notices.append(PlaceLost(to=reader, sign_up_id=each.id, delegate_id=each.delegate_id))
    return notices


async def _reached(session: UnitSession, delegate_id: int) -> int | None:
    person = select(Person.id).join(Delegate, col(Delegate.person_id) == col(Person.id))
    return (await session.exec(person.where(Delegate.id == delegate_id, *reachable()))).first()
