"""Who may meet whom: the mission's rules for delegations and kinds, and the organisers' wishes for two people.

`MissionRules.why_not` decides. `meetable` asks the same of the tables, `ranking_inputs` hands it to the matcher, and a
property test holds the three together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, false, select
from sqlmodel.ext.asyncio.session import AsyncSession

from locales import N_
from missions.audit import record
from missions.errors import Refusal
from missions.people import access
from storage.database import UnitSession
from storage.tables import (
    CuratedPair,
    Delegate,
    Delegation,
    Mission,
    Organisation,
    OrganisationKind,
    PairWish,
    Person,
)

OWN_DELEGATION = N_("You are in the same delegation: meetings are with people from another one.")
OWN_ORGANISATION = N_("You are from the same organisation: meetings are with people from another one.")
NOT_FORESEEN = N_("Meetings between you two are not planned in this mission.")

UNKNOWN_PAIR = N_("These two are not in the same mission.")
NEVER_COULD = N_("These two could not meet anyway: they are from the same organisation.")
ONE_DELEGATION = N_("These two are in the same delegation, and this mission has no meetings within a delegation.")


@dataclass(frozen=True, slots=True)
class Side:
    """A delegation and a kind of organisation, by their keys."""

    delegation: str
    kind: str


@dataclass(frozen=True, slots=True)
class Party:
    """What decides whom a delegate may meet: their side of the mission, and their organisation."""

    side: Side
    organisation_id: int


@dataclass(frozen=True, slots=True)
class MissionRules:
    """A mission's own rules. may_meet: pairs of sides, as `Mission.may_meet` keeps them."""

    within_delegation: bool
    may_meet: Sequence[Mapping[str, Any]]

    @classmethod
    def of(cls, mission: Mission) -> MissionRules:
        return cls(mission.within_delegation, mission.may_meet)

    def why_not(self, one: Party, other: Party, wish: PairWish | None = None) -> str | None:
        """Why two delegates may not meet, as a message id; None if they may. The one owner of this question.

        Colleagues never meet, nor a pair that the organisers keep apart, nor one delegation where the mission says so.
        A pair that the organisers wish for meets whatever the pairs of sides say.
        """
        if one.organisation_id == other.organisation_id:
            return OWN_ORGANISATION
        if wish is PairWish.NEVER:
            return NOT_FORESEEN
        if one.side.delegation == other.side.delegation and not self.within_delegation:
            return OWN_DELEGATION
        return None if wish is PairWish.MUST or allowed(self.may_meet, one.side, other.side) else NOT_FORESEEN

    def sides_meet(self, one: Side, other: Side) -> bool:
        """Whether two delegates of these sides and of different organisations may meet."""
        return self.why_not(Party(one, 1), Party(other, 2)) is None


def allowed(said: Sequence[Mapping[str, Any]], one: Side, other: Side) -> bool:
    """Whether pairs of sides let two sides meet: a pair with "never" outweighs those that let them meet.

    If any pair lets sides meet, only the sides of such pairs meet; else all sides but those with "never".
    """
    never = [
        bool(rule.get("never"))
        for rule in said
        if (_is(rule["one"], one) and _is(rule["other"], other))
        or (_is(rule["one"], other) and _is(rule["other"], one))
    ]
    return not any(never) if never else all(rule.get("never") for rule in said)


def _is(wanted: Mapping[str, Any], side: Side) -> bool:
    return wanted.get("delegation") in (None, "", side.delegation) and wanted.get("kind") in (None, "", side.kind)


async def forbids(session: UnitSession, one: Delegate, other: Delegate) -> str | None:
    """Why these two may not meet, as a message id; None if they may."""
    mission = await session.get_one(Mission, one.mission_id)
    first, second = await party_of(session, mission, one), await party_of(session, mission, other)
    wish = None if first.organisation_id == second.organisation_id else await wish_of(session, one.id, other.id)
    return MissionRules.of(mission).why_not(first, second, wish)


async def party_of(session: UnitSession, mission: Mission, delegate: Delegate) -> Party:
    """The delegate as the rules see them. Where the mission has no pairs of sides, ids do, and nothing more is read."""
    if not mission.may_meet:
        return Party(Side(str(delegate.delegation_id), ""), delegate.organisation_id)
    return Party(await side_of(session, delegate), delegate.organisation_id)


