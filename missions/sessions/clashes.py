"""What a delegate has at the time of a session, and which sessions they have at the time of a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from missions.meetings.companions import meetings_of
from missions.meetings.details import Details, details_of
from missions.sessions.of_person import AttendedSession, sessions_of
from storage.database import UnitSession
from storage.tables import Delegate, Meeting, MeetingState, ProgrammeSession, Slot


@dataclass(frozen=True, slots=True)
class Clashes:
    """Confirmed meetings and other sessions of a delegate at the same time."""

    meetings: Sequence[Details] = ()
    sessions: Sequence[AttendedSession] = ()

    def __bool__(self) -> bool:
        return bool(self.meetings or self.sessions)


async def clashes_with(session: UnitSession, delegate: Delegate, row: ProgrammeSession) -> Clashes:
    """What the delegate has while the session lasts."""
    mine = meetings_of(delegate.id)
    met = (
        select(Meeting)
        .join(Slot, col(Slot.id) == col(Meeting.slot_id))
        .where(
            mine,
            Meeting.state == MeetingState.CONFIRMED,
            Slot.starts_at < row.ends_at,
            Slot.ends_at > row.starts_at,
        )
        .order_by(col(Slot.starts_at))
    )
    others = await sessions_of(session, delegate.id, row.starts_at, row.ends_at)
    return Clashes(
        await details_of(session, (await session.exec(met)).all()),
        [each for each in others if each.session_id != row.id],
    )
