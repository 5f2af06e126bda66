"""Use cases of agreeing on a time: confirm, accept, propose another, cancel.

A confirmed meeting takes both seats, a table and, where the two share no language, an interpreter. A proposed time for
a confirmed meeting takes the proposer's seat there: the meeting keeps its own until the other side agrees. Every change
of time raises the revision.
"""

from __future__ import annotations

from locales import N_
from missions.errors import Refusal
from missions.meetings import availability, seats
from missions.meetings.companions import companions, everyone
from missions.meetings.endings import close, settle, to_side
from missions.meetings.notices import MeetingConfirmed, MeetingMoved, MoveProposed, MoveUnderWay, TimeProposed
from missions.meetings.on_the_day import stays_away
from missions.meetings.openings import YOU_ARE_TAKEN, free_slot, not_begun, opening, wait_for
from missions.meetings.reminders import outdated
from missions.meetings.states import Done, MeetingSide, Stale, Taken, become, note_act, require_both, take_up
from missions.meetings.transitions import MeetingAct
from missions.rules import who_may_meet
from storage.database import UnitSession
from storage.tables import MeetingState, Person

TOO_LATE = N_("The time to answer has passed.")


async def confirm(session: UnitSession, person: Person, meeting_id: int, revision: int) -> Done:
    """Agree to the time that the other proposed: a seat, a table and who interprets are taken, and it is a meeting.

    Raises:
        Stale, Refusal: as take_up says, it is too late, or these two may not meet any more.
        Taken: the person has something else then, or no table or interpreter is free, or it is too far from the last
            meeting; another time can be proposed instead.
    """
    standing = await take_up(session, person, meeting_id, revision, MeetingAct.CONFIRM)
    require_both(standing)
    meeting = standing.meeting
    if meeting.expires_at is not None and meeting.expires_at <= session.now:
        raise Refusal(TOO_LATE)
    if (
        meeting.moves_to_id is None
        and (forbidden := await who_may_meet.forbids(session, standing.side, standing.other)) is not None
    ):
        # The organisers have said so since it was asked.
        raise Refusal(forbidden)
    done = await agree(session, standing)
    note_act(session, person, standing, "meeting.confirm")
    return done


async def agree(session: UnitSession, standing: MeetingSide) -> Done:
    """Take all seats, a table and who interprets: it is a meeting, at the time that is proposed.

    Raises:
        Taken: someone has something else then, or no table or interpreter is free.
    """
    meeting = standing.meeting
    moving, before = meeting.moves_to_id is not None, meeting.slot_id
    joined = await companions(session, meeting)
    await availability.lock(session, standing.side, standing.other, *joined)
    async with session.begin_nested():
        found = await opening(session, standing)
        slot = found.slot
        sides = [standing.side.id, standing.other.id] if meeting.any_time else [standing.side.id]
        if await seats.take_people(session, meeting, slot.id, [*sides, *(each.id for each in joined)]) is not None:
            raise Taken(YOU_ARE_TAKEN if not joined else availability.NOT_FREE)
        place = await seats.take_place(session, meeting, found, prefer=meeting.table_id)
        if place is None:
            raise Taken(availability.NO_TABLE)
    if moving:
        await seats.release(session, meeting, meeting.slot_id)
        await outdated(session, [meeting.id], await everyone(session, meeting))
    meeting.slot_id, meeting.table_id, meeting.interpreter_id = slot.id, place.table_id, place.interpreter_id
    become(meeting, MeetingState.CONFIRMED)
    meeting.any_time = False
    meeting.confirmed_at = session.now
    settle(meeting)
    if meeting.planned_at is not None:
        # Another time than the timetable's, on which both have agreed.
        meeting.requester_accepted_at = meeting.invitee_accepted_at = session.now
    if not moving:
        told = await to_side(session, MeetingConfirmed, meeting, standing.other)
        return Done(meeting, standing.side, told, agreed=True)
    told = [
        notice
        for side in (standing.other, *joined)
        for notice in await to_side(session, MeetingMoved, meeting, side, before_slot_id=before)
    ]
    return Done(meeting, standing.side, told)


async def accept(session: UnitSession, person: Person, meeting_id: int, revision: int) -> Done:
    """Say that a meeting which the timetable set suits one. Once both have said so, it is agreed, and both hear of it.

    Raises:
        Stale, Refusal: as take_up says, it was not planned, or it has begun.
    """
    standing = await take_up(session, person, meeting_id, revision, MeetingAct.ACCEPT)
    require_both(standing)
    meeting = standing.meeting
    if meeting.planned_at is None:
        raise Stale(meeting_id)
    await not_begun(session, meeting)
    was_agreed = meeting.is_agreed
    # The revision stays: nothing is elsewhere, and the other's buttons are as good as before.
    if standing.side.id == meeting.requester_id:
        meeting.requester_accepted_at = meeting.requester_accepted_at or session.now
    else:
        meeting.invitee_accepted_at = meeting.invitee_accepted_at or session.now
    note_act(session, person, standing, "meeting.accept")
    if was_agreed or not meeting.is_agreed:
        return Done(meeting, standing.side, [])
    meeting.confirmed_at = session.now
    both = (standing.side, standing.other)
    notices = [each for side in both for each in await to_side(session, MeetingConfirmed, meeting, side)]
    return Done(meeting, standing.side, notices, agreed=True)


async def propose(session: UnitSession, person: Person, meeting_id: int, revision: int, slot_id: int) -> Done:
    """Propose another time, to a request or for a confirmed meeting; the other side has to agree.

    Raises:
        Stale, Refusal: as take_up says, or the meeting has begun.
        Taken: the slot is not free for both.
    """
    standing = await take_up(session, person, meeting_id, revision, MeetingAct.PROPOSE)
    require_both(standing)
    meeting = standing.meeting
    await not_begun(session, meeting)
    slot = await free_slot(session, standing.side, standing.other, slot_id, moving=meeting)
    async with session.begin_nested():
        if not await seats.take_person(session, meeting, slot.id, standing.side.id):
            raise Taken(YOU_ARE_TAKEN)
    confirmed = meeting.state is MeetingState.CONFIRMED
    earlier = meeting.moves_to_id if confirmed else meeting.slot_id
    if earlier is not None:
        await seats.release(session, meeting, earlier)
    if confirmed:
        meeting.moves_to_id = slot.id
    else:
        meeting.slot_id, meeting.any_time = slot.id, False
    await wait_for(session, meeting, slot, standing.other)
    meeting.revision += 1
    note_act(session, person, standing, "meeting.propose")
    kind = MoveProposed if confirmed else TimeProposed
    told = await to_side(session, kind, meeting, standing.other)
    for each in await companions(session, meeting):
        told += await to_side(session, MoveUnderWay, meeting, each)
    return Done(meeting, standing.side, told)


async def cancel(session: UnitSession, person: Person, meeting_id: int, revision: int, reason: str = "") -> Done:
    """Cancel a confirmed meeting; either side may, until it begins.

    Raises:
        Stale, Refusal: as take_up says, or the meeting has begun.
    """
    standing = await take_up(session, person, meeting_id, revision, MeetingAct.CANCEL)
    await not_begun(session, standing.meeting)
    await stays_away(session, standing.meeting, standing.side.id)
    note_act(session, person, standing, "meeting.cancel")
    return await close(session, standing, MeetingState.CANCELLED, reason)
