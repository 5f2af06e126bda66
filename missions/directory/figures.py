"""Figures of a mission: registrations, reach and meetings, by delegation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case
from sqlmodel import col, func, select

from missions.people.access import ACTIVE
from missions.people.reach import unreachable, without_chat
from storage.database import UnitSession
from storage.tables import Delegate, DelegateStatus, Delegation, Meeting, MeetingState, Mission, Person, PersonSeat


@dataclass(frozen=True, slots=True)
class DelegationFigures:
    """One side of the mission; counts of delegates that take part, or may yet."""

    delegation: Delegation
    registered: int
    """Who has opened the chat and given, or claimed, a profile."""
    waiting: int
    questioned: int
    approved: int
    without_chat: int
    """Imported, and nobody has opened the chat for the profile yet."""
    unreachable: int
    """Who blocked the chat."""
    without_meeting: int
    """Approved, and not one meeting is confirmed."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The whole mission: its delegations, and its meetings, each counted once."""

    delegations: Sequence[DelegationFigures]
    open_requests: int
    confirmed_meetings: int

    def total(self, figure: str) -> int:
        """A figure of all delegations together, by its name."""
        return sum(getattr(side, figure) for side in self.delegations)


async def overview(session: UnitSession, mission: Mission) -> Figures:
    """Count what is true now."""
    counts = {row[0]: row[1:] for row in await session.exec(_counts(mission.id))}
    delegations = await session.exec(
        select(Delegation).where(Delegation.mission_id == mission.id).order_by(col(Delegation.id))
    )
    sides = [DelegationFigures(side, *counts.get(side.id, (0,) * 7)) for side in delegations]
    return Figures(
        delegations=sides,
        open_requests=await _meetings(session, mission.id, MeetingState.REQUESTED),
        confirmed_meetings=await _meetings(session, mission.id, MeetingState.CONFIRMED),
    )


def _counts(mission_id: int) -> Any:  # noqa: ANN401 - eight columns are more than sqlmodel types
    bound = col(Delegate.person_id).is_not(None)
    approved = col(Delegate.status) == DelegateStatus.APPROVED
    meets = (
        select(PersonSeat.id)
        .join(Meeting, col(Meeting.id) == col(PersonSeat.meeting_id))
        .where(col(PersonSeat.delegate_id) == col(Delegate.id), col(Meeting.state) == MeetingState.CONFIRMED)
        .exists()
    )
    figures = (
        bound,
        col(Delegate.status) == DelegateStatus.PENDING,
        col(Delegate.status) == DelegateStatus.QUESTIONED,
        approved,
        without_chat(),
        unreachable(),
        approved & ~meets,
    )
    columns: list[Any] = [func.sum(case((figure, 1), else_=0)) for figure in figures]
    return (
        select(col(Delegate.delegation_id), *columns)
        .outerjoin(Person, col(Person.id) == col(Delegate.person_id))
        .where(col(Delegate.mission_id) == mission_id, col(Delegate.status).in_(ACTIVE))
        .group_by(col(Delegate.delegation_id))
    )


async def _meetings(session: UnitSession, mission_id: int, state: MeetingState) -> int:
    return (
        await session.exec(select(func.count()).where(Meeting.mission_id == mission_id, Meeting.state == state))
    ).one()
