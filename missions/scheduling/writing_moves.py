"""The moves of a timetable that is being published: all together, and told before and after."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from missions import withdrawn
from missions.changes import telling
from missions.changes.apply import move_meetings, write_receipts
from missions.changes.place import Place, upcoming
from missions.changes.plan import Move
from missions.notices import Notice
from missions.scheduling.holding import hold, holding, locked, make_room
from missions.scheduling.summary import names
from missions.scheduling.todo import Moving, Todo
from storage.database import UnitSession
from storage.tables import (
    Change,
    Interpreter,
    InterpreterSeat,
    Meeting,
    MeetingState,
    Mission,
    PersonSeat,
    TableSeat,
    Timetable,
)


async def move(session: UnitSession, mission: Mission, timetable: Timetable, todo: Todo) -> Sequence[Notice]:
    """All of them together, since they go to each other's places; and before and after to those who are moved."""
    wanted, todo.moves = todo.moves, []
    requests = await holding(session, mission, {(each.after[0], who) for each in wanted for who in _both(each.pair)})
    meetings = await locked(session, [*(each.meeting_id for each in wanted), *requests])
    people = {who for each in wanted for who in _both(each.pair)}
    await hold(session, mission, people, interpreters=any(each.after[2] for each in wanted))
    standing = [each for each in wanted if _stands(meetings.get(each.meeting_id), each)]
    possible = await _without_clashes(session, standing)
    todo.moved, todo.left_out = len(possible), todo.left_out + len(standing) - len(possible)
    await make_room(session, meetings, {(each.after[0], who) for each in possible for who in _both(each.pair)})
    moves = await _as_moves(session, mission, possible)
    await move_meetings(session, moves)
    return await _tell_moves(session, mission, timetable, todo.by, moves)


def _both(pair: str) -> tuple[int, int]:
    one, other = pair.split("-")
    return int(one), int(other)


def _stands(meeting: Meeting | None, moving: Moving) -> bool:
    """Whether the meeting is still there, and where it was."""
    if meeting is None or meeting.state is not MeetingState.CONFIRMED:
        return False
    return (meeting.slot_id, meeting.table_id, meeting.interpreter_id) == moving.before


async def _without_clashes(session: UnitSession, moves: Sequence[Moving]) -> list[Moving]:
    """Those whose new place is free once the others have left theirs."""
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
        kept = [each for each in possible if all(taken.get(seat, each.meeting_id) in leaving for seat in _seats(each))]
        if len(kept) == len(possible):
            return kept
        possible = kept


def _seats(moving: Moving) -> list[tuple[str, int, int]]:
    slot, table, interpreter = moving.after
    seats = [("person", slot, each) for each in _both(moving.pair)]
    return seats + [(kind, slot, each) for kind, each in (("table", table), ("voice", interpreter)) if each]


async def _as_moves(session: UnitSession, mission: Mission, wanted: Sequence[Moving]) -> list[Move]:
    if not wanted:
        return []
    after, known = {each.meeting_id: each.after for each in wanted}, await names(session, mission)
    rows = await session.exec(select(Interpreter).where(Interpreter.mission_id == mission.id))
    interpreters = {each.id: each for each in rows}
    found = []
    for meeting, before in await upcoming(session, mission.id):
        slot, table, interpreter = after.get(meeting.id, (0, None, None))
        if slot in known.slots and table is not None and table in known.tables:
            place = Place.of(known.slots[slot], *known.tables[table], interpreters.get(interpreter or 0))
            found.append(Move.of(meeting, before, place))
    return found


async def _tell_moves(
    session: UnitSession, mission: Mission, timetable: Timetable, by: int, moves: Sequence[Move]
) -> Sequence[Notice]:
    """Whoever has another time is asked anew whether it suits them."""
    if not moves:
        return []
    for move in moves:
        meeting = await session.get_one(Meeting, move.meeting_id)
        if move.before.slot_id != move.after.slot_id and not meeting.is_agreed:
            meeting.requester_accepted_at = meeting.invitee_accepted_at = None
    change = Change(
        mission_id=mission.id,
        subject="timetable",
        made_by=by,
        made_at=session.now,
        detail={"kind": "timetable-mended", "id": timetable.id},
    )
    session.add(change)
    await session.flush()
    await write_receipts(session, mission, change, moves)
    await withdrawn.outdated(
        session, [move.meeting_id for move in moves], {each for move in moves for each in move.delegates}
    )
    return await telling.begin(session, change)
