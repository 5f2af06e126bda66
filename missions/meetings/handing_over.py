"""A colleague takes the place of one of the two of a meeting, with their seat; the counterpart hears who comes."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete

from locales import N_
from missions.errors import Refusal
from missions.meetings import availability, seats
from missions.meetings.attending import session_during
from missions.meetings.company import Asked, told_all
from missions.meetings.endings import to_side
from missions.meetings.notices import TakesOver
from missions.meetings.openings import SESSION_THEN
from missions.meetings.reminders import outdated
from missions.meetings.states import Done, MeetingSide, Taken, note_act, open_between
from missions.meetings.transitions import MEETINGS, MeetingAct, phase
from missions.pairs import pair_of
from missions.rules import who_may_meet
from storage.database import UnitSession
from storage.tables import InterpreterSeat, Meeting, MeetingState, Mission, Person, PersonSeat, Slot

MOVES = N_("A new time is being proposed for this meeting. Please wait for the answer.")
THEIR_OWN = N_("{name} has a request or a meeting with {other} already.")


async def take_over(session: UnitSession, person: Person, asked: Asked) -> Done:
    """Come in the place of the colleague who asked.

    Raises:
        Taken: the time does not suit, or no interpreter is free for the new pair.
        Refusal: another time is being proposed, or these two may not meet, or have a meeting of their own.
    """
    meeting, new, before, facing = asked.meeting, asked.delegate, asked.asker, asked.facing
    if (phase(meeting), MeetingAct.HAND_OVER) not in MEETINGS:
        raise Refusal(MOVES)
    if (forbidden := await who_may_meet.forbids(session, new, facing)) is not None:
        raise Refusal(forbidden)
    if await open_between(session, new.id, facing.id) is not None:
        raise Refusal(THEIR_OWN, name=new.name, other=facing.name)
    await availability.lock(session, new, before, facing)
    if await _has_seat(session, meeting, before.id):
        await _reseat(session, asked)
    await outdated(session, [meeting.id], [before.id, new.id])
    await session.delete(asked.row)
    _write(session, asked)
    try:
        async with session.begin_nested():
            await session.flush()
    except IntegrityError:
        raise Refusal(THEIR_OWN, name=new.name, other=facing.name) from None
    note_act(session, person, MeetingSide(meeting, new, facing), "meeting.take_over")
    whom = {"colleague_id": new.id, "counterpart_id": before.id}
    told = [
        *await to_side(session, TakesOver, meeting, before, **whom),
        *await told_all(session, TakesOver, meeting, new, **whom),
    ]
    return Done(meeting, new, told)


def _write(session: UnitSession, asked: Asked) -> None:
    meeting, new, before = asked.meeting, asked.delegate, asked.asker
    if asked.row.of_requester:
        meeting.requester_id = new.id
    else:
        meeting.invitee_id = new.id
    meeting.pair = pair_of(meeting.requester_id, meeting.invitee_id)
    if meeting.awaits_id == before.id:
        meeting.awaits_id = new.id
    if meeting.planned_at is not None and asked.row.of_requester:
        meeting.requester_accepted_at = session.now
    elif meeting.planned_at is not None:
        meeting.invitee_accepted_at = session.now
    meeting.revision += 1


async def _has_seat(session: UnitSession, meeting: Meeting, delegate_id: int) -> bool:
    return await seats.has_person(session, meeting, meeting.slot_id, delegate_id)


async def _reseat(session: UnitSession, asked: Asked) -> None:
    """Put the new delegate in the seat of the other, and an interpreter there if they need one.

    Raises:
        Taken: it cannot be.
    """
    meeting, new = asked.meeting, asked.delegate
    mission = await session.get_one(Mission, meeting.mission_id)
    slot = await session.get_one(Slot, meeting.slot_id)
    if title := await session_during(session, new.id, slot):
        raise Taken(SESSION_THEN, title=title)
    room = await availability.room(session, mission, new, asked.facing, moving=meeting, slot_id=slot.id)
    found = room.at(slot, meeting.table_id)
    if isinstance(found, str):
        raise Taken(found)
    async with session.begin_nested():
        gone = delete(PersonSeat).where(
            col(PersonSeat.meeting_id) == meeting.id, col(PersonSeat.delegate_id) == asked.asker.id
        )
        await session.exec(gone)
        if not await seats.take_person(session, meeting, slot.id, new.id):
            raise Taken(availability.NOT_FREE_THEN, name=new.name)
        if meeting.state is MeetingState.CONFIRMED:
            await _interpret(session, meeting, [int(each) for each in found.seatings[0].interpreters])


async def _interpret(session: UnitSession, meeting: Meeting, able: list[int]) -> None:
    """Keep the interpreter where one is needed and suits; else another, or none.

    Raises:
        Taken: all who could are taken by now.
    """
    if meeting.interpreter_id in able or (not able and meeting.interpreter_id is None):
        return
    await session.exec(delete(InterpreterSeat).where(col(InterpreterSeat.meeting_id) == meeting.id))
    meeting.interpreter_id = None
    for each in able:
        if await seats.take_interpreter(session, meeting, meeting.slot_id, each):
            meeting.interpreter_id = each
            return
    if able:
        raise Taken(availability.NO_INTERPRETER)
