"""Use cases of agreeing on a meeting: request, confirm, decline, propose another time, withdraw, cancel.

A request takes the seat of the one who waits for the answer; a confirmed meeting takes both seats, a table and, where
the two share no language, an interpreter. A proposed time for a confirmed meeting takes the proposer's seat there:
the meeting keeps its own until the other side agrees. Every change raises the revision.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from locales import N_
from missions.errors import Refusal
from missions.meetings import availability, seats
from missions.meetings.attending import session_during
from missions.meetings.companions import companions, everyone
from missions.meetings.endings import close, settle, to_side, turn_down
from missions.meetings.notices import (
    MeetingConfirmed,
    MeetingMoved,
    MeetingRequested,
    MoveProposed,
    MoveUnderWay,
    TimeProposed,
)
from missions.meetings.on_the_day import stays_away
from missions.meetings.reminders import outdated
from missions.meetings.states import (
    NOT_TAKING_PART,
    AlreadyOpen,
    Done,
    MeetingSide,
    Stale,
    Taken,
    become,
    note_act,
    open_between,
    require_both,
    take_up,
)
from missions.meetings.transitions import MeetingAct
from missions.pairs import pair_of
from missions.quiet.rules import quiet_times
from missions.rules import colleagues, who_may_meet
from storage.database import UnitSession
from storage.tables import Delegate, DelegateStatus, Meeting, MeetingState, Mission, Person, Slot

YOU_ARE_TAKEN = N_("You already have something at that time. Please choose another one.")
SESSION_THEN = N_(
    "You signed up for “{title}” at that time. Please choose another time, or give up your place in /programme first."
)
NOT_ONE = N_("There is no time left when you are both free and a table is available.")
TOO_LATE = N_("The time to answer has passed.")
ENOUGH_TO_ANSWER = N_("{name} has enough requests to answer at the moment. Please try again later.")
IS_OVER = N_("This meeting has already started: it can no longer be changed.")

ANY_TIME = 0
"""In place of a slot's id: whenever it suits both."""
SHORTEST_NUDGE = timedelta(minutes=20)
"""No reminder if the answer is due in less than twice this: it would follow the request at once."""


async def counterpart(session: UnitSession, delegate: Delegate, other_id: int) -> Delegate:
    """A delegate whom this one may ask for a meeting.

    Raises:
        Refusal: they may not, or that person does not take part at the moment.
    """
    other = await session.get(Delegate, other_id)
    if other is None or other.mission_id != delegate.mission_id or other.id == delegate.id:
        raise Refusal(N_("This person is not in your mission."))
    forbidden = await who_may_meet.forbids(session, delegate, other)
    if forbidden is not None:
        raise Refusal(forbidden)
    if other.status is not DelegateStatus.APPROVED:
        raise Refusal(NOT_TAKING_PART, name=other.name)
    return other


async def request(session: UnitSession, requester: Delegate, invitee_id: int, slot_id: int, note: str = "") -> Done:
    """Request a meeting. The requester's seat is held until the answer or expiry.

    With ANY_TIME no seat is held: the best time is found at confirmation.

    Raises:
        Refusal: these two may not meet.
        AlreadyOpen: one of the two has already asked the other.
        Taken: the slot is not free for both.
    """
    invitee = await counterpart(session, requester, invitee_id)
    standing = await open_between(session, requester.id, invitee.id)
    if standing is not None:
        raise AlreadyOpen(standing.id)
    try:
        meeting = await _put(session, requester, invitee, slot_id, note)
    except (Taken, IntegrityError):
        standing = await open_between(session, requester.id, invitee.id)
        if standing is None:
            raise
        # The other asked at the same moment, and was first.
        raise AlreadyOpen(standing.id) from None
    rivals = await colleagues.told_of(session, requester, meeting)
    if invitee.auto_accept and (done := await _agreed_at_once(session, meeting, requester, invitee)) is not None:
        return replace(done, notices=[*done.notices, *rivals])
    return Done(meeting, requester, [*await to_side(session, MeetingRequested, meeting, invitee), *rivals])


