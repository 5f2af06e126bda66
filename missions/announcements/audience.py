"""The audience of an announcement: a filter over the delegates of a mission."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from missions.matching.taxonomy import sector_of, sectors
from missions.people.access import ACTIVE
from missions.people.reach import Reach, reach_of
from storage.database import UnitSession
from storage.tables import (
    HOLDING,
    Delegate,
    DelegateStatus,
    Delegation,
    Organisation,
    OrganisationKind,
    Person,
    ProgrammeSession,
    SignUp,
)


class Dimension(enum.StrEnum):
    """A column of the filter. Values of one dimension are alternatives, dimensions add up, an empty one means any."""

    DELEGATION = "delegation"
    KIND = "kind"
    SECTOR = "sector"
    LANGUAGE = "language"
    STATUS = "status"
    SESSION = "session"
    """Who has a place in one of these sessions."""


Audience = Mapping[str, Sequence[str]]
"""The chosen values of each dimension, as text: {"delegation": ["3"], "status": ["approved"]}."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A delegate of the audience."""

    delegate_id: int
    person_id: int | None
    language: str
    """The person's; the profile's as long as no person has claimed it."""
    reach: Reach


async def recipients(session: UnitSession, mission_id: int, audience: Audience) -> list[Recipient]:
    """Every delegate that the filter lets through, in the order of their numbers.

    Only ACTIVE delegates, whatever the filter says.
    """
    query: Any = (
        select(  # type: ignore[call-overload]
            Delegate.id,
            Delegate.person_id,
            Delegate.language,
            Delegate.sectors,
            Person.language,
            Person.telegram_id,
            Person.unreachable_since,
        )
        .join(Organisation, col(Organisation.id) == col(Delegate.organisation_id))
        .outerjoin(Person, col(Person.id) == col(Delegate.person_id))
        .where(Delegate.mission_id == mission_id, col(Delegate.status).in_(_statuses(audience)))
        .order_by(col(Delegate.id))
    )
    if delegations := audience.get(Dimension.DELEGATION):
        query = query.where(col(Delegate.delegation_id).in_([int(value) for value in delegations]))
    if kinds := audience.get(Dimension.KIND):
        query = query.where(col(Organisation.kind).in_([OrganisationKind(value) for value in kinds]))
    if sessions := audience.get(Dimension.SESSION):
        placed = select(SignUp.delegate_id).where(
            col(SignUp.session_id).in_([int(value) for value in sessions]), col(SignUp.state).in_(HOLDING)
        )
        query = query.where(col(Delegate.id).in_(placed))
    wanted, languages = set(audience.get(Dimension.SECTOR, ())), set(audience.get(Dimension.LANGUAGE, ()))
    found = []
    for delegate_id, person_id, profile_language, tags, language, telegram_id, since in await session.exec(query):
        # Lists in JSON are read here: the engines ask for them in different words.
        fits = not wanted or any(sector_of(tag) in wanted for tag in tags)
        reads = language or profile_language
        if fits and (not languages or reads in languages):
            found.append(Recipient(delegate_id, person_id, reads, reach_of(telegram_id, since)))
    return found


def _statuses(audience: Audience) -> list[DelegateStatus]:
    chosen = [DelegateStatus(value) for value in audience.get(Dimension.STATUS, ())]
    return [status for status in ACTIVE if not chosen or status in chosen]


async def choices(session: UnitSession, mission_id: int, dimension: Dimension, codes: Sequence[str]) -> list[str]:
    """The values of a dimension that can be chosen. codes are the languages that Wasl speaks."""
    match dimension:
        case Dimension.DELEGATION:
            ids = await session.exec(
                select(Delegation.id).where(Delegation.mission_id == mission_id).order_by(col(Delegation.id))
            )
            return [str(delegation_id) for delegation_id in ids]
        case Dimension.KIND:
            return [kind.value for kind in OrganisationKind]
        case Dimension.SECTOR:
            return list(sectors())
        case Dimension.LANGUAGE:
            return list(codes)
        case Dimension.STATUS:
            return [status.value for status in ACTIVE]
        case Dimension.SESSION:
            held = select(ProgrammeSession.id).where(ProgrammeSession.mission_id == mission_id)
            ids = await session.exec(held.order_by(col(ProgrammeSession.starts_at), col(ProgrammeSession.id)))
            return [str(session_id) for session_id in ids]


def toggled(audience: Audience, dimension: Dimension, value: str, *, on: bool) -> dict[str, list[str]]:
    """The audience with one value chosen, or not chosen any more."""
    changed = {name: list(values) for name, values in audience.items()}
    chosen = [other for other in changed.get(dimension, []) if other != value]
    changed[dimension] = [*chosen, value] if on else chosen
    return changed
