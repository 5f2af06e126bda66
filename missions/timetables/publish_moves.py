"""The moves of a publication: meetings that swap places move in one chunk; all moves make one change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from sqlmodel import col, select

from missions.changes import telling
from missions.changes.apply import move_meetings, write_receipts
from missions.changes.place import Place, upcoming
from missions.changes.plan import MeetingMove, with_companions
from missions.meetings.reminders import outdated
from missions.notices import Notice
from missions.pairs import people_of
from missions.timetables.locks import hold, holding, locked, make_room
from missions.timetables.publish_state import Moving, Todo
from storage.database import UnitSession
from storage.tables import (
    Change,
    Interpreter,
    InterpreterSeat,
    Meeting,
    MeetingState,
    MeetingTable,
    Mission,
    PersonSeat,
    Slot,
    TableSeat,
    Timetable,
    Venue,
)

Row = TypeVar("Row", Slot, MeetingTable, Venue, Interpreter)

SeatKey = tuple[str, int, int]
"""Kind ("person", "table" or "voice"), slot id and id."""

AT_ONCE = 50


async def move(session: UnitSession, mission: Mission, timetable: Timetable, todo: Todo) -> Sequence[Notice]:
    """Make the next moves, with all that depend on each other; after the last, post the notices."""
    wanted, todo.moves = next_chunk(todo.moves)
    requests = await holding(
        session, mission, {(each.after[0], who) for each in wanted for who in people_of(each.pair)}
    )
    meetings = await locked(session, [*(each.meeting_id for each in wanted), *requests])
    people = {who for each in wanted for who in people_of(each.pair)}
    await hold(session, mission, people, interpreters=any(each.after[2] for each in wanted))
    standing = [each for each in wanted if _stands(meetings.get(each.meeting_id), each)]
    possible = await _without_clashes(session, standing)
    todo.moved, todo.left_out = todo.moved + len(possible), todo.left_out + len(standing) - len(possible)
    await make_room(session, meetings, {(each.after[0], who) for each in possible for who in people_of(each.pair)})
    moves = await _as_moves(session, mission, possible)
    await move_meetings(session, moves)
    await _note_moves(session, mission, timetable, todo, moves)
    return [] if todo.moves else await _tell(session, todo)


def next_chunk(moves: Sequence[Moving]) -> tuple[list[Moving], list[Moving]]:
    """About AT_ONCE moves, and the rest: no move of the one goes to a seat that the other still has."""
    leaves = {seat: number for number, each in enumerate(moves) for seat in _seats(each.pair, each.before)}
    linked: list[list[int]] = [[] for _ in moves]
    for number, each in enumerate(moves):
        for other in {leaves[seat] for seat in _seats(each.pair, each.after) if seat in leaves}:
            linked[number].append(other)
            linked[other].append(number)
    chosen: set[int] = set()
    for number in range(len(moves)):
        if len(chosen) >= AT_ONCE:
            break
        waiting = [] if number in chosen else [number]
        while waiting:
            one = waiting.pop()
            if one not in chosen:
                chosen.add(one)
                waiting += linked[one]
    together = [each for number, each in enumerate(moves) if number in chosen]
    return together, [each for number, each in enumerate(moves) if number not in chosen]


def _stands(meeting: Meeting | None, moving: Moving) -> bool:
    """Whether the meeting is still confirmed, at the place it is to leave."""
    if meeting is None or meeting.state is not MeetingState.CONFIRMED:
        return False
    if meeting.shared and meeting.slot_id != moving.after[0]:
        # Since the draft was made, others have joined it, whose time the draft did not look at.
        return False
    return (meeting.slot_id, meeting.table_id, meeting.interpreter_id) == moving.before


async def _without_clashes(session: UnitSession, moves: Sequence[Moving]) -> list[Moving]:
    """The moves whose new seats are free once the others have left theirs."""
    slots = {each.after[0] for each in moves}
    seats = await session.exec(
        select(PersonSeat.slot_id, PersonSeat.delegate_id, PersonSeat.meeting_id)
        .join(Meeting, col(Meeting.id) == col(PersonSeat.meeting_id))
        .where(col(PersonSeat.slot_id).in_(slots), Meeting.state == MeetingState.CONFIRMED)
    )
    taken = {("person", slot, each): meeting for slot, each, meeting in seats}
    tables = select(TableSeat.slot_id, TableSeat.table_id, TableSeat.meeting_id).where(
        col(TableSeat.slot_id).in_(slots)
    )
    taken |= {("table", slot, each): meeting for slot, each, meeting in await session.exec(tables)}
    voices = select(InterpreterSeat.slot_id, InterpreterSeat.interpreter_id, InterpreterSeat.meeting_id).where(
        col(InterpreterSeat.slot_id).in_(slots)
    )
    taken |= {("voice", slot, each): meeting for slot, each, meeting in await session.exec(voices)}
    possible = list(moves)
    while True:
        leaving = {each.meeting_id for each in possible}
        kept = [each for each in possible if _is_left(each, taken, leaving)]
        if len(kept) == len(possible):
            return kept
        possible = kept


def _is_left(moving: Moving, taken: Mapping[SeatKey, int], leaving: Collection[int]) -> bool:
    """Whether its new seats are free, or held by meetings that leave them."""
    return all(taken.get(seat, moving.meeting_id) in leaving for seat in _seats(moving.pair, moving.after))


def _seats(pair: str, place: tuple[int, int | None, int | None]) -> list[SeatKey]:
    slot, table, interpreter = place
    seats = [("person", slot, each) for each in people_of(pair)]
    return seats + [(kind, slot, each) for kind, each in (("table", table), ("voice", interpreter)) if each]


async def _as_moves(session: UnitSession, mission: Mission, wanted: Sequence[Moving]) -> list[MeetingMove]:
    after = {each.meeting_id: each.after for each in wanted}
    slots = await _rows(session, Slot, (slot for slot, _, _ in after.values()))
    tables = await _rows(session, MeetingTable, (table for _, table, _ in after.values()))
    venues = await _rows(session, Venue, (each.venue_id for each in tables.values()))
    voices = await _rows(session, Interpreter, (voice for _, _, voice in after.values()))
    found = []
    for meeting, before in await upcoming(session, mission.id, col(Meeting.id).in_(after)):
        slot, table_id, voice = after[meeting.id]
        table = tables.get(table_id or 0)
        if slot in slots and table is not None:
            place = Place.of(slots[slot], table, venues[table.venue_id], voices.get(voice or 0))
            found.append(MeetingMove.of(meeting, before, place))
    return await with_companions(session, found)


async def _rows(session: UnitSession, kind: type[Row], ids: Iterable[int | None]) -> dict[int, Row]:
    wanted = select(kind).where(col(kind.id).in_({each for each in ids if each is not None}))
    return {row.id: row for row in await session.exec(wanted)}


async def _note_moves(
    session: UnitSession, mission: Mission, timetable: Timetable, todo: Todo, moves: Sequence[MeetingMove]
) -> None:
    """Write the receipts. A meeting with another time has to be accepted again."""
    if not moves:
        return
    for move in moves:
        meeting = await session.get_one(Meeting, move.meeting_id)
        if move.before.slot_id != move.after.slot_id and not meeting.is_agreed:
            meeting.requester_accepted_at = meeting.invitee_accepted_at = None
    change = await session.get(Change, todo.change) if todo.change else None
    if change is None:
        detail = {"kind": "timetable-mended", "id": timetable.id}
        change = Change(mission_id=mission.id, subject="timetable", made_by=todo.by, detail=detail)
        # Marked as told until all moves are made: then `_tell` starts the notices.
        change.made_at = change.told_at = session.now
        session.add(change)
        await session.flush()
        todo.change = change.id
    await write_receipts(session, mission, change, moves)
    people = {each for move in moves for each in move.people}
    await outdated(session, [move.meeting_id for move in moves], people)


async def _tell(session: UnitSession, todo: Todo) -> Sequence[Notice]:
    if not todo.change:
        return []
    change = await session.get_one(Change, todo.change)
    change.told_at = None
    await session.flush()
    return await telling.begin(session, change)
