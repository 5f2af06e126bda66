"""Organisations that are probably one: spelled otherwise, or with another legal form. People say whether they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, exists, func, select

from missions.errors import Refusal
from missions.identity import blocking, firms
from missions.identity.blocking import grouped
from missions.names import fold, sort_key
from missions.registration.invitations import UNKNOWN
from storage.database import UnitSession
from storage.tables import Delegate, Organisation

ASKED = 3
"""Firms that a delegate is asked about: more of one name are the desk's to sort out."""


@dataclass(frozen=True, slots=True)
class Firm:
    """An organisation with how many delegates it has."""

    name: str
    delegates: int


async def similar(
    session: UnitSession, mission_id: int, name: str, delegate_id: int | None = None
) -> Sequence[Organisation]:
    """The organisations of others that this name is probably another spelling of, the surest first."""
    others = exists().where(
        col(Delegate.organisation_id) == col(Organisation.id), col(Delegate.id) != (delegate_id or 0)
    )
    rows = await session.exec(
        select(Organisation.id, Organisation.name)
        .where(Organisation.mission_id == mission_id, Organisation.name_key != fold(name), others)
        .order_by(col(Organisation.id))
    )
    keys = firms.keys(name)
    alike = [(key, firms.compare(name, other)) for key, other in rows if not keys.isdisjoint(firms.keys(other))]
    surest = sorted(((key, verdict) for key, verdict in alike if verdict), key=lambda found: -found[1])[:ASKED]
    return [await session.get_one(Organisation, key) for key, _verdict in surest]


async def one_of(
    session: UnitSession, mission_id: int, name: str, organisation_id: int, delegate_id: int | None = None
) -> Organisation:
    """The similar organisation that a delegate says is theirs.

    Raises:
        Refusal: it is none of those.
    """
    for each in await similar(session, mission_id, name, delegate_id):
        if each.id == organisation_id:
            return each
    raise Refusal(UNKNOWN)


async def probable_duplicates(session: UnitSession, mission_id: int) -> Sequence[Sequence[Firm]]:
    """Organisations of a mission whose names are probably of one firm, each group by name."""
    found = await session.exec(
        select(Organisation.name, func.count())
        .join(Delegate, col(Delegate.organisation_id) == col(Organisation.id))
        .where(Organisation.mission_id == mission_id)
        .group_by(col(Organisation.id), col(Organisation.name))
    )
    counted = {name: Firm(name, count) for name, count in found}
    pairs = blocking.among([*counted], firms.keys, firms.compare)
    groups = grouped([(pair.one, pair.other) for pair in pairs])
    alike = [sorted((counted[name] for name in group), key=lambda firm: sort_key(firm.name)) for group in groups]
    return sorted(alike, key=lambda group: sort_key(group[0].name))
