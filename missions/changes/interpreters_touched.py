"""Interpreters of the meetings that a change moves: who of them has no chat, or has not seen it, is called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import col, exists, select, update

from locales import N_
from missions.audit import record
from missions.changes.plan import MeetingMove
from missions.errors import Refusal
from missions.people import access
from missions.people.reach import Reach, reach
from storage.database import UnitSession
from storage.tables import Change, Interpreter, InterpreterChat, InterpreterReceipt, Person

INTERPRETERS = "interpreters"
"""In a change's detail: the ids of those whose meetings it moved."""
KEPT = timedelta(days=1)
"""How long a change is on the sheet: by then its day is over."""
NOT_TO_CALL = N_("This person no longer needs a call.")


@dataclass(frozen=True, slots=True)
class InterpreterToCall:
    """One who is not known to know of a change."""

    interpreter: Interpreter
    reach: Reach

    @property
    def id(self) -> int:
        return self.interpreter.id


def of_moves(moves: Iterable[MeetingMove]) -> list[int]:
    """Who interprets in these meetings, or did."""
    places = (place.interpreter_id for move in moves for place in (move.before, move.after))
    return sorted({each for each in places if each is not None})


async def to_call(session: UnitSession, change: Change) -> Sequence[InterpreterToCall]:
    """Of those whom a change touches: who has no chat, and who has not pressed "Seen" since; by name."""
    ids = change.detail.get(INTERPRETERS, [])
    if not ids:
        return []
    theirs = col(InterpreterReceipt.interpreter_id) == col(Interpreter.id)
    unseen = exists().where(
        theirs, col(InterpreterReceipt.seen_at).is_(None), col(InterpreterReceipt.told_at) >= change.made_at
    )
    reached = exists().where(theirs, col(InterpreterReceipt.seen_at) >= change.made_at)
    found = await session.exec(
        select(Interpreter, Person, unseen, reached)
        .outerjoin(InterpreterChat, col(InterpreterChat.interpreter_id) == col(Interpreter.id))
        .outerjoin(Person, col(Person.id) == col(InterpreterChat.person_id))
        .where(col(Interpreter.id).in_(ids))
        .order_by(col(Interpreter.name_key))
    )
    rows = [(each, reach(person), waits, knows) for each, person, waits, knows in found]
    return [
        InterpreterToCall(each, how)
        for each, how, waits, knows in rows
        if waits or (how is not Reach.REACHED and not knows)
    ]


async def of_today(session: UnitSession, mission_id: int) -> Sequence[InterpreterToCall]:
    """The same of all changes of the last day, each once."""
    recent = select(Change).where(Change.mission_id == mission_id, Change.made_at > session.now - KEPT)
    found: dict[int, InterpreterToCall] = {}
    for change in (await session.exec(recent.order_by(col(Change.id)))).all():
        found |= {each.interpreter.id: each for each in await to_call(session, change)}
    return [*found.values()]


async def reached(session: UnitSession, organiser: Person, interpreter_id: int) -> None:
    """The interpreter was told by telephone: all that was unseen counts as seen.

    Raises:
        Refusal: they are no organiser of the mission.
    """
    interpreter = await session.get(Interpreter, interpreter_id)
    mission = await access.require_organiser(session, organiser, interpreter.mission_id if interpreter else None)
    if interpreter is None:
        raise Refusal(NOT_TO_CALL)
    unseen = update(InterpreterReceipt).where(
        col(InterpreterReceipt.interpreter_id) == interpreter.id, col(InterpreterReceipt.seen_at).is_(None)
    )
    await session.exec(unseen.values(seen_at=session.now))
    session.add(InterpreterReceipt(interpreter_id=interpreter.id, told_at=session.now, seen_at=session.now))
    record(session, organiser, mission.id, "call.reached", f"interpreter:{interpreter.id}")
