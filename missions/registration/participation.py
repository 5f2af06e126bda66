"""Participation of a delegate: pause, resume, leave, come back."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, func, select

from locales import N_
from missions.audit import record
from missions.errors import Refusal
from missions.meetings.companions import meetings_of
from missions.meetings.endings import cancel_all_of
from missions.notices import Notice
from missions.people.access import organisers
from missions.people.mission_meant import show
from missions.sessions.signing import leave_all
from storage.database import UnitSession
from storage.tables import Delegate, DelegateStatus, Meeting, MeetingState, Person, Slot

ENDED = frozenset({DelegateStatus.LEFT, DelegateStatus.REFUSED, DelegateStatus.REMOVED})
"""Statuses of those who have no part in the mission, and no meetings in it."""

GONE = N_("This profile no longer exists.")
NOT_YOURS = N_("This is not your profile.")
CHANGED = N_("Your profile has changed. /profile shows the current version.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered(Notice):
    """To an organiser: a profile waits to be approved. again: it was completed or came back."""

    delegate_id: int
    again: bool = False


async def own(session: UnitSession, person: Person, delegate_id: int) -> Delegate:
    """The person's own profile, locked for a change.

    Raises:
        Refusal: it is gone, or someone else's.
    """
    # Not against those who only refer to it: a meeting that is being confirmed waits for nothing here.
    delegate = await session.get(Delegate, delegate_id, with_for_update={"key_share": True})
    if delegate is None:
        raise Refusal(GONE)
    if delegate.person_id != person.id:
        raise Refusal(NOT_YOURS)
    show(session, person, delegate.mission_id)
    return delegate


async def confirmed_ahead(session: UnitSession, delegate: Delegate) -> int:
    """How many confirmed meetings the delegate still has before them."""
    mine = meetings_of(delegate.id)
    count = await session.exec(
        select(func.count())
        .select_from(Meeting)
        .join(Slot, col(Slot.id) == col(Meeting.slot_id))
        .where(mine, Meeting.state == MeetingState.CONFIRMED, Slot.ends_at > session.now)
    )
    return int(count.one())


async def pause(session: UnitSession, person: Person, delegate_id: int) -> Delegate:
    """Be proposed to nobody for a while. Confirmed meetings stay."""
    return await _turn(session, person, delegate_id, {DelegateStatus.APPROVED}, DelegateStatus.PAUSED)


async def resume(session: UnitSession, person: Person, delegate_id: int) -> Delegate:
    """Take part again."""
    return await _turn(session, person, delegate_id, {DelegateStatus.PAUSED}, DelegateStatus.APPROVED)


async def leave(session: UnitSession, person: Person, delegate_id: int) -> tuple[Delegate, list[Notice]]:
    """Leave the mission: meetings and requests are cancelled, the profile stays for who wants to come back."""
    before = set(DelegateStatus) - ENDED
    delegate = await _turn(session, person, delegate_id, before, DelegateStatus.LEFT)
    return delegate, await withdraw(session, delegate)


async def withdraw(session: UnitSession, delegate: Delegate) -> list[Notice]:
    """End all that the delegate has to do with others; the notices to these."""
    await leave_all(session, delegate)
    return await cancel_all_of(session, delegate)


async def come_back(session: UnitSession, person: Person, delegate_id: int) -> tuple[Delegate, list[Notice]]:
    """Return to the mission: approved if an organiser had once approved them, else into the queue again."""
    delegate = await own(session, person, delegate_id)
    back = DelegateStatus.APPROVED if delegate.approved_at else DelegateStatus.PENDING
    await _turn(session, person, delegate_id, {DelegateStatus.LEFT}, back)
    return delegate, [] if delegate.approved_at else await registered(session, delegate, again=True)


async def registered(session: UnitSession, delegate: Delegate, *, again: bool = False) -> list[Notice]:
    """Tell the organisers that a profile waits."""
    desk = await organisers(session, delegate.mission_id)
    return [Registered(to=one.id, delegate_id=delegate.id, again=again) for one in desk]


async def _turn(
    session: UnitSession, person: Person, delegate_id: int, before: set[DelegateStatus], after: DelegateStatus
) -> Delegate:
    delegate = await own(session, person, delegate_id)
    if delegate.status not in before:
        raise Refusal(CHANGED)
    delegate.status = after
    touch(session, delegate)
    record(session, person, delegate.mission_id, f"delegate.{after.value}", f"delegate:{delegate.id}")
    return delegate


def touch(session: UnitSession, delegate: Delegate) -> None:
    """Raise the revision: buttons drawn before are stale."""
    delegate.revision += 1
    delegate.updated_at = session.now
    session.add(delegate)
