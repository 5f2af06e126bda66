"""Use cases of a request: ask, correct the note, decline, withdraw.

A request takes the seat of the one who waits for the answer. Every change raises the revision.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from locales import N_
from missions.errors import Refusal
from missions.meetings import seats
from missions.meetings.agreeing import agree
from missions.meetings.endings import to_side, turn_down
from missions.meetings.notices import MeetingConfirmed, MeetingRequested
from missions.meetings.openings import ANY_TIME, YOU_ARE_TAKEN, free_slot, last_free, wait_for
from missions.meetings.states import (
    NOT_TAKING_PART,
    AlreadyOpen,
    Done,
    MeetingSide,
    Taken,
    note_act,
    open_between,
    take_up,
)
from missions.meetings.transitions import MeetingAct
from missions.pairs import pair_of
from missions.rules import colleagues, who_may_meet
from storage.database import UnitSession
from storage.tables import Delegate, DelegateStatus, Meeting, MeetingState, Person

ENOUGH_TO_ANSWER = N_("{name} has enough requests to answer at the moment. Please try again later.")


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
        done = await agree(session, MeetingSide(meeting, invitee, requester))
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
    await wait_for(session, meeting, slot, invitee)
    async with session.begin_nested():
        session.add(meeting)
        await session.flush()
        if not open_time and not await seats.take_person(session, meeting, slot.id, requester.id):
            raise Taken(YOU_ARE_TAKEN)
    return meeting


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
