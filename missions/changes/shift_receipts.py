"""Receipts of a shift: one for each delegate with all that moved for them, some at a time where they are many.

A receipt names meetings and sessions; where they are now is read from the tables. Its delegate is told in the
transaction that writes it, so that nobody reads half of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, insert, outerjoin, union
from sqlalchemy.orm import Mapped
from sqlmodel import col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from missions.changes.session_moves import SESSION
from missions.changes.shift_chain import ShiftLink, chain, minutes_for, written
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
    links = await chain(session, change)
    theirs = (Delegate.mission_id == change.mission_id, _unwritten(change, col(Delegate.id)))
    # Delegate by delegate, so that the look ends with the last one of the chunk.
    found = select(Delegate.id).where(*theirs, or_(*_concerns(change, links)))
    ids = (await session.exec(found.order_by(col(Delegate.id)).limit(limit))).all()
    if not ids:
        return 0
    moves = await _moves(session, links, ids)
    # Who was moved there and back again before it was said has nothing to read.
    rows = [
        {
            "change_id": change.id,
            "delegate_id": each,
            "moves": moves[each],
            "next_at": session.now if moves[each] else None,
            "seen_at": None if moves[each] else session.now,
        }
        for each in ids
    ]
    await session.exec(insert(ChangeReceipt), params=rows)
    return len(ids)


async def _moves(
    session: UnitSession, links: Sequence[ShiftLink], ids: Sequence[int]
) -> dict[int, list[dict[str, Any]]]:
    """By delegate, each meeting and session that is at another hour than they know."""
    known = await written(session, links, ids) if len(links) > 1 else set()
    moves: dict[int, list[dict[str, Any]]] = defaultdict(list)
    columns: Any = (PersonSeat.delegate_id, PersonSeat.slot_id, Meeting.id, Meeting.revision, Meeting.confirmed_at)
    seats: Any = (
        select(*columns)
        .join_from(PersonSeat, Meeting, _seated())
        .where(
            col(PersonSeat.delegate_id).in_(ids),
            col(PersonSeat.slot_id).in_({slot for link in links for slot in link.slots}),
            col(Meeting.state) == MeetingState.CONFIRMED,
        )
    )
    for who, slot, meeting, revision, since in await session.exec(seats.order_by(col(PersonSeat.id))):
        if later := minutes_for(links, known, who, ("slot", slot), since):
            moves[who].append({"meeting": meeting, "revision": revision, LATER: later})
    columns = (SignUp.delegate_id, SignUp.asked_at, ProgrammeSession.id, ProgrammeSession.revision)
    places: Any = select(*columns).join_from(
        SignUp, ProgrammeSession, col(ProgrammeSession.id) == col(SignUp.session_id)
    )
    places = places.where(
        col(SignUp.delegate_id).in_(ids),
        col(SignUp.session_id).in_({row for link in links for row in link.sessions}),
        col(SignUp.state).in_(HOLDING),
    )
    for who, since, row, revision in await session.exec(places.order_by(col(SignUp.id))):
        if later := minutes_for(links, known, who, (SESSION, row), since):
            moves[who].append({SESSION: row, "revision": revision, LATER: later})
    return moves


async def touched(session: UnitSession, change: Change) -> tuple[int, int]:
    """How many delegates the shift touches, and how many of them the chat reaches."""
    concerned = union(*(each for link in await chain(session, change) for each in _of_link(change, link))).subquery()
    person = outerjoin(Delegate, Person, col(Person.id) == col(Delegate.person_id))
    reached = func.count().filter(*reachable())
    both: Any = select(func.count(), reached).select_from(person.join(concerned, concerned.c[0] == col(Delegate.id)))
    everyone, people = (await session.exec(both)).one()
    return everyone, people


def _of_link(change: Change, link: ShiftLink) -> tuple[SelectOfScalar[int], SelectOfScalar[int]]:
    """The delegates of the meetings, and those of the sessions, that moved."""
    who, attends = col(PersonSeat.delegate_id), col(SignUp.delegate_id)
    seats = select(who).join_from(PersonSeat, Meeting, _seated()).where(*_moved(change, link, who))
    return seats, select(attends).where(*_held(change, link, attends))


def _concerns(change: Change, links: Sequence[ShiftLink]) -> list[ColumnElement[bool]]:
    """Whether a delegate has one of these meetings or sessions."""
    whose = col(PersonSeat.delegate_id), col(SignUp.delegate_id)
    return [
        each.where(who == col(Delegate.id)).exists()
        for link in links
        for who, each in zip(whose, _of_link(change, link), strict=True)
    ]


def _seated() -> ColumnElement[bool]:
    return (col(Meeting.id) == col(PersonSeat.meeting_id)) & (col(Meeting.slot_id) == col(PersonSeat.slot_id))


def _moved(change: Change, link: ShiftLink, who: Mapped[int]) -> Collection[ColumnElement[bool]]:
    """Seats of the meetings that moved: who agreed on one since knows its hour."""
    since = col(Meeting.confirmed_at).is_(None) | (col(Meeting.confirmed_at) <= link.change.made_at)
    slots = col(PersonSeat.slot_id).in_(link.slots)
    return slots, col(Meeting.state) == MeetingState.CONFIRMED, since, *_unaware(change, link, who)


def _held(change: Change, link: ShiftLink, who: Mapped[int]) -> Collection[ColumnElement[bool]]:
    """Places in the sessions that moved, of those who signed up before."""
    since = col(SignUp.asked_at) <= link.change.made_at
    sessions = col(SignUp.session_id).in_(link.sessions)
    return sessions, col(SignUp.state).in_(HOLDING), since, *_unaware(change, link, who)


def _unaware(change: Change, link: ShiftLink, who: Mapped[int]) -> Collection[ColumnElement[bool]]:
    """Of an earlier shift, only those who have not been notified of it, nor of one in between."""
    if link.change.id == change.id:
        return ()
    told = col(ChangeReceipt.change_id).in_((link.change.id, *link.newer))
    return (~exists().where(told, col(ChangeReceipt.delegate_id) == who),)


def _unwritten(change: Change, who: Mapped[int]) -> ColumnElement[bool]:
    return ~exists().where(col(ChangeReceipt.change_id) == change.id, col(ChangeReceipt.delegate_id) == who)
