"""Organisations that are probably one: spelled otherwise, or with another legal form. People say whether they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, exists, func, select

from missions.errors import Refusal
from missions.names import firm_key, firm_words, fold, sort_key
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
    """The organisations of others that this name is probably another spelling of."""
    key = firm_key(name)
    # The longest word finds the few whose keys are worth making; "S.A.R.L." is folded to letters apart.
    word = max(firm_words(name), key=len, default="")
    others = exists().where(
        col(Delegate.organisation_id) == col(Organisation.id), col(Delegate.id) != (delegate_id or 0)
    )
    found = await session.exec(
        select(Organisation)
        .where(
            Organisation.mission_id == mission_id,
            Organisation.name_key != fold(name),
            func.replace(col(Organisation.name_key), " ", "").contains(word, autoescape=True),
            others,
        )
        .order_by(col(Organisation.id))
    )
    return [each for each in found if firm_key(each.name) == key][:ASKED]


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
    groups: defaultdict[str, list[Firm]] = defaultdict(list)
    for name, count in found:
        groups[firm_key(name)].append(Firm(name, count))
    alike = [sorted(group, key=lambda firm: sort_key(firm.name)) for group in groups.values() if len(group) > 1]
    return sorted(alike, key=lambda group: sort_key(group[0].name))
