"""Seats: who and which table is taken in a slot. The database lets nobody have one twice, whoever comes when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, delete, select

from storage.database import UnitSession
from storage.tables import Meeting, MeetingTable, PersonSeat, Slot, TableSeat, Venue


async def take_person(session: UnitSession, meeting: Meeting, slot_id: int, delegate_id: int) -> bool:
    """Seat a delegate in a slot for a meeting; false where they have a seat there already, of whatever meeting."""
    return await _take(session, PersonSeat, meeting_id=meeting.id, slot_id=slot_id, delegate_id=delegate_id)


async def take_people(session: UnitSession, meeting: Meeting, slot_id: int, delegate_ids: Iterable[int]) -> int | None:
    """Seat several delegates; the id of the first who could not be, if any.

    In the order of ids, so that two transactions that want the same people wait for each other in one direction.
    """
    for delegate_id in sorted(delegate_ids):
        if not await take_person(session, meeting, slot_id, delegate_id):
            return delegate_id
    return None


async def take_table(session: UnitSession, meeting: Meeting, slot: Slot, prefer: int | None = None) -> int | None:
    """Take a table that is free in the slot, the preferred one first; its id, or None where there is none.

    A table that somebody else takes at the same moment is passed over for the next.
    """
    free = await free_tables(session, slot)
    for table in sorted(free, key=lambda table: table.id != prefer):
        if await _take(session, TableSeat, meeting_id=meeting.id, slot_id=slot.id, table_id=table.id):
            return table.id
    return None


async def free_tables(session: UnitSession, slot: Slot) -> list[MeetingTable]:
    """The tables open in a slot (those of its venue, or of all venues where it names none) that nobody has."""
    taken = select(TableSeat.table_id).where(TableSeat.slot_id == slot.id)
    tables = (
        select(MeetingTable)
        .join(Venue)
        .where(Venue.mission_id == slot.mission_id, col(MeetingTable.id).not_in(taken))
        .order_by(col(Venue.id), col(MeetingTable.id))
    )
    if slot.venue_id is not None:
        tables = tables.where(Venue.id == slot.venue_id)
    return list((await session.exec(tables)).all())


async def release(session: UnitSession, meeting: Meeting, slot_id: int | None = None) -> None:
    """Give back the seats of a meeting: all of them, or those of one slot."""
    for seat in (PersonSeat, TableSeat):
        gone = delete(seat).where(col(seat.meeting_id) == meeting.id)
        if slot_id is not None:
            gone = gone.where(col(seat.slot_id) == slot_id)
        await session.exec(gone)


async def _take(session: UnitSession, seat: type[PersonSeat | TableSeat], **values: Any) -> bool:  # noqa: ANN401
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    # Where another transaction has just put the same seat, PostgreSQL waits here until that one has ended.
    statement = insert(seat).values(values).on_conflict_do_nothing().returning(col(seat.id))
    return (await session.exec(statement)).first() is not None
