"""Receipts of a shift: one for each delegate with all that moved for them, some at a time where they are many.

A receipt names meetings and sessions; where they are now is read from the tables. Its delegate is told in the
transaction that writes it, so that nobody reads half of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, insert
from sqlalchemy.orm import Mapped
from sqlmodel import col, func, or_, select

from missions.changes.session_moves import SESSION
from missions.people.reach import reachable
from storage.database import UnitSession
from storage.tables import (
    HOLDING,
    Change,
    ChangeReceipt,
    Delegate,
    Meeting,
    MeetingState,
    Person,
    PersonSeat,
    ProgrammeSession,
    SignUp,
)

LATER = "later"
"""In a receipt's move: by how many minutes it moved."""


async def write_next(session: UnitSession, change: Change, limit: int) -> int:
    """Write the next receipts of a shift; how many there were to write, at most `limit`."""
    ids = sorted({*await _met(session, change, limit), *await _attending(session, change, limit)})[:limit]
    if not ids:
        return 0
    moves: dict[int, list[dict[str, Any]]] = defaultdict(list)
    later = change.detail["minutes"]
    seats = select(PersonSeat.delegate_id, Meeting.id, Meeting.revision).join_from(PersonSeat, Meeting, _seated())
    for delegate, meeting, revision in await session.exec(
        seats.where(col(PersonSeat.delegate_id).in_(ids), *_moved(change)).order_by(col(PersonSeat.id))
    ):
        moves[delegate].append({"meeting": meeting, "revision": revision, LATER: later})
    places = select(SignUp.delegate_id, ProgrammeSession.id, ProgrammeSession.revision).join_from(
        SignUp, ProgrammeSession, col(ProgrammeSession.id) == col(SignUp.session_id)
    )
    for delegate, row, revision in await session.exec(
        places.where(col(SignUp.delegate_id).in_(ids), *_held(change)).order_by(col(SignUp.id))
    ):
        moves[delegate].append({SESSION: row, "revision": revision, LATER: later})
    rows = [{"change_id": change.id, "delegate_id": each, "moves": moves[each], "next_at": session.now} for each in ids]
    await session.exec(insert(ChangeReceipt), params=rows)
    return len(ids)


async def touched(session: UnitSession, change: Change) -> tuple[int, int]:
    """How many delegates the shift touches, and how many of them the chat reaches."""
    theirs = or_(
        col(Delegate.id).in_(
            select(PersonSeat.delegate_id).join_from(PersonSeat, Meeting, _seated()).where(*_moved(change))
        ),
        col(Delegate.id).in_(select(SignUp.delegate_id).where(*_held(change))),
    )
    everyone = (await session.exec(select(func.count()).select_from(Delegate).where(theirs))).one()
    reached = select(func.count()).select_from(Delegate).join(Person, col(Person.id) == col(Delegate.person_id))
    return everyone, (await session.exec(reached.where(theirs, *reachable()))).one()


async def _met(session: UnitSession, change: Change, limit: int) -> Sequence[int]:
    who = col(PersonSeat.delegate_id)
    seats = select(who).join_from(PersonSeat, Meeting, _seated()).where(*_moved(change), _unwritten(change, who))
    return (await session.exec(seats.distinct().order_by(who).limit(limit))).all()


async def _attending(session: UnitSession, change: Change, limit: int) -> Sequence[int]:
    who = col(SignUp.delegate_id)
    places = select(who).where(*_held(change), _unwritten(change, who))
    return (await session.exec(places.distinct().order_by(who).limit(limit))).all()


def _seated() -> ColumnElement[bool]:
    return (col(Meeting.id) == col(PersonSeat.meeting_id)) & (col(Meeting.slot_id) == col(PersonSeat.slot_id))


def _moved(change: Change) -> Collection[ColumnElement[bool]]:
    """Seats of the meetings that moved: who agreed on one since knows its hour."""
    since = col(Meeting.confirmed_at).is_(None) | (col(Meeting.confirmed_at) <= change.made_at)
    slots = col(PersonSeat.slot_id).in_(change.detail["slots"])
    return slots, col(Meeting.state) == MeetingState.CONFIRMED, since


def _held(change: Change) -> Collection[ColumnElement[bool]]:
    """Places in the sessions that moved, of those who signed up before."""
    since = col(SignUp.asked_at) <= change.made_at
    return col(SignUp.session_id).in_(change.detail["sessions"]), col(SignUp.state).in_(HOLDING), since


def _unwritten(change: Change, who: Mapped[int]) -> ColumnElement[bool]:
    return ~exists().where(col(ChangeReceipt.change_id) == change.id, col(ChangeReceipt.delegate_id) == who)
