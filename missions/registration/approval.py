"""Decisions of organisers on a registration: approve, refuse with a reason, ask for more."""

from __future__ import annotations

from dataclasses import dataclass

from locales import N_
from missions.audit import record
from missions.errors import Refusal
from missions.notices import Notice
from missions.people.access import require_organiser
from missions.registration.fields import typed
from missions.registration.participation import GONE, touch
from storage.database import UnitSession
from storage.tables import Delegate, DelegateStatus, Person

CHANGED = N_("This profile has changed. Please check it again before you decide.")
DECIDED = {
    DelegateStatus.INVITED: N_("No one has claimed this profile yet."),
    DelegateStatus.PENDING: N_("This profile is waiting for a decision."),
    DelegateStatus.QUESTIONED: N_("You have already asked for details, and there is no answer yet."),
    DelegateStatus.APPROVED: N_("This profile is already approved."),
    DelegateStatus.REFUSED: N_("This registration has already been refused."),
    DelegateStatus.PAUSED: N_("This profile is approved, and paused by its delegate."),
    DelegateStatus.LEFT: N_("This person has left the mission."),
    DelegateStatus.SUSPENDED: N_("This profile is suspended."),
    DelegateStatus.REMOVED: N_("This person was removed from the mission."),
}

_OPEN = frozenset({DelegateStatus.PENDING, DelegateStatus.QUESTIONED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved(Notice):
    """To the delegate: the organisers accepted them."""

    delegate_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationRefused(Notice):
    """To the delegate: the organisers did not accept them, and why."""

    delegate_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreAsked(Notice):
    """To the delegate: a question of the organisers about the profile."""

    delegate_id: int
    question: str


async def approve(session: UnitSession, organiser: Person, delegate_id: int, revision: int) -> list[Notice]:
    """Accept a delegate; someone refused by mistake can still be accepted.

    Raises:
        Refusal: not an organiser of this mission, or the profile is not what the organiser saw.
    """
    delegate = await decidable(session, organiser, delegate_id, revision, _OPEN | {DelegateStatus.REFUSED})
    delegate.approved_at = session.now
    _decide(session, organiser, delegate, DelegateStatus.APPROVED)
    return [Approved(to=to, delegate_id=delegate.id) for to in _whom(delegate)]


async def refuse(session: UnitSession, organiser: Person, delegate_id: int, revision: int, reason: str) -> list[Notice]:
    """Turn a registration down; the delegate reads the reason.

    Raises:
        Refusal: as approve, or the reason is empty or too long.
    """
    delegate = await decidable(session, organiser, delegate_id, revision, _OPEN)
    delegate.status_reason = typed("reason", reason).text
    _decide(session, organiser, delegate, DelegateStatus.REFUSED)
    return [
        RegistrationRefused(to=to, delegate_id=delegate.id, reason=delegate.status_reason) for to in _whom(delegate)
    ]


async def ask_more(
    session: UnitSession, organiser: Person, delegate_id: int, revision: int, question: str
) -> list[Notice]:
    """Ask the delegate to complete the profile, which then comes back into the queue.

    Raises:
        Refusal: as approve, or the question is empty or too long.
    """
    delegate = await decidable(session, organiser, delegate_id, revision, _OPEN)
    delegate.status_reason = typed("question", question).text
    _decide(session, organiser, delegate, DelegateStatus.QUESTIONED)
    return [MoreAsked(to=to, delegate_id=delegate.id, question=delegate.status_reason) for to in _whom(delegate)]


async def decidable(
    session: UnitSession,
    organiser: Person,
    delegate_id: int,
    revision: int | None = None,
    states: frozenset[DelegateStatus] = _OPEN,
) -> Delegate:
    """The profile, if this organiser may decide on it as it was shown.

    Raises:
        Refusal: not an organiser of this mission; gone; decided already; changed since.
    """
    delegate = await session.get(Delegate, delegate_id, with_for_update=True)
    if delegate is None:
        raise Refusal(GONE)
    await require_organiser(session, organiser, delegate.mission_id)
    if delegate.status not in states:
        raise Refusal(DECIDED[delegate.status])
    if revision not in (None, delegate.revision):
        raise Refusal(CHANGED)
    return delegate


def _decide(session: UnitSession, organiser: Person, delegate: Delegate, status: DelegateStatus) -> None:
    delegate.status = status
    if status is DelegateStatus.APPROVED:
        delegate.status_reason = ""
    touch(session, delegate)
    record(session, organiser, delegate.mission_id, f"delegate.{status.value}", f"delegate:{delegate.id}")


def _whom(delegate: Delegate) -> list[int]:
    return [] if delegate.person_id is None else [delegate.person_id]
