"""Agreeing on a meeting: ask, confirm, decline, propose another time, withdraw, cancel.

A request takes the seat of the one who waits for the answer; a confirmed meeting takes both seats and a table. Who
proposes another time for a confirmed meeting takes their seat there too: the meeting stays as it is until the other
side agrees. Every change raises the revision.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from locales import N_
from missions import seats, slots, withdrawn
from missions.delegates import ON_LEAVE
from missions.errors import Refusal
from missions.meeting_notices import (
    MeetingClosed,
    MeetingConfirmed,
    MeetingMoved,
    MeetingNotice,
    MeetingRequested,
    MoveDropped,
    MoveProposed,
    TimeProposed,
)
from missions.meeting_states import (
    NOT_TAKING_PART,
    AlreadyOpen,
    Done,
    Stale,
    Standing,
    Taken,
    Turn,
    note_act,
    open_between,
    pair,
    require_both,
    take_up,
)
from missions.notices import Notice
from missions.speaking import speakers
from storage.database import UnitSession
from storage.tables import OPEN_STATES, Delegate, DelegateStatus, Meeting, MeetingState, Mission, Person, Slot

NOT_FREE = N_("This time is no longer free for both of you. Please choose another one.")
YOU_ARE_TAKEN = N_("You already have something at that time. Please choose another one.")
NO_TABLE = N_("No table is free then. Please choose another time.")
TOO_LATE = N_("The time to answer this is over.")
IS_OVER = N_("This meeting has already begun: it can no longer be changed.")
OWN_DELEGATION = N_("You are in the same delegation: meetings are with people of another one.")
OWN_ORGANISATION = N_("You are of the same organisation: meetings are with people of another one.")

SHORTEST_NUDGE = timedelta(minutes=20)
"""Where the answer is due sooner than twice this, nobody is reminded."""


async def counterpart(session: UnitSession, delegate: Delegate, other_id: int) -> Delegate:
    """Somebody whom the delegate may ask for a meeting.

    Raises:
        Refusal: they may not, or that person does not take part at the moment.
    """
    other = await session.get(Delegate, other_id)
    if other is None or other.mission_id != delegate.mission_id or other.id == delegate.id:
        raise Refusal(N_("This person is not in your mission."))
    if other.delegation_id == delegate.delegation_id:
        raise Refusal(OWN_DELEGATION)
    if other.organisation_id == delegate.organisation_id:
        raise Refusal(OWN_ORGANISATION)
    if other.status is not DelegateStatus.APPROVED:
        raise Refusal(NOT_TAKING_PART, name=other.name)
    return other


async def request(session: UnitSession, requester: Delegate, invitee_id: int, slot_id: int, note: str = "") -> Done:
    """Ask somebody for a meeting. The requester's seat is held until it is answered or lapses.

    Raises:
        Refusal: these two may not meet.
        AlreadyOpen: one of the two has already asked the other.
        Taken: the slot is not free for both.
    """
    invitee = await counterpart(session, requester, invitee_id)
    standing = await open_between(session, requester.id, invitee.id)
    if standing is not None:
        raise AlreadyOpen(standing.id)
    slot = await free_slot(session, requester, invitee, slot_id)
    meeting = Meeting(
        mission_id=requester.mission_id,
        requester_id=requester.id,
        invitee_id=invitee.id,
        pair=pair(requester.id, invitee.id),
        slot_id=slot.id,
        note=note,
        requested_at=session.now,
    )
    await _wait_for(session, meeting, slot, invitee)
    try:
        async with session.begin_nested():
            session.add(meeting)
            await session.flush()
            if not await seats.take_person(session, meeting, slot.id, requester.id):
                raise Taken(YOU_ARE_TAKEN)
    except IntegrityError:
        # The other asked at the same moment, and was first.
        standing = await open_between(session, requester.id, invitee.id)
        if standing is None:
            raise
        raise AlreadyOpen(standing.id) from None
    return Done(meeting, requester, await _to(session, MeetingRequested, meeting, invitee))


async def confirm(session: UnitSession, person: Person, meeting_id: int, revision: int) -> Done:
    """Agree to the time that the other proposed: a seat and a table are taken, and it is a meeting.

    Raises:
        Stale, Refusal: as take_up says, or it is too late.
        Taken: the person has something else then, or no table is free; another time can be proposed instead.
    """
    standing = await take_up(session, person, meeting_id, revision, Turn.ANSWERS)
    require_both(standing)
    meeting = standing.meeting
    if meeting.expires_at is not None and meeting.expires_at <= session.now:
        raise Refusal(TOO_LATE)
    moving = meeting.moves_to_id is not None
    slot = await session.get_one(Slot, meeting.moves_to_id or meeting.slot_id)
    async with session.begin_nested():
        if not await seats.take_person(session, meeting, slot.id, standing.side.id):
            raise Taken(YOU_ARE_TAKEN)
        table = await seats.take_table(session, meeting, slot, prefer=meeting.table_id)
        if table is None:
            raise Taken(NO_TABLE)
    if moving:
        await seats.release(session, meeting, meeting.slot_id)
        await withdrawn.outdated(session, [meeting.id], [meeting.requester_id, meeting.invitee_id])
    meeting.slot_id, meeting.table_id = slot.id, table
    meeting.state = MeetingState.CONFIRMED
    meeting.confirmed_at = session.now
    _settle(meeting)
    note_act(session, person, standing, "meeting.confirm")
    kind = MeetingMoved if moving else MeetingConfirmed
    return Done(meeting, standing.side, await _to(session, kind, meeting, standing.other), agreed=not moving)


async def propose(session: UnitSession, person: Person, meeting_id: int, revision: int, slot_id: int) -> Done:
    """Propose another time, to a request or for a confirmed meeting; the other side has to agree.

    Raises:
        Stale, Refusal: as take_up says, or the meeting has begun.
        Taken: the slot is not free for both.
    """
    standing = await take_up(session, person, meeting_id, revision, Turn.EITHER)
    require_both(standing)
    meeting = standing.meeting
    await _not_begun(session, meeting)
    slot = await free_slot(session, standing.side, standing.other, slot_id)
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
        meeting.slot_id = slot.id
    await _wait_for(session, meeting, slot, standing.other)
    meeting.revision += 1
    note_act(session, person, standing, "meeting.propose")
    kind = MoveProposed if confirmed else TimeProposed
    return Done(meeting, standing.side, await _to(session, kind, meeting, standing.other))


async def decline(session: UnitSession, person: Person, meeting_id: int, revision: int, reason: str = "") -> Done:
    """Say no: to a request, which is then closed, or to a new time, and the meeting stays when it was.

    Raises:
        Stale, Refusal: as take_up says.
    """
    standing = await take_up(session, person, meeting_id, revision, Turn.ANSWERS)
    note_act(session, person, standing, "meeting.decline")
    return await _turn_down(session, standing, MeetingState.DECLINED, reason)


async def withdraw(session: UnitSession, person: Person, meeting_id: int, revision: int) -> Done:
    """Take back one's own request, or one's wish to move a meeting.

    Raises:
        Stale, Refusal: as take_up says.
    """
    standing = await take_up(session, person, meeting_id, revision, Turn.ASKED)
    note_act(session, person, standing, "meeting.withdraw")
    return await _turn_down(session, standing, MeetingState.WITHDRAWN)


async def cancel(session: UnitSession, person: Person, meeting_id: int, revision: int, reason: str = "") -> Done:
    """Cancel a confirmed meeting; either side may, until it begins.

    Raises:
        Stale, Refusal: as take_up says, or the meeting has begun.
    """
    standing = await take_up(session, person, meeting_id, revision, Turn.EITHER)
    if standing.meeting.state is not MeetingState.CONFIRMED:
        raise Stale(meeting_id)
    await _not_begun(session, standing.meeting)
    note_act(session, person, standing, "meeting.cancel")
    return await _close(session, standing, MeetingState.CANCELLED, reason)


async def cancel_all_of(session: UnitSession, delegate: Delegate) -> list[Notice]:
    """Close everything open of a delegate who leaves, and say it to the others."""
    found = await session.exec(
        select(Meeting)
        .where(
            (col(Meeting.requester_id) == delegate.id) | (col(Meeting.invitee_id) == delegate.id),
            col(Meeting.state).in_(OPEN_STATES),
        )
        .order_by(col(Meeting.id))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    notices: list[Notice] = []
    for meeting in found.all():
        slot = await session.get_one(Slot, meeting.slot_id)
        if slot.ends_at <= session.now:
            continue
        other = await session.get_one(
            Delegate, meeting.invitee_id if meeting.requester_id == delegate.id else meeting.requester_id
        )
        if meeting.state is MeetingState.CONFIRMED:
            state = MeetingState.CANCELLED
        else:
            state = MeetingState.DECLINED if meeting.awaits_id == delegate.id else MeetingState.WITHDRAWN
        notices += (await _close(session, Standing(meeting, delegate, other), state)).notices
    return notices


async def lapse(session: UnitSession, meeting: Meeting) -> Sequence[Notice]:
    """No answer came in time: the seats are free again, and both are told."""
    both = [await session.get_one(Delegate, each) for each in (meeting.requester_id, meeting.invitee_id)]
    if meeting.state is MeetingState.CONFIRMED:
        await _drop_move(session, meeting)
        return [
            notice
            for side in both
            for notice in await _to(session, MoveDropped, meeting, side, because=MeetingState.EXPIRED)
        ]
    awaited = meeting.awaits_id
    meeting.state = MeetingState.EXPIRED
    await _free(session, meeting)
    return [
        notice
        for side, other in (both, both[::-1])
        for notice in await _closed_to(session, meeting, side, other, mine=side.id == awaited)
    ]


async def _turn_down(session: UnitSession, standing: Standing, state: MeetingState, reason: str = "") -> Done:
    meeting = standing.meeting
    if meeting.state is MeetingState.REQUESTED:
        return await _close(session, standing, state, reason)
    await _drop_move(session, meeting)
    return Done(meeting, standing.side, await _to(session, MoveDropped, meeting, standing.other, because=state))


async def _close(session: UnitSession, standing: Standing, state: MeetingState, reason: str = "") -> Done:
    meeting = standing.meeting
    meeting.state, meeting.reason = state, reason
    await _free(session, meeting)
    return Done(meeting, standing.side, await _closed_to(session, meeting, standing.other, standing.side))


async def _closed_to(
    session: UnitSession, meeting: Meeting, side: Delegate, other: Delegate, *, mine: bool = False
) -> list[MeetingClosed]:
    return [
        MeetingClosed(
            to=person.id,
            side_id=side.id,
            other_name=other.name,
            slot_id=meeting.slot_id,
            state=meeting.state,
            reason=meeting.reason,
            mine=mine,
        )
        for person in await speakers(session, side)
    ]


async def _to(
    session: UnitSession,
    kind: Callable[..., MeetingNotice],
    meeting: Meeting,
    side: Delegate,
    **more: Any,  # noqa: ANN401
) -> list[MeetingNotice]:
    people = await speakers(session, side)
    return [kind(to=person.id, meeting_id=meeting.id, side_id=side.id, **more) for person in people]


async def _free(session: UnitSession, meeting: Meeting) -> None:
    await seats.release(session, meeting)
    await withdrawn.outdated(session, [meeting.id], [meeting.requester_id, meeting.invitee_id])
    _settle(meeting)


async def _drop_move(session: UnitSession, meeting: Meeting) -> None:
    if meeting.moves_to_id is not None:
        await seats.release(session, meeting, meeting.moves_to_id)
    _settle(meeting)


def _settle(meeting: Meeting) -> None:
    """Nobody is waited for any more."""
    meeting.awaits_id = meeting.moves_to_id = meeting.expires_at = meeting.nudge_at = None
    meeting.revision += 1


async def _wait_for(session: UnitSession, meeting: Meeting, slot: Slot, answering: Delegate) -> None:
    """The other side has to answer: until when, and when they are reminded of it."""
    mission = await session.get_one(Mission, meeting.mission_id)
    meeting.awaits_id = answering.id
    meeting.expires_at = slots.answer_until(mission, slot, session.now)
    half = (meeting.expires_at - session.now) / 2
    meeting.nudge_at = session.now + half if half >= SHORTEST_NUDGE else None


async def free_slot(session: UnitSession, one: Delegate, other: Delegate, slot_id: int) -> Slot:
    """The slot with this id, where these two could meet in it.

    Raises:
        Taken: they could not.
    """
    mission = await session.get_one(Mission, one.mission_id)
    for slot in await slots.free_for(session, mission, one, other):
        if slot.id == slot_id:
            return slot
    raise Taken(NOT_FREE)


async def _not_begun(session: UnitSession, meeting: Meeting) -> None:
    slot = await session.get_one(Slot, meeting.slot_id)
    if slot.starts_at <= session.now:
        raise Refusal(IS_OVER)


ON_LEAVE.append(cancel_all_of)