async def _agreed_at_once(
    session: UnitSession, meeting: Meeting, requester: Delegate, invitee: Delegate
) -> Done | None:
    """The meeting of who accepts whatever suits, as seen by who asked; None where it does not suit."""
    try:
        done = await _agree(session, MeetingSide(meeting, invitee, requester))
    except Taken:
        return None
    told = await to_side(session, MeetingConfirmed, meeting, invitee)
    return replace(done, side=requester, notices=told)


async def correct(session: UnitSession, person: Person, meeting_id: int, revision: int, note: str) -> Done:
    """Write another note to one's own request; the card of the other side follows.

    Raises:
        Stale, Refusal: as take_up says.
    """
    standing = await take_up(session, person, meeting_id, revision, MeetingAct.CORRECT)
    standing.meeting.note = note
    # Who confirms has read what it says now.
    standing.meeting.revision += 1
    note_act(session, person, standing, "meeting.correct")
    return Done(standing.meeting, standing.side, [])


async def _require_room(session: UnitSession, invitee: Delegate) -> None:
    """Check that no more requests wait for this delegate's answer than they want.

    Raises:
        Refusal: they have enough.
    """
    if not invitee.open_requests:
        return
    waiting = select(func.count()).where(Meeting.awaits_id == invitee.id, Meeting.state == MeetingState.REQUESTED)
    if (await session.exec(waiting)).one() >= invitee.open_requests:
        raise Refusal(ENOUGH_TO_ANSWER, name=invitee.name)


async def _put(session: UnitSession, requester: Delegate, invitee: Delegate, slot_id: int, note: str) -> Meeting:
    """Store the request and hold the requester's seat.

    Raises:
        Refusal: the other has enough requests to answer.
        Taken: the slot is not free for both.
        IntegrityError: the two have an open request already.
    """
    await _require_room(session, invitee)
    open_time = slot_id == ANY_TIME
    slot = await (last_free if open_time else free_slot)(session, requester, invitee, slot_id)
    meeting = Meeting(
        any_time=open_time,
        mission_id=requester.mission_id,
        requester_id=requester.id,
        invitee_id=invitee.id,
        pair=pair_of(requester.id, invitee.id),
        slot_id=slot.id,
        note=note,
        requested_at=session.now,
    )
    await _wait_for(session, meeting, slot, invitee)
    async with session.begin_nested():
        session.add(meeting)
        await session.flush()
        if not open_time and not await seats.take_person(session, meeting, slot.id, requester.id):
            raise Taken(YOU_ARE_TAKEN)
    return meeting


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
    done = await _agree(session, standing)
    note_act(session, person, standing, "meeting.confirm")
    return done


