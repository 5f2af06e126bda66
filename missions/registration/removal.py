"""Organisers put people out: suspend or remove a delegate, take a claimed profile back; the owner removes an organiser.

Each act says whom it touches, stands in the audit log, and closes the links that led the person in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select, update

from locales import N_
from missions.audit import record
from missions.errors import Refusal
from missions.notices import Notice
from missions.people.access import require_organiser
from missions.registration import invitations
from missions.registration.approval import decidable
from missions.registration.organisers import OWNERS_ONLY
from missions.registration.participation import touch, withdraw
from storage import outbox
from storage.database import UnitSession
from storage.tables import Consent, Delegate, DelegateStatus, Invitation, Mission, Person, Role

NOT_BOUND = N_("No one has claimed this profile.")
NO_ROLE = N_("This person no longer organises the mission.")

IN_PLACE = frozenset(
    {
        DelegateStatus.INVITED,
        DelegateStatus.PENDING,
        DelegateStatus.QUESTIONED,
        DelegateStatus.APPROVED,
        DelegateStatus.PAUSED,
    }
)
"""Statuses from which a delegate can be suspended; from these and from suspension they can be removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspended(Notice):
    """To the delegate: the organisers have suspended them. Their confirmed meetings stay."""

    delegate_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Readmitted(Notice):
    """To the delegate: the suspension has ended."""

    delegate_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed(Notice):
    """To the delegate: the organisers have removed them, and their meetings are cancelled."""

    delegate_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimUndone(Notice):
    """To the account that had claimed a profile by mistake: it is not theirs. No name of the profile is repeated."""

    mission_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleEnded(Notice):
    """To a former organiser: the owner has ended their part in the mission."""

    mission_id: int


@dataclass(frozen=True, slots=True)
class Helper:
    """A confirmed organiser of a mission, as the owner sees the list. called: name and @username when they asked."""

    role: Role
    person: Person


async def suspend(session: UnitSession, organiser: Person, delegate_id: int, revision: int) -> list[Notice]:
    """Take a delegate out of proposals, directory and requests for now. Confirmed meetings stay.

    Raises:
        Refusal: not an organiser of this mission, or the profile is not what the organiser saw.
    """
    delegate = await decidable(session, organiser, delegate_id, revision, IN_PLACE)
    _set(session, organiser, delegate, DelegateStatus.SUSPENDED)
    return [Suspended(to=to, delegate_id=delegate.id) for to in _whom(delegate)]


async def readmit(session: UnitSession, organiser: Person, delegate_id: int, revision: int) -> list[Notice]:
    """End a suspension, or take a removed delegate in again: approved if they once were, else waiting for approval.

    Raises:
        Refusal: as suspend.
    """
    states = frozenset({DelegateStatus.SUSPENDED, DelegateStatus.REMOVED})
    delegate = await decidable(session, organiser, delegate_id, revision, states)
    back = DelegateStatus.PENDING
    if delegate.approved_at is not None:
        back = DelegateStatus.APPROVED
    elif delegate.file_key is not None:
        back = DelegateStatus.INVITED if delegate.person_id is None else DelegateStatus.APPROVED
    _set(session, organiser, delegate, back)
    if delegate.person_id is not None:
        await invitations.bar(session, delegate.mission_id, delegate.person_id, barred=False)
    return [Readmitted(to=to, delegate_id=delegate.id) for to in _whom(delegate)]


async def remove(session: UnitSession, organiser: Person, delegate_id: int, revision: int) -> list[Notice]:
    """Remove a delegate: meetings and requests are cancelled, the others learn of it, their links open no more.

    The profile stays for the organisers, until its person or the mission's retention erases it.

    Raises:
        Refusal: as suspend.
    """
    delegate = await decidable(session, organiser, delegate_id, revision, IN_PLACE | {DelegateStatus.SUSPENDED})
    others = await withdraw(session, delegate)
    _set(session, organiser, delegate, DelegateStatus.REMOVED)
    if delegate.person_id is not None:
        await invitations.bar(session, delegate.mission_id, delegate.person_id)
    return [*(Removed(to=to, delegate_id=delegate.id) for to in _whom(delegate)), *others]


async def undo_claim(
    session: UnitSession, organiser: Person, delegate_id: int, revision: int
) -> tuple[Invitation, list[Notice]]:
    """Take a profile back from an account that claimed it by mistake; a new link for the right person.

    What was queued for that account goes undelivered, its links open no more, and its consent to the mission ends.

    Raises:
        Refusal: as suspend, or nobody has claimed the profile.
    """
    delegate = await decidable(session, organiser, delegate_id, revision, frozenset(DelegateStatus))
    person = await session.get(Person, delegate.person_id) if delegate.person_id is not None else None
    if person is None:
        raise Refusal(NOT_BOUND)
    delegate.person_id = None
    touch(session, delegate)
    await invitations.bar(session, delegate.mission_id, person.id)
    consents = update(Consent).where(
        col(Consent.person_id) == person.id,
        col(Consent.mission_id) == delegate.mission_id,
        col(Consent.withdrawn_at).is_(None),
    )
    await session.exec(consents.values(withdrawn_at=session.now))
    if person.telegram_id is not None:
        await session.flush()
        await outbox.close_chat(await session.connection(), person.telegram_id, session.now)
    record(session, organiser, delegate.mission_id, "delegate.unclaim", f"delegate:{delegate.id}", person=person.id)
    link = await invitations.create(session, delegate.mission_id, created_by=organiser, delegate_id=delegate.id)
    return link, [ClaimUndone(to=person.id, mission_id=delegate.mission_id)]


async def helpers(session: UnitSession, owner: Person, mission_id: int) -> Sequence[Helper]:
    """The confirmed organisers of a mission but for the owners, in the order in which they came.

    Raises:
        Refusal: not an owner.
    """
    await _require_owner(session, owner, mission_id)
    found = await session.exec(
        select(Role, Person)
        .join(Person, col(Person.id) == col(Role.person_id))
        .where(Role.mission_id == mission_id, col(Role.confirmed_at).is_not(None))
        .order_by(col(Role.id))
    )
    return [Helper(role, person) for role, person in found]


async def dismiss(session: UnitSession, owner: Person | None, role_id: int) -> list[Notice]:
    """End an organiser's part in a mission. owner is None where the operator does it on the command line.

    Raises:
        Refusal: not an owner, or the part has ended.
    """
    role = await session.get(Role, role_id, with_for_update=True)
    if owner is not None:
        await _require_owner(session, owner, role.mission_id if role else None)
    if role is None or role.confirmed_at is None:
        raise Refusal(NO_ROLE)
    mission_id, person_id = role.mission_id, role.person_id
    await session.delete(role)
    await invitations.bar(session, mission_id, person_id, role=role.kind.value)
    record(session, owner, mission_id, "role.end", f"role:{role_id}", person=person_id)
    return [RoleEnded(to=person_id, mission_id=mission_id)]


async def _require_owner(session: UnitSession, owner: Person, mission_id: int | None) -> None:
    if not owner.owner or (mission_id is not None and await session.get(Mission, mission_id) is None):
        await require_organiser(session, owner)
        raise Refusal(OWNERS_ONLY)


def _set(session: UnitSession, organiser: Person, delegate: Delegate, status: DelegateStatus) -> None:
    delegate.status = status
    touch(session, delegate)
    record(session, organiser, delegate.mission_id, f"delegate.{status.value}", f"delegate:{delegate.id}")


def _whom(delegate: Delegate) -> list[int]:
    return [] if delegate.person_id is None else [delegate.person_id]