async def meetable(
    session: UnitSession, delegate: Delegate, wishes: Mapping[int, PairWish]
) -> Sequence[ColumnElement[bool]]:
    """Conditions on `Delegate` joined with `Organisation` for those whom `why_not` lets the delegate meet.

    wishes: what the organisers wish of the delegate and others, by the other's id.
    """
    mission = await session.get_one(Mission, delegate.mission_id)
    apart = [other for other, wish in wishes.items() if wish is PairWish.NEVER]
    found = [col(Delegate.organisation_id) != delegate.organisation_id, col(Delegate.id).not_in(apart)]
    if not mission.within_delegation:
        found.append(col(Delegate.delegation_id) != delegate.delegation_id)
    if (open_ := await open_to(session, delegate)) is not None:
        found.append(open_ | col(Delegate.id).in_([other for other, wish in wishes.items() if wish is PairWish.MUST]))
    return found


async def open_to(session: UnitSession, delegate: Delegate) -> ColumnElement[bool] | None:
    """The condition on `Delegate` joined with `Organisation` that the pairs of sides let this delegate meet them.

    None if the mission has no pairs of sides. Delegation, organisation and the organisers' wishes are not in it.
    """
    mission = await session.get_one(Mission, delegate.mission_id)
    if not mission.may_meet:
        return None
    mine = await side_of(session, delegate)
    sides = await session.exec(select(Delegation.id, Delegation.key).where(Delegation.mission_id == mission.id))
    groups = [
        and_(
            col(Delegate.delegation_id) == delegation_id,
            col(Organisation.kind).in_(
                [kind for kind in OrganisationKind if allowed(mission.may_meet, mine, Side(key, kind.value))]
            ),
        )
        for delegation_id, key in sides
    ]
    return or_(false(), *groups)


async def side_of(session: UnitSession, delegate: Delegate) -> Side:
    delegation = await session.get_one(Delegation, delegate.delegation_id)
    organisation = await session.get_one(Organisation, delegate.organisation_id)
    return Side(delegation.key, organisation.kind.value)


async def wish_of(session: AsyncSession, one_id: int, other_id: int) -> PairWish | None:
    """What the organisers wish of these two, if anything."""
    found = (await session.exec(select(CuratedPair.wish).where(*_of(one_id, other_id)))).first()
    return PairWish(found) if found else None


async def wishes_for(session: AsyncSession, delegate_id: int) -> dict[int, PairWish]:
    """What the organisers wish of a delegate and others, by the other's id."""
    found = await session.exec(
        select(CuratedPair).where((col(CuratedPair.one_id) == delegate_id) | (col(CuratedPair.other_id) == delegate_id))
    )
    return {row.other_id if row.one_id == delegate_id else row.one_id: row.wish for row in found}


async def curate(session: UnitSession, organiser: Person, one_id: int, other_id: int, wish: PairWish | None) -> None:
    """Wish something of two delegates, or nothing any more.

    Raises:
        Refusal: the person does not organise their mission, or these two are of one organisation.
    """
    one, other = await session.get(Delegate, one_id), await session.get(Delegate, other_id)
    mission = await access.require_organiser(session, organiser, one.mission_id if one else None)
    if one is None or other is None or one_id == other_id or other.mission_id != mission.id:
        raise Refusal(UNKNOWN_PAIR)
    if wish is PairWish.MUST:
        first, second = await party_of(session, mission, one), await party_of(session, mission, other)
        if (why := MissionRules.of(mission).why_not(first, second, wish)) is not None:
            raise Refusal(NEVER_COULD if why == OWN_ORGANISATION else ONE_DELEGATION)
    row = (await session.exec(select(CuratedPair).where(*_of(one_id, other_id)))).first()
    if wish is None:
        if row is not None:
            await session.delete(row)
    elif row is None:
        low, high = sorted((one_id, other_id))
        row = CuratedPair(mission_id=mission.id, one_id=low, other_id=high, wish=wish, made_by=organiser.id)
        row.made_at = session.now
        session.add(row)
    elif row.wish is not wish:
        row.wish, row.made_by, row.made_at = wish, organiser.id, session.now
    else:
        return
    await session.flush()
    record(session, organiser, mission.id, f"pair.{wish or 'none'}", f"delegate:{one_id}", other=other_id)


def _of(one_id: int, other_id: int) -> Iterable[Any]:
    low, high = sorted((one_id, other_id))
    return (col(CuratedPair.one_id) == low, col(CuratedPair.other_id) == high)
