"""What an interpreter knows of their meetings, and the notices of what has changed since.

Derived from the tables: whoever assigns, moves or cancels a meeting, its interpreter reads it, and nothing that became
true again in the meantime.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import col, exists, select, update

from locales import N_
from missions.changes.place import Place, upcoming
from missions.errors import Refusal
from missions.meetings.reminders import outdated
from missions.notices import Notice
from missions.people.reach import reachable
from storage import quarantine
from storage.database import UnitSession
from storage.tables import (
    Interpreter,
    InterpreterChat,
    InterpreterReceipt,
    Meeting,
    MeetingState,
    Mission,
    Person,
    Timetable,
    TimetableState,
)

AT_ONCE = 10
"""Interpreters of one look: each takes several statements."""
NOT_YOURS = N_("This does not concern you.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TablesChanged(Notice):
    """Meetings were assigned to the reader, moved, cancelled or given to someone else; the receipt has them."""

    interpreter_id: int
    interpreter_receipt_id: int


@dataclass(frozen=True, slots=True)
class TableMove:
    """One meeting in a receipt. before: empty where it is new; after: where it is no longer the interpreter's."""

    meeting_id: int
    before: Place | None
    after: Place | None


async def doubt(session: UnitSession, interpreter_ids: Collection[int]) -> None:
    """Have it looked at again what these interpreters know."""
    theirs = col(InterpreterChat.interpreter_id).in_(interpreter_ids) & col(InterpreterChat.doubted_at).is_(None)
    await session.exec(update(InterpreterChat).where(theirs).values(doubted_at=session.now))


async def as_of_now(
    session: UnitSession, interpreter: Interpreter, known: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The places of the meetings to come; "since" is kept of those that are as they were known."""
    found = {}
    for meeting, place in await upcoming(
        session, interpreter.mission_id, col(Meeting.interpreter_id) == interpreter.id
    ):
        said, before = _alone(place).to_json(), (known or {}).get(str(meeting.id))
        same = before is not None and before["place"] == said
        found[str(meeting.id)] = before if same else {"place": said, "since": session.now.isoformat()}
    return found


async def due(session: UnitSession) -> Sequence[Notice]:
    """Clock job: one notice for each interpreter with all that has changed, once no timetable is being published."""
    publishing = exists().where(
        col(Timetable.mission_id) == col(InterpreterChat.mission_id),
        col(Timetable.state) == TimetableState.PUBLISHING,
    )
    doubted = (
        select(InterpreterChat)
        .join(Person, col(Person.id) == col(InterpreterChat.person_id))
        .where(col(InterpreterChat.doubted_at).is_not(None), ~publishing, *reachable())
        .order_by(col(InterpreterChat.doubted_at), col(InterpreterChat.id))
        .limit(AT_ONCE)
    )
    notices: list[Notice] = []
    for chat in await quarantine.rows(session, InterpreterChat, doubted):
        with quarantine.blaming(InterpreterChat, chat.id):
            notices += await _of(session, chat)
    return notices


async def _of(session: UnitSession, chat: InterpreterChat) -> list[Notice]:
    interpreter = await session.get_one(Interpreter, chat.interpreter_id)
    before, chat.doubted_at = chat.known, None
    chat.known = await as_of_now(session, interpreter, before)
    session.add(chat)
    moves = [each for each in _moves(before, chat.known, session.now) if await _is_news(session, interpreter, each)]
    if not moves:
        return []
    await outdated(session, [each["meeting"] for each in moves], [])
    receipt = InterpreterReceipt(interpreter_id=interpreter.id, moves=moves, told_at=session.now)
    session.add(receipt)
    await session.flush()
    return [TablesChanged(to=chat.person_id, interpreter_id=interpreter.id, interpreter_receipt_id=receipt.id)]


async def _is_news(session: UnitSession, interpreter: Interpreter, move: Mapping[str, Any]) -> bool:
    """Whether it is one to tell: a meeting that was held, or missed, is no longer to come, and still theirs."""
    if move["after"] is not None:
        return True
    meeting = await session.get(Meeting, move["meeting"])
    if meeting is None or meeting.state is MeetingState.CANCELLED:
        return True
    return meeting.interpreter_id != interpreter.id


def _moves(before: Mapping[str, Any], after: Mapping[str, Any], now: datetime) -> list[dict[str, Any]]:
    """What differs, without meetings that are over, in order of time."""
    moves = []
    for meeting in before.keys() | after.keys():
        was, is_ = (known[meeting]["place"] if meeting in known else None for known in (before, after))
        over = is_ is None and was is not None and datetime.fromisoformat(was["ends_at"]) <= now
        if was != is_ and not over:
            moves.append({"meeting": int(meeting), "before": was, "after": is_})
    return sorted(moves, key=lambda each: ((each["after"] or each["before"])["starts_at"], each["meeting"]))


async def still_true(session: UnitSession, receipt: InterpreterReceipt) -> Sequence[TableMove]:
    """The moves of a receipt that nothing has overtaken, of meetings that are not over."""
    interpreter = await session.get(Interpreter, receipt.interpreter_id)
    if interpreter is None:
        return []
    ids = [move["meeting"] for move in receipt.moves]
    theirs = (col(Meeting.interpreter_id) == interpreter.id) & col(Meeting.id).in_(ids)
    now = {meeting.id: _alone(place) for meeting, place in await upcoming(session, interpreter.mission_id, theirs)}
    found = []
    for move in receipt.moves:
        before, after = (Place.from_json(move[side]) if move[side] else None for side in ("before", "after"))
        last = after or before
        if last is not None and last.ends_at > session.now and now.get(move["meeting"]) == after:
            found.append(TableMove(move["meeting"], before, after))
    return found


def is_over(receipt: InterpreterReceipt, now: datetime) -> bool:
    """Whether all of its meetings are over."""
    return all(datetime.fromisoformat((move["after"] or move["before"])["ends_at"]) <= now for move in receipt.moves)


async def was_cancelled(session: UnitSession, move: TableMove) -> bool:
    """Whether a meeting that is no longer the interpreter's does not take place at all."""
    meeting = await session.get(Meeting, move.meeting_id)
    return meeting is None or meeting.state is not MeetingState.CONFIRMED


async def see(session: UnitSession, person: Person, receipt_id: int) -> tuple[InterpreterReceipt, Mission, bool]:
    """Acknowledge a receipt: it, its mission, and whether this is the first time.

    Raises:
        Refusal: it is another interpreter's, or there is none.
    """
    receipt = await session.get(InterpreterReceipt, receipt_id)
    mine = select(InterpreterChat).where(InterpreterChat.person_id == person.id)
    mine = mine.where(InterpreterChat.interpreter_id == (receipt.interpreter_id if receipt else None))
    chat = (await session.exec(mine)).first()
    if receipt is None or chat is None:
        raise Refusal(NOT_YOURS)
    first = receipt.seen_at is None
    if first:
        receipt.seen_at = session.now
        session.add(receipt)
    return receipt, await session.get_one(Mission, chat.mission_id), first


def _alone(place: Place) -> Place:
    """The place without its interpreter, who is the reader."""
    return replace(place, interpreter_id=None, interpreter="")
