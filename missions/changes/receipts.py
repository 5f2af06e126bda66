"""Who has seen a change: each delegate says so themselves, the organisers look on."""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import col, select

from locales import N_
from missions.errors import Refusal
from missions.people import access
from storage.database import UnitSession
from storage.tables import Change, ChangeReceipt, Delegate, Mission, Organisation, Person

NOT_YOURS = N_("This change does not concern you.")
UNKNOWN = N_("There is no such change.")


class Reach(enum.Enum):
    """Whether a delegate can be told here."""

    REACHED = enum.auto()
    UNREACHABLE = enum.auto()
    """They blocked the chat."""
    WITHOUT_CHAT = enum.auto()


@dataclass(frozen=True, slots=True)
class Touched:
    """A delegate whom a change touches, with what an organiser needs to phone them."""

    delegate: Delegate
    organisation: str
    reach: Reach


@dataclass(frozen=True, slots=True)
class Report:
    """How far a change has got. unseen: those who cannot be told here first, then by name."""

    change: Change
    mission: Mission
    seen: int
    total: int
    unseen: Sequence[Touched]


async def see(session: UnitSession, person: Person, receipt_id: int) -> tuple[ChangeReceipt, bool]:
    """The reader has seen a change: the receipt, and whether this was the first time they said so.

    Raises:
        Refusal: the receipt is somebody else's, or there is none.
    """
    receipt = await session.get(ChangeReceipt, receipt_id)
    delegate = await session.get(Delegate, receipt.delegate_id) if receipt else None
    if receipt is None or delegate is None or delegate.person_id != person.id:
        raise Refusal(NOT_YOURS)
    first = receipt.seen_at is None
    if first:
        receipt.seen_at = session.now
    return receipt, first


async def report(session: UnitSession, organiser: Person, change_id: int) -> Report:
    """Who has seen a change, for an organiser of its mission.

    Raises:
        Refusal: there is no such change, or they are no organiser.
    """
    change = await session.get(Change, change_id)
    if change is None:
        raise Refusal(UNKNOWN)
    mission = await access.require_organiser(session, organiser, change.mission_id)
    receipts = (await session.exec(select(ChangeReceipt).where(ChangeReceipt.change_id == change.id))).all()
    unseen = await touched(session, {each.delegate_id for each in receipts if each.seen_at is None})
    return Report(change, mission, len(receipts) - len(unseen), len(receipts), unseen)


async def touched(session: UnitSession, delegate_ids: Collection[int]) -> Sequence[Touched]:
    """These delegates, those first who cannot be told here."""
    found = await session.exec(
        select(Delegate, Organisation.name, Person)
        .join(Organisation, col(Organisation.id) == col(Delegate.organisation_id))
        .outerjoin(Person, col(Person.id) == col(Delegate.person_id))
        .where(col(Delegate.id).in_(delegate_ids))
        .order_by(col(Delegate.name), col(Delegate.id))
    )
    people = [Touched(delegate, organisation, reach(person)) for delegate, organisation, person in found]
    return sorted(people, key=lambda each: each.reach is Reach.REACHED)


def reach(person: Person | None) -> Reach:
    if person is None or person.telegram_id is None:
        return Reach.WITHOUT_CHAT
    return Reach.REACHED if person.unreachable_since is None else Reach.UNREACHABLE


async def recent(session: UnitSession, mission: Mission, n: int = 10) -> Sequence[tuple[Change, int, int]]:
    """The newest changes of a mission, each with how many have seen it, of how many."""
    statement = (
        select(Change, func.count(col(ChangeReceipt.seen_at)), func.count(col(ChangeReceipt.id)))
        .outerjoin(ChangeReceipt, col(ChangeReceipt.change_id) == col(Change.id))
        .where(Change.mission_id == mission.id)
        .group_by(col(Change.id))
        .order_by(col(Change.id).desc())
        .limit(n)
    )
    return (await session.exec(statement)).all()
