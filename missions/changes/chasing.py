"""Clock job: a change that is not seen is said again, then the counterpart is warned, then the desk calls.

Each step comes one delay of the mission after the one before; sooner where less time is left, so that the organisers
have half of what was left to call. Delegates out of reach are on the call sheet at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col, select

from missions.changes.notices import CallsWaiting, ChangeUnseen, CounterpartUnaware
from missions.changes.standing import StandingMove, standing
from missions.jobs import Unfinished
from missions.notices import Notice, already_posted
from missions.people.access import organisers
from missions.people.reach import is_reached
from storage import quarantine
from storage.database import UnitSession
from storage.tables import ON_SHEET, Change, ChangeReceipt, Delegate, Mission, Person

TOLD, SAY_AGAIN, WARN, CALL = range(4)
"""Steps of a receipt; the next is ON_SHEET."""
AT_ONCE = 20
"""Receipts of one unit of work: each asks the tables some ten times."""
AHEAD = timedelta(hours=24)
"""A change of what is further away is not pressing yet."""
WARNED_BEFORE = timedelta(hours=2)
"""How long before a meeting the counterpart is warned at the earliest, but for the first meeting of a receipt."""
SHORTEST = timedelta(minutes=1)


async def chase(session: UnitSession) -> Sequence[Notice]:
    """The next step of each receipt whose time has come."""
    due = (
        select(ChangeReceipt)
        .join(Change, col(Change.id) == col(ChangeReceipt.change_id))
        .where(
            col(ChangeReceipt.next_at) <= session.now,
            col(ChangeReceipt.seen_at).is_(None),
            col(Change.told_at).is_not(None),
        )
        .order_by(col(ChangeReceipt.next_at), col(ChangeReceipt.id))
        .limit(AT_ONCE)
        .with_for_update(of=ChangeReceipt, skip_locked=True)
    )
    notices: list[Notice] = []
    found = await quarantine.rows(session, ChangeReceipt, due)
    for receipt in found:
        with quarantine.blaming(ChangeReceipt, receipt.id):
            notices += await _step(session, receipt)
    return Unfinished(notices) if len(found) == AT_ONCE else notices


async def _step(session: UnitSession, receipt: ChangeReceipt) -> Sequence[Notice]:
    stands = await standing(session, receipt)
    session.add(receipt)
    if not stands:
        receipt.step, receipt.next_at = TOLD, None
        return []
    delegate = await session.get_one(Delegate, receipt.delegate_id)
    mission = await session.get_one(Mission, delegate.mission_id)
    receipt.needed_at = stands[0].needed_at
    person = await session.get(Person, delegate.person_id) if delegate.person_id else None
    if receipt.step == ON_SHEET:
        return await _on_sheet(session, receipt, stands)
    if person is None or not is_reached(person):
        return await _to_sheet(session, receipt, mission, stands)
    if not mission.unseen_minutes:
        receipt.next_at = None
        return []
    return await _next(session, receipt, mission, person, stands)


async def _next(
    session: UnitSession, receipt: ChangeReceipt, mission: Mission, person: Person, stands: Sequence[StandingMove]
) -> Sequence[Notice]:
    """One step of a delegate whom the chat reaches."""
    needed, step = stands[0].needed_at, receipt.step
    if step == TOLD and needed - AHEAD > session.now:
        receipt.next_at = needed - AHEAD
        return []
    if step == CALL:
        return await _to_sheet(session, receipt, mission, stands)
    receipt.step, receipt.next_at = step + 1, session.now + _delay(mission, needed - session.now, CALL - step)
    if step == SAY_AGAIN:
        return [ChangeUnseen(to=person.id, receipt_id=receipt.id, once=f"unseen:receipt={receipt.id}")]
    if step == WARN:
        return await _warnings(session, receipt, stands)
    await _look_again(session, receipt)
    return []


def _delay(mission: Mission, left: timedelta, steps: int) -> timedelta:
    """Until the next step. steps: how many are to come, itself included."""
    return max(SHORTEST, min(timedelta(minutes=mission.unseen_minutes), left / (steps + CALL)))


async def _to_sheet(
    session: UnitSession, receipt: ChangeReceipt, mission: Mission, stands: Sequence[StandingMove]
) -> Sequence[Notice]:
    """Put the delegate on the call sheet, and say so at the desk once a change."""
    how = "at-once" if receipt.step == TOLD else "unseen"
    receipt.step = ON_SHEET
    await _look_again(session, receipt)
    notices = await _on_sheet(session, receipt, stands)
    return [
        *notices,
        *(
            CallsWaiting(
                to=each.id,
                mission_id=mission.id,
                change_id=receipt.change_id,
                once=f"calls:change={receipt.change_id}:{how}:to={each.id}",
            )
            for each in await organisers(session, mission.id)
        ),
    ]


async def _on_sheet(session: UnitSession, receipt: ChangeReceipt, stands: Sequence[StandingMove]) -> Sequence[Notice]:
    """While they are to be called: the counterparts of their next meetings are warned, and what is over leaves."""
    moments = [each.starts_at - WARNED_BEFORE for each in stands] + [each.starts_at for each in stands]
    receipt.next_at = min((each for each in moments if each > session.now), default=session.now + WARNED_BEFORE)
    return await _warnings(session, receipt, stands)


async def _warnings(session: UnitSession, receipt: ChangeReceipt, stands: Sequence[StandingMove]) -> list[Notice]:
    """To those whom the delegate meets soon, each once a meeting."""
    meetings = [each for each in stands if each.meeting_id]
    soon = [each for each in meetings if each.starts_at - WARNED_BEFORE <= session.now] or meetings[:1]
    notices: dict[str, Notice] = {}
    for each in soon:
        other = await session.get_one(Delegate, each.other_id)
        reader = await session.get(Person, other.person_id) if other.person_id else None
        if reader is None or not is_reached(reader):
            continue
        once = f"unaware:receipt={receipt.id}:meeting={each.meeting_id}"
        notices[once] = CounterpartUnaware(
            to=reader.id,
            receipt_id=receipt.id,
            meeting_id=each.meeting_id,
            side_id=other.id,
            other_id=receipt.delegate_id,
            once=once,
        )
    posted = await already_posted(session, list(notices))
    return [notice for once, notice in notices.items() if once not in posted]


async def _look_again(session: UnitSession, receipt: ChangeReceipt) -> None:
    """What this receipt has overtaken leaves the sheet."""
    older = update(ChangeReceipt).where(
        col(ChangeReceipt.delegate_id) == receipt.delegate_id,
        col(ChangeReceipt.step) == ON_SHEET,
        col(ChangeReceipt.seen_at).is_(None),
        col(ChangeReceipt.id) < receipt.id,
    )
    await session.exec(older.values(next_at=session.now))
