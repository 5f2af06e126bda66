"""The programme as organisers see it: how many signed up, who, and who was counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from locales import N_
from missions import local_time
from missions.errors import Refusal
from missions.people import access
from missions.people.reach import Reach, reach
from storage.database import UnitSession
from storage.tables import (
    HOLDING,
    Delegate,
    Mission,
    Organisation,
    Person,
    ProgrammeSession,
    SignUp,
    SignUpState,
    Venue,
)

UNKNOWN = N_("This session no longer exists.")
LEFT = N_("This person is no longer signed up.")


@dataclass(frozen=True, slots=True)
class Counted:
    """A session with how many have a place, how many of these were offered it and have not answered, how many wait, and
    how many were counted."""

    row: ProgrammeSession
    venue: Venue | None
    placed: int = 0
    offered: int = 0
    waiting: int = 0
    present: int = 0


@dataclass(frozen=True, slots=True)
class SignedUp:
    """A delegate with what an organiser needs to phone them."""

    sign_up: SignUp
    delegate: Delegate
    organisation: str
    reach: Reach


async def programme(session: UnitSession, mission: Mission) -> Mapping[date, Sequence[Counted]]:
    """The whole programme of a mission by day, in order."""
    zone = local_time.zone(mission)
    days: dict[date, list[Counted]] = {}
    for each in await _counted(session, mission):
        days.setdefault(local_time.local_date(each.row.starts_at, zone), []).append(each)
    return days


async def find(
    session: UnitSession, organiser: Person, session_id: int, revision: int | None = None
) -> tuple[Mission, Counted]:
    """One session, for an organiser of its mission; with a revision, only as it was when that was shown.

    Raises:
        Refusal: they are none, it is gone, or has changed since.
    """
    row = await session.get(ProgrammeSession, session_id)
    mission = await access.require_organiser(session, organiser, row.mission_id if row else None)
    found = await _counted(session, mission, session_id)
    if not found:
        raise Refusal(UNKNOWN)
    if revision not in (None, found[0].row.revision):
        raise Refusal(CHANGED)
    return mission, found[0]


CHANGED = N_("This session has changed since. Please open it again.")


async def attendees(
    session: UnitSession, session_id: int, states: Sequence[SignUpState] = HOLDING
) -> Sequence[SignedUp]:
    """Who has a place, by name; who waits, in their order."""
    statement = (
        select(SignUp, Delegate, Organisation.name, Person)
        .join(Delegate, col(Delegate.id) == col(SignUp.delegate_id))
        .join(Organisation, col(Organisation.id) == col(Delegate.organisation_id))
        .outerjoin(Person, col(Person.id) == col(Delegate.person_id))
        .where(SignUp.session_id == session_id, col(SignUp.state).in_(states))
        .order_by(*_order(states))
    )
    return [
        SignedUp(sign_up, delegate, organisation, reach(person))
        for sign_up, delegate, organisation, person in (await session.exec(statement)).all()
    ]


async def count(session: UnitSession, organiser: Person, sign_up_id: int) -> tuple[int, SignUp]:
    """Count a head, or uncount it; the session's id.

    Raises:
        Refusal: they are no organiser, or the person is no longer signed up.
    """
    sign_up = await session.get(SignUp, sign_up_id)
    if sign_up is None:
        raise Refusal(LEFT)
    await find(session, organiser, sign_up.session_id)
    if sign_up.state not in HOLDING:
        raise Refusal(LEFT)
    sign_up.present_at = None if sign_up.present_at else session.now
    session.add(sign_up)
    await session.flush()
    return sign_up.session_id, sign_up


def _order(states: Sequence[SignUpState]) -> tuple[Any, ...]:
    if SignUpState.WAITING in states:
        return col(SignUp.asked_at), col(SignUp.id)
    return col(Delegate.name_key), col(Delegate.id)


async def _counted(session: UnitSession, mission: Mission, session_id: int | None = None) -> Sequence[Counted]:
    statement = (
        select(ProgrammeSession, Venue)
        .outerjoin(Venue, col(Venue.id) == col(ProgrammeSession.venue_id))
        .where(ProgrammeSession.mission_id == mission.id)
        .order_by(col(ProgrammeSession.starts_at), col(ProgrammeSession.id))
    )
    if session_id is not None:
        statement = statement.where(ProgrammeSession.id == session_id)
    rows = (await session.exec(statement)).all()
    ids = [row.id for row, _venue in rows]
    counts = await session.exec(
        select(SignUp.session_id, SignUp.state, func.count(), func.count(col(SignUp.present_at)))
        .where(col(SignUp.session_id).in_(ids))
        .group_by(col(SignUp.session_id), col(SignUp.state))
    )
    by_state = {(of, state): (n, present) for of, state, n, present in counts}

    def of(row: ProgrammeSession, venue: Venue | None) -> Counted:
        numbers = {state: by_state.get((row.id, state), (0, 0)) for state in SignUpState}
        return Counted(
            row,
            venue,
            placed=sum(numbers[state][0] for state in HOLDING),
            offered=numbers[SignUpState.OFFERED][0],
            waiting=numbers[SignUpState.WAITING][0],
            present=sum(numbers[state][1] for state in HOLDING),
        )

    return [of(row, venue) for row, venue in rows]
