"""Notices of a change: of a small one in its own transaction, of a large one by the clock, in order of changes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, func
from sqlmodel import col, select

from missions import jobs
from missions.changes import shift_receipts
from missions.changes.notices import FILE, ClockShifted, FileMovedMeetings, PlaceChanged, SessionChanged
from missions.changes.session_moves import SESSION
from missions.changes.shift_chain import SHIFT
from missions.notices import Notice, not_posted, once_key
from missions.people.access import organisers
from missions.people.reach import reachable
from storage import at_hand, quarantine
from storage.database import UnitSession
from storage.tables import Change, ChangeReceipt, Delegate, Person

AT_ONCE = 50
"""Notices posted within the tap itself: more would hold up other taps."""
SHIFTED_PART = 3
"""In how many parts a shift tells what a unit of work tells at once: each of its notices has a day to read."""


Told = PlaceChanged | SessionChanged | ClockShifted


async def begin(session: UnitSession, change: Change) -> Sequence[Told]:
    """Notices of a new change to post now; none if it is large or an earlier one is under way: the clock posts them."""
    earlier = exists().where(col(Change.told_at).is_(None), col(Change.id) < change.id)
    if (await session.exec(select(earlier))).one() or await people(session, change) > AT_ONCE:
        return []
    change.told_at = session.now
    return await _untold(session, change, AT_ONCE)


async def go_on(session: UnitSession) -> Sequence[Notice]:
    """Clock job: the next notices of changes too large to be posted at once, and of those that a file made."""
    under_way = select(Change).where(col(Change.told_at).is_(None)).order_by(col(Change.id))
    found: list[Notice] = []
    for change in await quarantine.rows(session, Change, under_way.with_for_update(skip_locked=True)):
        if change.subject == FILE:
            found += await _to_organisers(session, change)
        room = max(0, jobs.CHUNK - len(found))
        if change.subject == SHIFT:
            room = min(room, max(1, jobs.CHUNK // SHIFTED_PART))
        written = await shift_receipts.write_next(session, change, room) if change.subject == SHIFT else 0
        untold = await _untold(session, change, room)
        found += untold
        if len(untold) == room:
            return jobs.Unfinished(found)
        if written == room:
            # Whom the chat does not reach: the next look goes on with the others.
            return jobs.Unfinished(found)
        change.told_at = session.now
    return found


async def _to_organisers(session: UnitSession, change: Change) -> list[FileMovedMeetings]:
    return [
        FileMovedMeetings(to=each.id, change_id=change.id, once=f"file:change={change.id}:to={each.id}")
        for each in await organisers(session, change.mission_id)
    ]


async def people(session: UnitSession, change: Change) -> int:
    """How many of the delegates it touches the chat reaches."""
    statement = (
        select(func.count())
        .select_from(ChangeReceipt)
        .join(Delegate, col(Delegate.id) == col(ChangeReceipt.delegate_id))
        .join(Person, col(Person.id) == col(Delegate.person_id))
        .where(ChangeReceipt.change_id == change.id, *reachable())
    )
    return (await session.exec(statement)).one()


async def _untold(session: UnitSession, change: Change, limit: int) -> list[Told]:
    """Delegates out of reach are left out: missions.changes.catch_up tells them when they come back."""
    key = once_key("change", receipt=col(ChangeReceipt.id))
    statement = (
        select(Person.id, ChangeReceipt.id, key)
        .join_from(ChangeReceipt, Delegate, col(Delegate.id) == col(ChangeReceipt.delegate_id))
        .join(Person, col(Person.id) == col(Delegate.person_id))
        .where(
            ChangeReceipt.change_id == change.id,
            *reachable(),
            not_posted(key),
        )
        .order_by(col(ChangeReceipt.id))
        .limit(limit)
    )
    found = (await session.exec(statement)).all()
    await at_hand.load(session, Person, {person for person, _receipt, _once in found})
    await at_hand.load(session, ChangeReceipt, {receipt for _person, receipt, _once in found})
    return [kind_of(change)(to=person, receipt_id=receipt, once=once) for person, receipt, once in found]


def kind_of(change: Change) -> type[Told]:
    """The notice that says what a receipt of this change has to say."""
    if change.subject == SHIFT:
        return ClockShifted
    return SessionChanged if change.subject == SESSION else PlaceChanged
