"""Who may meet whom: what the mission says of delegations and kinds, and what its organisers wish of two people."""

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
from missions.rules import ranking_queue
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

OWN_DELEGATION = N_("You are in the same delegation: meetings are with people of another one.")
OWN_ORGANISATION = N_("You are of the same organisation: meetings are with people of another one.")
NOT_FORESEEN = N_("Meetings between the two of you are not foreseen in this mission.")

UNKNOWN_PAIR = N_("These two are not in the same mission.")
NEVER_COULD = N_("These two could not meet anyway: they are of one organisation.")
ONE_DELEGATION = N_("These two are of one delegation, and this mission has no meetings within a delegation.")


@dataclass(frozen=True, slots=True)
class Side:
    """What the mission's rules look at in a delegate: keys, not titles."""

    delegation: str
    kind: str


def may_meet(mission: Mission, one: Side, other: Side) -> bool:
    """Whether the mission's own rules let these two sides meet, whoever the people are."""
    if one.delegation == other.delegation and not mission.within_delegation:
        return False
    return allowed(mission.may_meet, one, other)


def allowed(said: Sequence[Mapping[str, Any]], one: Side, other: Side) -> bool:
    """Whether these rules let two sides meet: one that keeps them apart counts more than one that lets them meet.

    Where some let sides meet, nobody else may; where none does, all may but who is kept apart.
    """
    apart = [
        bool(rule.get("never"))
        for rule in said
        if (_is(rule["one"], one) and _is(rule["other"], other))
        or (_is(rule["one"], other) and _is(rule["other"], one))
    ]
    return not any(apart) if apart else all(rule.get("never") for rule in said)


def _is(wanted: Mapping[str, Any], side: Side) -> bool:
    return wanted.get("delegation") in (None, "", side.delegation) and wanted.get("kind") in (None, "", side.kind)


async def forbids(session: UnitSession, one: Delegate, other: Delegate) -> str | None:
    """Why these two may not meet, as a message id; None where they may."""
    if one.organisation_id == other.organisation_id:
        return OWN_ORGANISATION
    wish = await wish_of(session, one.id, other.id)
    if wish is PairWish.NEVER:
        return NOT_FORESEEN
    mission = await session.get_one(Mission, one.mission_id)
    if one.delegation_id == other.delegation_id and not mission.within_delegation:
        return OWN_DELEGATION
    if wish is PairWish.MUST or not mission.may_meet:
        return None
    return None if may_meet(mission, await side_of(session, one), await side_of(session, other)) else NOT_FORESEEN


async def open_to(session: UnitSession, delegate: Delegate) -> ColumnElement[bool] | None:
    """What must hold of `Delegate` and `Organisation` for the mission's rules to let this delegate meet them.

    None where the mission has no rules. Whom the organisers wish for is not in it, nor the delegate's own delegation.
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


async def pairs_of(session: AsyncSession, mission_id: int) -> Sequence[CuratedPair]:
    """Every pair made by hand in a mission, the newest first."""
    pairs = select(CuratedPair).where(CuratedPair.mission_id == mission_id).order_by(col(CuratedPair.id).desc())
    return (await session.exec(pairs)).all()


async def curate(session: UnitSession, organiser: Person, one_id: int, other_id: int, wish: PairWish | None) -> None:
    """Wish something of two delegates, or nothing any more.

    Raises:
        Refusal: the person does not organise their mission, or these two are of one organisation.
    """
    one, other = await session.get(Delegate, one_id), await session.get(Delegate, other_id)
    mission = await access.require_organiser(session, organiser, one.mission_id if one else None)
    if one is None or other is None or one_id == other_id or other.mission_id != mission.id:
        raise Refusal(UNKNOWN_PAIR)
    if wish is PairWish.MUST and one.organisation_id == other.organisation_id:
        raise Refusal(NEVER_COULD)
    if wish is PairWish.MUST and one.delegation_id == other.delegation_id and not mission.within_delegation:
        raise Refusal(ONE_DELEGATION)
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
    await ranking_queue.want(session, mission.id)
    record(session, organiser, mission.id, f"pair.{wish or 'none'}", f"delegate:{one_id}", other=other_id)


def _of(one_id: int, other_id: int) -> Iterable[Any]:
    low, high = sorted((one_id, other_id))
    return (col(CuratedPair.one_id) == low, col(CuratedPair.other_id) == high)
