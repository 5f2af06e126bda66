"""Figures of a mission: registrations, reach and meetings, by delegation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case
from sqlmodel import col, func, select

from missions.people.access import ACTIVE
from missions.people.reach import reachable, unreachable, without_chat
from storage.database import UnitSession
from storage.tables import (
    BOOKED_STATES,
    LIVE_STATES,
    Delegate,
    DelegateStatus,
    Delegation,
    Meeting,
    MeetingState,
    Mission,
    OrganisationRequest,
    OrganisationRequestState,
    Person,
    PersonSeat,
)


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
    agreed: int
    """Confirmed meetings to which both have said yes."""
    placed: int
    """Confirmed by the timetable, and not yet accepted by both."""
    requests: int
    for_others: int
    """Open requests whose answer an organiser brings, since the delegate has no chat."""
    not_given: int
    """Open requests to organisations that no one has been given yet."""

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
    return Figures(sides, *await _meetings(session, mission.id))


def of_people() -> dict[str, ColumnElement[bool]]:
    """Whom each figure counts, as conditions on `Delegate` with its outer-joined `Person`; all have a part or may."""
    meets = (
        select(PersonSeat.id)
        .join(Meeting, col(Meeting.id) == col(PersonSeat.meeting_id))
        .where(col(PersonSeat.delegate_id) == col(Delegate.id), col(Meeting.state).in_(BOOKED_STATES))
        .exists()
    )
    approved = col(Delegate.status) == DelegateStatus.APPROVED
    return {
        "registered": col(Delegate.person_id).is_not(None),
        "waiting": col(Delegate.status) == DelegateStatus.PENDING,
        "questioned": col(Delegate.status) == DelegateStatus.QUESTIONED,
        "approved": approved,
        "without_chat": without_chat(),
        "unreachable": unreachable(),
        "without_meeting": approved & ~meets,
    }


def of_meetings() -> dict[str, ColumnElement[bool]]:
    """Which each figure counts, as conditions on `Meeting` with the outer-joined `Person` whose answer it awaits."""
    confirmed = col(Meeting.state).in_(BOOKED_STATES)
    both = col(Meeting.requester_accepted_at).is_not(None) & col(Meeting.invitee_accepted_at).is_not(None)
    agreed = col(Meeting.planned_at).is_(None) | both | (col(Meeting.state) == MeetingState.HELD)
    return {
        "agreed": confirmed & agreed,
        "placed": confirmed & ~agreed,
        "requests": col(Meeting.state) == MeetingState.REQUESTED,
        "for_others": col(Meeting.awaits_id).is_not(None) & ~and_(*reachable()),
    }


def _counts(mission_id: int) -> Any:  # noqa: ANN401 - eight columns are more than sqlmodel types
    columns: list[Any] = [func.sum(case((figure, 1), else_=0)) for figure in of_people().values()]
    return (
        select(col(Delegate.delegation_id), *columns)
        .outerjoin(Person, col(Person.id) == col(Delegate.person_id))
        .where(col(Delegate.mission_id) == mission_id, col(Delegate.status).in_(ACTIVE))
        .group_by(col(Delegate.delegation_id))
    )


async def _meetings(session: UnitSession, mission_id: int) -> Sequence[int]:
    columns: list[Any] = [func.coalesce(func.sum(case((figure, 1), else_=0)), 0) for figure in of_meetings().values()]
    not_given = select(func.count()).where(
        OrganisationRequest.mission_id == mission_id, OrganisationRequest.state == OrganisationRequestState.OPEN
    )
    columns.append(not_given.scalar_subquery())
    found = await session.exec(
        select(*columns)
        .select_from(Meeting)
        .outerjoin(Delegate, col(Delegate.id) == col(Meeting.awaits_id))
        .outerjoin(Person, col(Person.id) == col(Delegate.person_id))
        .where(col(Meeting.mission_id) == mission_id, col(Meeting.state).in_(LIVE_STATES))
    )
    counted: Sequence[int] = found.one()
    return counted
