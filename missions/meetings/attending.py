"""Sessions that people attend: no meeting is at that time, nor so close that they could not get there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from missions import local_time
from missions.solver import Appointment, Key, Table, TimeSlot
from storage.tables import (
    BOOKED_STATES,
    HOLDING,
    Meeting,
    Mission,
    PersonSeat,
    ProgrammeSession,
    SignUp,
    Slot,
)


@dataclass(frozen=True, slots=True)
class Attended:
    """The hours of a session that a delegate has a place in, and its venue."""

    delegate_id: int
    starts_at: datetime
    ends_at: datetime
    venue_id: int | None

    def touches(self, slot: Slot) -> bool:
        """Whether it is within the slot."""
        return slot.starts_at < self.ends_at and self.starts_at < slot.ends_at


async def attended(session: AsyncSession, mission: Mission, delegate_ids: Collection[int]) -> Sequence[Attended]:
    """What these delegates attend from now on."""
    statement = (
        select(SignUp.delegate_id, ProgrammeSession.starts_at, ProgrammeSession.ends_at, ProgrammeSession.venue_id)
        .join(ProgrammeSession, col(ProgrammeSession.id) == col(SignUp.session_id))
        .where(
            ProgrammeSession.mission_id == mission.id,
            ProgrammeSession.ends_at > session.info["now"],
            col(ProgrammeSession.cancelled_at).is_(None),
            col(SignUp.state).in_(HOLDING),
        )
    )
    found = (await session.exec(statement)).all()
    wanted = set(delegate_ids)
    return [Attended(*row) for row in found if row[0] in wanted]


async def session_during(session: AsyncSession, delegate_id: int, slot: Slot) -> Mapping[str, str] | None:
    """The title of a session that the delegate attends within the slot."""
    statement = (
        select(ProgrammeSession.title)
        .join(SignUp, col(SignUp.session_id) == col(ProgrammeSession.id))
        .where(
            SignUp.delegate_id == delegate_id,
            col(SignUp.state).in_(HOLDING),
            col(ProgrammeSession.cancelled_at).is_(None),
            ProgrammeSession.starts_at < slot.ends_at,
            ProgrammeSession.ends_at > slot.starts_at,
        )
    )
    return (await session.exec(statement.limit(1))).first()


async def kept_for(
    session: AsyncSession, slots: Sequence[Slot], sessions: Sequence[Attended]
) -> Mapping[int, set[int]]:
    """By delegate, the slots in which they can meet nobody because of these sessions.

    A slot in which they have a confirmed meeting is not among them: they were asked, and chose to have both.
    """
    kept: dict[int, set[int]] = defaultdict(set)
    met = await _met(session, {each.delegate_id for each in sessions}) if sessions else set()
    for each in sessions:
        for slot in slots:
            if each.touches(slot) and (each.delegate_id, slot.id) not in met:
                kept[each.delegate_id].add(slot.id)
    return kept


async def _met(session: AsyncSession, delegate_ids: Collection[int]) -> set[tuple[int, int]]:
    """The delegates' confirmed meetings: whose, and in which slot."""
    seats = (
        select(PersonSeat.delegate_id, PersonSeat.slot_id)
        .join(Meeting, col(Meeting.id) == col(PersonSeat.meeting_id))
        .where(
            col(PersonSeat.delegate_id).in_(delegate_ids),
            col(Meeting.state).in_(BOOKED_STATES),
            PersonSeat.slot_id == Meeting.slot_id,
        )
    )
    return {(delegate, slot) for delegate, slot in (await session.exec(seats)).all()}


def stops_of(mission: Mission, sessions: Sequence[Attended]) -> Mapping[Key, Sequence[Appointment]]:
    """The same as appointments, from and to which there are ways."""
    zone = local_time.zone(mission)
    found: dict[Key, list[Appointment]] = defaultdict(list)
    for number, each in enumerate(sessions):
        day = local_time.local_date(each.starts_at, zone)
        slot = TimeSlot(f"session {number}", day, each.starts_at, each.ends_at)
        at = None if each.venue_id is None else Table(f"session {number}", each.venue_id)
        found[each.delegate_id].append(Appointment(slot, at))
    return found
