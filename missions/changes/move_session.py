"""A session moves or is cancelled: exactly those who signed up read it, by a change with a receipt for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, func, select, update

from missions.audit import record
from missions.changes.session_moves import SESSION, SessionAt
from missions.meetings.reminders import outdated_session
from storage.database import UnitSession
from storage.tables import (
    HOLDING,
    Change,
    ChangeReceipt,
    Mission,
    Person,
    ProgrammeSession,
    SignUp,
    SignUpState,
    Venue,
)


@dataclass(frozen=True, slots=True)
class SessionAtStake:
    """A session that a change of its venue moves, where it is before, and how many have a place in it."""

    session_id: int
    revision: int
    before: SessionAt
    people: int


async def held_at(session: UnitSession, venue: Venue) -> Sequence[SessionAtStake]:
    """The sessions at a venue that are not over."""
    held = (
        select(ProgrammeSession, func.count(col(SignUp.id)))
        .outerjoin(SignUp, (col(SignUp.session_id) == col(ProgrammeSession.id)) & col(SignUp.state).in_(HOLDING))
        .where(
            ProgrammeSession.venue_id == venue.id,
            ProgrammeSession.ends_at > session.now,
            col(ProgrammeSession.cancelled_at).is_(None),
        )
        .group_by(col(ProgrammeSession.id))
        .order_by(col(ProgrammeSession.id))
    )
    return [
        SessionAtStake(row.id, row.revision, SessionAt.of(row, venue), people)
        for row, people in (await session.exec(held)).all()
    ]


async def rehouse(session: UnitSession, sessions: Sequence[SessionAtStake], venue_id: int) -> None:
    """Put these sessions into another venue; `note_moves` says so to their people."""
    ids = [each.session_id for each in sessions]
    for row in await session.exec(select(ProgrammeSession).where(col(ProgrammeSession.id).in_(ids))):
        row.venue_id = venue_id
    await session.flush()


async def note_moves(session: UnitSession, mission: Mission, sessions: Sequence[SessionAtStake], by: Person) -> None:
    """Write the changes of sessions whose venue has moved or been corrected."""
    for each in sessions:
        row = await session.get_one(ProgrammeSession, each.session_id)
        await note_move(session, mission, row, each.before, by)


async def place_of(session: UnitSession, row: ProgrammeSession) -> SessionAt:
    """When and where the session is now."""
    return SessionAt.of(row, await session.get(Venue, row.venue_id) if row.venue_id else None)


async def note_move(
    session: UnitSession, mission: Mission, row: ProgrammeSession, before: SessionAt, by: Person | None
) -> Change | None:
    """Write the change of a session whose row has its new hours and venue; none if these are the same, or nobody is
    touched. by: the organiser; empty for the mission file. The clock tells those it touches."""
    after = await place_of(session, row)
    if after == before:
        return None
    row.revision += 1
    session.add(row)
    return await _write(session, mission, row, ("session-moved", before, after), by)


async def note_cancelled(
    session: UnitSession, mission: Mission, row: ProgrammeSession, by: Person | None
) -> Change | None:
    """Cancel the session. Who waits for a place waits no longer."""
    if row.cancelled_at is not None:
        return None
    row.cancelled_at = session.now
    row.revision += 1
    session.add(row)
    change = await _write(session, mission, row, ("session-cancelled", await place_of(session, row), None), by)
    waiting = update(SignUp).where(col(SignUp.session_id) == row.id, col(SignUp.state) == SignUpState.WAITING)
    await session.exec(waiting.values(state=SignUpState.LEFT))
    return change


async def _write(
    session: UnitSession,
    mission: Mission,
    row: ProgrammeSession,
    what: tuple[str, SessionAt, SessionAt | None],
    by: Person | None,
) -> Change | None:
    kind, before, after = what
    record(session, by, mission.id, kind.replace("-", "."), f"session:{row.id}")
    if (after or before).ends_at <= session.now:
        return None
    signed_up = select(SignUp.delegate_id).where(SignUp.session_id == row.id, col(SignUp.state).in_(HOLDING))
    touched = sorted((await session.exec(signed_up)).all())
    if not touched:
        return None
    await outdated_session(session, row.id, touched)
    detail: dict[str, Any] = {"kind": kind, "id": row.id, "title": dict(row.title)}
    change = Change(
        mission_id=mission.id, subject=SESSION, made_by=by.id if by else None, made_at=session.now, detail=detail
    )
    session.add(change)
    await session.flush()
    move = {
        SESSION: row.id,
        "revision": row.revision,
        "before": before.to_json(),
        "after": after.to_json() if after else None,
    }
    session.add_all(ChangeReceipt(change_id=change.id, delegate_id=each, moves=[move]) for each in touched)
    await session.flush()
    return change
