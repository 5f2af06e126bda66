"""The roster for organisers: delegates by delegation, by words, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, func, or_, select

from missions.errors import Refusal
from missions.meetings.companions import meetings_of
from missions.meetings.details import details_of
from missions.people.access import require_organiser
from missions.people.spelt import looked_for
from missions.registration.participation import GONE
from missions.registration.whole_profile import WholeProfile, whole_of
from storage.database import UnitSession
from storage.tables import (
    BOOKED_STATES,
    Delegate,
    DelegateStatus,
    Delegation,
    Meeting,
    MeetingState,
    Organisation,
    Person,
    Slot,
)
from storage.tables.called import Called


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """A line of the roster."""

    delegate_id: int
    name: str
    organisation: str
    status: DelegateStatus


@dataclass(frozen=True, slots=True)
class Agreed:
    """A confirmed meeting, as listed in a delegate's profile."""

    slot: Slot
    name: str
    organisation: str


@dataclass(frozen=True, slots=True)
class RosterProfile:
    """All that organisers may know of a delegate. person is empty while nobody has opened the chat for it."""

    delegate: Delegate
    whole: WholeProfile
    organisation: Organisation
    delegation: Delegation
    person: Person | None
    meetings: Sequence[Agreed]
    open_requests: int


async def delegations(session: UnitSession, mission_id: int) -> Sequence[tuple[Delegation, int]]:
    """The delegations of a mission, each with the number of its profiles."""
    found = await session.exec(
        select(Delegation, func.count(col(Delegate.id)))
        .outerjoin(Delegate, col(Delegate.delegation_id) == col(Delegation.id))
        .where(Delegation.mission_id == mission_id)
        .group_by(col(Delegation.id))
        .order_by(col(Delegation.id))
    )
    return found.all()


async def listed(session: UnitSession, mission_id: int, delegation_id: int) -> list[RosterEntry]:
    """Every profile of a delegation, by name."""
    return await _entries(session, mission_id, col(Delegate.delegation_id) == delegation_id)


async def search(session: UnitSession, mission_id: int, words: str) -> list[RosterEntry]:
    """Profiles whose name and organisation hold each of these words, by name, in either script and however spelt."""
    looked = await looked_for(session, mission_id, words)
    if looked.nothing:
        return []
    firm = (col(Organisation.name_key), col(Organisation.name_keys))
    return await _entries(session, mission_id, looked.among((col(Delegate.name_key), col(Delegate.name_keys)), firm))


async def _entries(session: UnitSession, mission_id: int, *wanted: ColumnElement[bool]) -> list[RosterEntry]:
    rows = await session.exec(
        lines().where(Delegate.mission_id == mission_id, *wanted).order_by(col(Delegate.name_key), col(Delegate.id))
    )
    return [entry(row) for row in rows]


def lines() -> Any:  # noqa: ANN401 - five columns are more than sqlmodel types
    """The columns of a roster's lines, to be narrowed down; each row is read by `entry`."""
    columns = (Delegate.id, Delegate.name, Delegate.other_name, Organisation.name, Delegate.status)
    return select(*columns).join(Organisation, col(Organisation.id) == col(Delegate.organisation_id))  # type: ignore[call-overload]


def entry(row: Sequence[Any]) -> RosterEntry:
    """A row of `lines`."""
    key, name, other_name, organisation, status = row
    return RosterEntry(key, Called(name, other_name), organisation, DelegateStatus(status))


async def next_waiting(session: UnitSession, mission_id: int, after: int = 0) -> tuple[Delegate | None, int]:
    """The next profile that waits for approval, round the queue, and how many wait."""
    waits = (col(Delegate.mission_id) == mission_id, col(Delegate.status) == DelegateStatus.PENDING)
    found = await session.exec(
        select(Delegate).where(*waits).order_by(col(Delegate.id) <= after, col(Delegate.id)).limit(1)
    )
    count = await session.exec(select(func.count()).select_from(Delegate).where(*waits))
    return found.first(), count.one()


async def profile(session: UnitSession, organiser: Person, delegate_id: int) -> RosterProfile:
    """One delegate, for an organiser of the same mission.

    Raises:
        Refusal: the profile is gone, or the person does not organise its mission.
    """
    delegate = await session.get(Delegate, delegate_id)
    if delegate is None:
        await require_organiser(session, organiser)
        raise Refusal(GONE)
    await require_organiser(session, organiser, delegate.mission_id)
    mine = or_(col(Meeting.requester_id) == delegate.id, col(Meeting.invitee_id) == delegate.id)
    requests = await session.exec(
        select(func.count()).select_from(Meeting).where(mine, Meeting.state == MeetingState.REQUESTED)
    )
    return RosterProfile(
        delegate=delegate,
        whole=await whole_of(session, delegate),
        organisation=await session.get_one(Organisation, delegate.organisation_id),
        delegation=await session.get_one(Delegation, delegate.delegation_id),
        person=await session.get(Person, delegate.person_id) if delegate.person_id is not None else None,
        meetings=await _meetings(session, delegate.id),
        open_requests=requests.one(),
    )


async def _meetings(session: UnitSession, delegate_id: int) -> list[Agreed]:
    found = await session.exec(
        select(Meeting)
        .join(Slot, col(Slot.id) == col(Meeting.slot_id))
        .where(meetings_of(delegate_id), col(Meeting.state).in_(BOOKED_STATES))
        .order_by(col(Slot.starts_at))
    )
    met = [(each, each.other(delegate_id)) for each in await details_of(session, found.all())]
    return [Agreed(each.slot, other.called, each.organisation(other).name) for each, other in met]
