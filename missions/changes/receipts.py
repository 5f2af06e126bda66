"""Receipts of a change: what each delegate still has to be told, and who has acknowledged it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import col, select

from locales import N_
from missions.changes.interpreters_touched import InterpreterToCall, to_call
from missions.changes.place import Place
from missions.changes.session_moves import SESSION
from missions.errors import Refusal
from missions.meetings.details import details
from missions.people import access
from missions.people.reach import Reach, reach
from storage.database import UnitSession
from storage.tables import (
    BOOKED_STATES,
    Change,
    ChangeReceipt,
    Delegate,
    Meeting,
    MeetingState,
    Mission,
    Organisation,
    Person,
)

NOT_YOURS = N_("This change does not concern you.")
UNKNOWN = N_("This change does not exist.")


@dataclass(frozen=True, slots=True)
class Touched:
    """A delegate whom a change touches, with what an organiser needs to phone them."""

    delegate: Delegate
    organisation: str
    reach: Reach


@dataclass(frozen=True, slots=True)
class SeenReport:
    """How many have seen a change. unseen: delegates out of reach first, then by name."""

    change: Change
    mission: Mission
    seen: int
    total: int
    unseen: Sequence[Touched]
    sessions: int
    """Sessions that moved with it, each a change of its own."""
    interpreters: Sequence[InterpreterToCall]


async def see(session: UnitSession, person: Person, receipt_id: int) -> tuple[ChangeReceipt, bool]:
    """Acknowledge a change: the receipt, and whether this is the first time.

    Raises:
        Refusal: the receipt is another delegate's, or there is none.
    """
    receipt = await session.get(ChangeReceipt, receipt_id)
    delegate = await session.get(Delegate, receipt.delegate_id) if receipt else None
    if receipt is None or delegate is None or delegate.person_id != person.id:
        raise Refusal(NOT_YOURS)
    first = receipt.seen_at is None
    if first:
        receipt.seen_at = session.now
    return receipt, first


async def report(session: UnitSession, organiser: Person, change_id: int) -> SeenReport:
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
    # Made in the same unit of work, which has one time.
    alike = select(func.count()).where(
        Change.mission_id == change.mission_id,
        Change.made_at == change.made_at,
        Change.subject == SESSION,
        Change.id != change.id,
    )
    sessions = (await session.exec(alike)).one()
    # Of a shift that touches many, receipts are written as the notices are sent.
    total = len(receipts) if change.told_at else max(len(receipts), change.detail.get("people", 0))
    seen = len(receipts) - len(unseen)
    return SeenReport(change, mission, seen, total, unseen, sessions, await to_call(session, change))


async def touched(session: UnitSession, delegate_ids: Collection[int]) -> Sequence[Touched]:
    """These delegates, those out of reach first."""
    found = await session.exec(
        select(Delegate, Organisation.name, Person)
        .join(Organisation, col(Organisation.id) == col(Delegate.organisation_id))
        .outerjoin(Person, col(Person.id) == col(Delegate.person_id))
        .where(col(Delegate.id).in_(delegate_ids))
        .order_by(col(Delegate.name_key), col(Delegate.id))
    )
    people = [Touched(delegate, organisation, reach(person)) for delegate, organisation, person in found]
    return sorted(people, key=lambda each: each.reach is Reach.REACHED)


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


@dataclass(frozen=True, slots=True)
class Told:
    """One meeting that moved, with whom the reader meets there."""

    meeting: Meeting
    other: Delegate
    organisation: str
    before: Place
    after: Place


async def still_true(session: UnitSession, receipt: ChangeReceipt) -> Sequence[Told]:
    """The moves of a receipt that no later change has overtaken, of confirmed meetings to come."""
    found = []
    for move in receipt.moves:
        said = "meeting" in move and "after" in move
        meeting = await session.get(Meeting, move["meeting"]) if said else None
        if meeting is None:
            continue
        after = Place.from_json(move["after"])
        # That it was held is one revision, and no other place.
        held = meeting.state is MeetingState.HELD
        if meeting.state not in BOOKED_STATES or meeting.revision - held != move["revision"]:
            continue
        if after.ends_at <= session.now:
            continue
        of_it = await details(session, meeting)
        other = of_it.other(receipt.delegate_id)
        before = Place.from_json(move["before"])
        found.append(Told(meeting, other, of_it.organisation(other).name, before, after))
    return found
