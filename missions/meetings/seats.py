"""Seats: one row for each person, table and interpreter taken in a slot.

Unique constraints prevent double booking under any race.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, insert
from sqlmodel import col, delete, select

from missions.meetings.availability import FreeSlot
from storage.database import UnitSession
from storage.tables import InterpreterSeat, Meeting, PersonSeat, Slot, TableSeat
from storage.upsert import insert_missing


class TakenPlace(NamedTuple):
    """The table and interpreter taken for a meeting; interpreter_id is empty if none is needed."""

    table_id: int
    interpreter_id: int | None


async def take_person(session: UnitSession, meeting: Meeting, slot_id: int, delegate_id: int) -> bool:
    """Seat a delegate in a slot; False if any meeting has their seat there already."""
    return await _take(session, PersonSeat, meeting_id=meeting.id, slot_id=slot_id, delegate_id=delegate_id)


async def has_person(session: UnitSession, meeting: Meeting, slot_id: int, delegate_id: int) -> bool:
    """Whether this meeting has the delegate's seat in a slot."""
    seat = select(PersonSeat.id).where(
        PersonSeat.meeting_id == meeting.id, PersonSeat.slot_id == slot_id, PersonSeat.delegate_id == delegate_id
    )
    return (await session.exec(seat)).first() is not None


async def take_people(session: UnitSession, meeting: Meeting, slot_id: int, delegate_ids: Iterable[int]) -> int | None:
    """Seat several delegates; the id of the first who is taken, if any.

    In the order of ids: two transactions that want the same people cannot deadlock.
    """
    for delegate_id in sorted(delegate_ids):
        if not await take_person(session, meeting, slot_id, delegate_id):
            return delegate_id
    return None


async def take_place(
    session: UnitSession, meeting: Meeting, opening: FreeSlot, prefer: int | None = None
) -> TakenPlace | None:
    """Take a table and, if needed, an interpreter; the preferred table first. None if all are taken by now."""
    at = {"meeting_id": meeting.id, "slot_id": opening.slot.id}
    for seating in sorted(opening.seatings, key=lambda seating: seating.table != prefer):
        table_id = int(seating.table)
        if not await _take(session, TableSeat, table_id=table_id, **at):
            continue
        if not seating.interpreters:
            return TakenPlace(table_id, None)
        for interpreter_id in map(int, seating.interpreters):
            if await take_interpreter(session, meeting, opening.slot.id, interpreter_id):
                return TakenPlace(table_id, interpreter_id)
        await session.exec(delete(TableSeat).where(col(TableSeat.meeting_id) == meeting.id, _in(opening.slot)))
    return None


async def take_interpreter(session: UnitSession, meeting: Meeting, slot_id: int, interpreter_id: int) -> bool:
    """Seat an interpreter in a slot; False if any meeting has them there already."""
    values = {"meeting_id": meeting.id, "slot_id": slot_id, "interpreter_id": interpreter_id}
    return await _take(session, InterpreterSeat, **values)


Seated = tuple[int, tuple[int, ...], int, int | None, int | None]
"""A meeting with its people, slot, table and interpreter."""


async def put(session: UnitSession, wanted: Iterable[Seated]) -> None:
    """Seat many meetings at once.

    Raises:
        IntegrityError: any of these seats is taken.
    """
    people, tables, interpreters = [], [], []
    for meeting_id, delegates, slot_id, table_id, interpreter_id in wanted:
        at = {"slot_id": slot_id, "meeting_id": meeting_id}
        people += [{**at, "delegate_id": each} for each in sorted(delegates)]
        if table_id is not None:
            tables.append({**at, "table_id": table_id})
        if interpreter_id is not None:
            interpreters.append({**at, "interpreter_id": interpreter_id})
    for kind, rows in ((PersonSeat, people), (TableSeat, tables), (InterpreterSeat, interpreters)):
        if rows:
            await session.exec(insert(kind), params=rows)


async def release(session: UnitSession, meeting: Meeting, slot_id: int | None = None) -> None:
    """Release the seats of a meeting: all of them, or those in one slot."""
    await release_all(session, [meeting.id], slot_id)


async def release_all(session: UnitSession, meeting_ids: Collection[int], slot_id: int | None = None) -> None:
    """Release the seats of several meetings."""
    for seat in (PersonSeat, TableSeat, InterpreterSeat) if meeting_ids else ():
        gone = delete(seat).where(col(seat.meeting_id).in_(meeting_ids))
        if slot_id is not None:
            gone = gone.where(col(seat.slot_id) == slot_id)
        await session.exec(gone)


async def release_interpreter(session: UnitSession, meeting: Meeting) -> None:
    """Release the interpreter of a meeting, which keeps its people and its table."""
    await session.exec(delete(InterpreterSeat).where(col(InterpreterSeat.meeting_id) == meeting.id))


def _in(slot: Slot) -> ColumnElement[bool]:
    return col(TableSeat.slot_id) == slot.id


async def _take(
    session: UnitSession,
    seat: type[PersonSeat | TableSeat | InterpreterSeat],
    **values: Any,  # noqa: ANN401
) -> bool:
    return await insert_missing(session, seat, values)