async def _agree(session: UnitSession, standing: MeetingSide) -> Done:
    """Take all seats, a table and who interprets: it is a meeting, at the time that is proposed.

    Raises:
        Taken: someone has something else then, or no table or interpreter is free.
    """
    meeting = standing.meeting
    moving, before = meeting.moves_to_id is not None, meeting.slot_id
    joined = await companions(session, meeting)
    await availability.lock(session, standing.side, standing.other, *joined)
    async with session.begin_nested():
        opening = await _opening(session, standing)
        slot = opening.slot
        sides = [standing.side.id, standing.other.id] if meeting.any_time else [standing.side.id]
        if await seats.take_people(session, meeting, slot.id, [*sides, *(each.id for each in joined)]) is not None:
            raise Taken(YOU_ARE_TAKEN if not joined else availability.NOT_FREE)
        place = await seats.take_place(session, meeting, opening, prefer=meeting.table_id)
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
    """Say that a meeting which the timetable set suits one. Once both have said so, it is agreed, and both are told.

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
    await _wait_for(session, meeting, slot, standing.other)
    meeting.revision += 1
    note_act(session, person, standing, "meeting.propose")
    kind = MoveProposed if confirmed else TimeProposed
    told = await to_side(session, kind, meeting, standing.other)
    for each in await companions(session, meeting):
        told += await to_side(session, MoveUnderWay, meeting, each)
    return Done(meeting, standing.side, told)


async def decline(session: UnitSession, person: Person, meeting_id: int, revision: int, reason: str = "") -> Done:
    """Say no: to a request, which is then closed, or to a new time, and the meeting stays when it was.

    Raises:
        Stale, Refusal: as take_up says.
    """
    standing = await take_up(session, person, meeting_id, revision, MeetingAct.DECLINE)
    note_act(session, person, standing, "meeting.decline")
    return await turn_down(session, standing, MeetingState.DECLINED, reason)


async def withdraw(session: UnitSession, person: Person, meeting_id: int, revision: int) -> Done:
    """Take back one's own request, or one's wish to move a meeting.

    Raises:
        Stale, Refusal: as take_up says.
    """
    standing = await take_up(session, person, meeting_id, revision, MeetingAct.WITHDRAW)
    note_act(session, person, standing, "meeting.withdraw")
    return await turn_down(session, standing, MeetingState.WITHDRAWN)


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


async def _wait_for(session: UnitSession, meeting: Meeting, slot: Slot, answering: Delegate) -> None:
    """The other side has to answer: until when, and when they are reminded of it."""
    mission = await session.get_one(Mission, meeting.mission_id)
    meeting.awaits_id = answering.id
    since = await _readable_from(session, mission, answering)
    meeting.expires_at = availability.answer_until(mission, slot, session.now, since)
    half = (meeting.expires_at - since) / 2
    meeting.nudge_at = since + half if half >= SHORTEST_NUDGE else None


async def _readable_from(session: UnitSession, mission: Mission, answering: Delegate) -> datetime:
    """When a delegate can read a request that is made now: their quiet time counts for no hour of the answer."""
    person = await session.get(Person, answering.person_id) if answering.person_id else None
    return session.now if person is None else (await quiet_times(session, mission, person)).free_from(session.now)


async def free_slot(
    session: UnitSession, one: Delegate, other: Delegate, slot_id: int, moving: Meeting | None = None
) -> Slot:
    """The slot with this id, where these two could meet in it.

    Raises:
        Taken: they could not, and why.
    """
    mission = await session.get_one(Mission, one.mission_id)
    room = await availability.room(session, mission, one, other, moving=moving, slot_id=slot_id)
    slot = next(iter(room.slots), None)
    if slot is None or slot.starts_at <= session.now or (moving and slot.id in {moving.slot_id, moving.moves_to_id}):
        raise Taken(availability.NOT_FREE)
    found = room.at(slot)
    if isinstance(found, str):
        raise Taken(found)
    return slot


async def last_free(session: UnitSession, one: Delegate, other: Delegate, _any: int = ANY_TIME) -> Slot:
    """The last slot in which these two could meet: until then, a request that leaves the time open can be answered.

    Raises:
        Taken: there is none.
    """
    mission = await session.get_one(Mission, one.mission_id)
    found = await availability.free_for(session, mission, one, other)
    if not found:
        raise Taken(NOT_ONE)
    return found[-1]


async def _opening(session: UnitSession, standing: MeetingSide) -> availability.FreeSlot:
    """What there is for the meeting in its slot; where the time was left open, in the one that suits both best.

    Raises:
        Taken: nothing, and why.
    """
    meeting = standing.meeting
    mission = await session.get_one(Mission, meeting.mission_id)
    slot_id = None if meeting.any_time else meeting.moves_to_id or meeting.slot_id
    room = await availability.room(session, mission, standing.side, standing.other, moving=meeting, slot_id=slot_id)
    if slot_id is None:
        best = room.best()
        if best is None:
            raise Taken(NOT_ONE)
        return best
    if slot_id in room.held[standing.side.id]:
        raise Taken(YOU_ARE_TAKEN)
    slot = await session.get_one(Slot, slot_id)
    if title := await session_during(session, standing.side.id, slot):
        raise Taken(SESSION_THEN, title=title)
    found = room.at(slot)
    if isinstance(found, str):
        raise Taken(found)
    return found


async def not_begun(session: UnitSession, meeting: Meeting) -> None:
    """Check that a meeting is to come.

    Raises:
        Refusal: it has begun.
    """
    slot = await session.get_one(Slot, meeting.slot_id)
    if slot.starts_at <= session.now:
        raise Refusal(IS_OVER)
