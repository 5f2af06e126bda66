"""Whom, and which meetings, the figures of the desk count: a page of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select

from locales import N_
from missions.directory import figures, roster
from missions.directory.roster import RosterEntry
from missions.errors import Refusal
from missions.meetings.details import Details, details_of
from missions.people.access import ACTIVE
from storage.database import UnitSession
from storage.tables import (
    LIVE_STATES,
    Delegate,
    Meeting,
    Mission,
    Person,
    Slot,
)

PAGE = 8
GONE = N_("This list no longer exists.")


@dataclass(frozen=True, slots=True)
class PeopleCounted:
    """Delegates by name, from the place of offset on, and how many there are."""

    entries: Sequence[RosterEntry]
    offset: int
    many: int


@dataclass(frozen=True, slots=True)
class MeetingsCounted:
    """Meetings in order of time, from the place of offset on, and how many there are."""

    entries: Sequence[Details]
    offset: int
    many: int


async def people(
    session: UnitSession, mission: Mission, figure: str, offset: int, delegation: int | None = None
) -> PeopleCounted:
    """A page of the delegates whom a figure of people counts; of one delegation where it is named.

    Raises:
        Refusal: there is no such figure.
    """
    condition = _condition(figures.of_people(), figure)
    counted = (
        roster.lines()
        .outerjoin(Person, col(Person.id) == col(Delegate.person_id))
        .where(col(Delegate.mission_id) == mission.id, col(Delegate.status).in_(ACTIVE), condition)
    )
    if delegation is not None:
        counted = counted.where(col(Delegate.delegation_id) == delegation)
    many = (await session.exec(select(func.count()).select_from(counted.subquery()))).one()
    first = _within(offset, many)
    rows = await session.exec(counted.order_by(col(Delegate.name_key), col(Delegate.id)).offset(first).limit(PAGE))
    return PeopleCounted([roster.entry(row) for row in rows], first, many)


async def meetings(session: UnitSession, mission: Mission, figure: str, offset: int) -> MeetingsCounted:
    """A page of the meetings that a figure of meetings counts.

    Raises:
        Refusal: there is no such figure.
    """
    condition = _condition(figures.of_meetings(), figure)
    counted = (
        select(Meeting)
        .join(Slot, col(Slot.id) == col(Meeting.slot_id))
        .outerjoin(Delegate, col(Delegate.id) == col(Meeting.awaits_id))
        .outerjoin(Person, col(Person.id) == col(Delegate.person_id))
        .where(col(Meeting.mission_id) == mission.id, col(Meeting.state).in_(LIVE_STATES), condition)
    )
    many = (
        await session.exec(select(func.count()).select_from(counted.with_only_columns(col(Meeting.id)).subquery()))
    ).one()
    first = _within(offset, many)
    rows = await session.exec(counted.order_by(col(Slot.starts_at), col(Meeting.id)).offset(first).limit(PAGE))
    return MeetingsCounted(await details_of(session, rows.all()), first, many)


def _condition(known: dict[str, ColumnElement[bool]], figure: str) -> ColumnElement[bool]:
    if figure not in known:
        raise Refusal(GONE)
    return known[figure]


def _within(offset: int, many: int) -> int:
    return max(0, min(offset, (many - 1) // PAGE * PAGE))
