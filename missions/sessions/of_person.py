"""What of the programme one person attends, as loaded values: for their day, and to keep their time free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import HOLDING, ProgrammeSession, SessionKind, SignUp, SignUpState, Venue

_LEFT = (col(SignUp.state) != SignUpState.SIGNED_UP) & (col(SignUp.revision) > 0)
_CANCELLED = (col(SignUp.state) == SignUpState.SIGNED_UP) & col(ProgrammeSession.cancelled_at).is_not(None)
_GIVEN_UP = (
    select(SignUp, ProgrammeSession, Venue)
    .join(ProgrammeSession, col(ProgrammeSession.id) == col(SignUp.session_id))
    .outerjoin(Venue, col(Venue.id) == col(ProgrammeSession.venue_id))
    .where(col(SignUp.delegate_id) == bindparam("delegate"), _LEFT | _CANCELLED)
)
"""Built once: each calendar asks it every hour."""
_ATTENDED = (
    select(SignUp, ProgrammeSession, Venue)
    .join(ProgrammeSession, col(ProgrammeSession.id) == col(SignUp.session_id))
    .outerjoin(Venue, col(Venue.id) == col(ProgrammeSession.venue_id))
    .where(
        col(SignUp.delegate_id).in_(bindparam("delegates", expanding=True)),
        col(SignUp.state).in_(HOLDING),
        col(ProgrammeSession.cancelled_at).is_(None),
        col(ProgrammeSession.starts_at) < bindparam("ends"),
        col(ProgrammeSession.ends_at) > bindparam("begins"),
    )
    .order_by(col(ProgrammeSession.starts_at), col(ProgrammeSession.id))
)
"""The same: each list that a session moves is drawn from it."""


@dataclass(frozen=True, slots=True)
class AttendedSession:
    """A session that a delegate has a place in. title and venue_title: texts per language; venue_title empty where no
    venue is known. revision: grows with each change of the session and of their place. state: SIGNED_UP, or OFFERED
    while the place waits for their answer."""

    session_id: int
    revision: int
    kind: SessionKind
    title: Mapping[str, str]
    starts_at: datetime
    ends_at: datetime
    state: SignUpState
    venue_id: int | None
    venue_title: Mapping[str, str]
    address: str
    latitude: float | None
    longitude: float | None


async def sessions_of(
    session: AsyncSession, delegate_id: int, begins: datetime, ends: datetime
) -> Sequence[AttendedSession]:
    """The sessions that a delegate attends between two instants, in order of time; none that was cancelled."""
    return (await sessions_of_all(session, [delegate_id], begins, ends)).get(delegate_id, [])


async def sessions_of_all(
    session: AsyncSession, delegate_ids: Collection[int], begins: datetime, ends: datetime
) -> Mapping[int, Sequence[AttendedSession]]:
    """The same of several delegates of one mission, by their ids."""
    found: dict[int, list[AttendedSession]] = defaultdict(list)
    params = {"delegates": [*delegate_ids], "begins": begins, "ends": ends}
    for sign_up, row, venue in (await session.exec(_ATTENDED, params=params)).all():
        found[sign_up.delegate_id].append(_attended(sign_up, row, venue))
    return found


async def given_up_by(session: AsyncSession, delegate_id: int) -> Sequence[AttendedSession]:
    """The sessions in which a delegate had a place, that were cancelled or that they left."""
    found = await session.exec(_GIVEN_UP, params={"delegate": delegate_id})
    return [_attended(sign_up, row, venue) for sign_up, row, venue in found.all()]


def _attended(sign_up: SignUp, row: ProgrammeSession, venue: Venue | None) -> AttendedSession:
    return AttendedSession(
        session_id=row.id,
        revision=row.revision + sign_up.revision,
        kind=row.kind,
        title=row.title,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        state=sign_up.state,
        venue_id=row.venue_id,
        venue_title=venue.title if venue else {},
        address=venue.address if venue else "",
        latitude=venue.latitude if venue else None,
        longitude=venue.longitude if venue else None,
    )
