"""Ends of requests and meetings: declined, withdrawn, cancelled, expired, or closed because a delegate leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlmodel import col, delete, select, update

from missions.meetings import seats
from missions.meetings.companions import companions, everyone, further
from missions.meetings.notices import MeetingClosed, MeetingNotice, MoveDropped, NoLongerAsked, StaysAway
from missions.meetings.reminders import outdated
from missions.meetings.states import Done, MeetingSide, become
from missions.notices import Notice
from missions.people.reach import speakers
from storage.database import UnitSession
from storage.tables import (
    OPEN_STATES,
    Companion,
    Delegate,
    Meeting,
    MeetingState,
    OrganisationRequest,
    OrganisationRequestState,
    PersonSeat,
    Slot,
)

CANNOT_COME = ":6"
"""The reason of a meeting that one of the two cannot come to; `handlers.views.reasons` has its words."""
LOST = ":0"
"""The reason of a meeting that a mended timetable could not keep: neither delegate wanted it gone."""
APART = ":-1"
"""The reason of a request between two whom the organisers no longer let meet. No button carries it."""
GONE = ":-2"
"""The reason of what ended because one of the two no longer takes part. No button carries it."""


async def turn_down(session: UnitSession, standing: MeetingSide, state: MeetingState, reason: str = "") -> Done:
    """Answer no, or take the question back: a request closes, a confirmed meeting keeps its time."""
    meeting = standing.meeting
    if meeting.state is MeetingState.REQUESTED:
        return await close(session, standing, state, reason)
    await _drop_move(session, meeting)
    return Done(meeting, standing.side, await _move_dropped(session, meeting, [standing.other], state))


async def close(session: UnitSession, standing: MeetingSide, state: MeetingState, reason: str = "") -> Done:
    """Close a request or meeting: release its seats, notify the other side and who has joined or was asked to."""
    meeting = standing.meeting
    become(meeting, state)
    meeting.reason = reason
    more = await _free(session, meeting, standing.side)
    return Done(meeting, standing.side, [*await closed_to(session, meeting, standing.other, standing.side), *more])


async def cancel_all_of(session: UnitSession, delegate: Delegate) -> list[Notice]:
    """Close all open requests and meetings of a delegate who leaves, their places in others', and notify the others."""
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
    notices: list[Notice] = await drop_out(session, delegate)
    asked = update(OrganisationRequest).where(
        col(OrganisationRequest.requester_id) == delegate.id,
        col(OrganisationRequest.state) == OrganisationRequestState.OPEN,
    )
    await session.exec(asked.values(state=OrganisationRequestState.WITHDRAWN))
    for meeting in found.all():
        slot = await session.get_one(Slot, meeting.slot_id)
        if slot.ends_at <= session.now:
            continue
        other = await session.get_one(
            Delegate, meeting.invitee_id if meeting.requester_id == delegate.id else meeting.requester_id
        )
        confirmed = meeting.state is MeetingState.CONFIRMED
        state = MeetingState.CANCELLED if confirmed else MeetingState.WITHDRAWN
        notices += (await close(session, MeetingSide(meeting, delegate, other), state, GONE)).notices
    return notices


async def lapse(session: UnitSession, meeting: Meeting) -> Sequence[Notice]:
    """Expire a request or proposed time that was not answered in time, and notify both."""
    both = [await session.get_one(Delegate, each) for each in (meeting.requester_id, meeting.invitee_id)]
    if meeting.state is MeetingState.CONFIRMED:
        await _drop_move(session, meeting)
        return await _move_dropped(session, meeting, both, MeetingState.EXPIRED)
    awaited = meeting.awaits_id
    become(meeting, MeetingState.EXPIRED)
    more = await _free(session, meeting, both[0])
    told = [
        notice
        for side, other in (both, both[::-1])
        for notice in await closed_to(session, meeting, side, other, mine=side.id == awaited)
    ]
    return [*told, *more]


async def _move_dropped(
    session: UnitSession, meeting: Meeting, sides: Sequence[Delegate], because: MeetingState
) -> list[MeetingNotice]:
    """To these of the two, and to who has joined them."""
    return [
        notice
        for side in (*sides, *await companions(session, meeting))
        for notice in await to_side(session, MoveDropped, meeting, side, because=because)
    ]


async def to_side(
    session: UnitSession,
    kind: Callable[..., MeetingNotice],
    meeting: Meeting,
    side: Delegate,
    **more: Any,  # noqa: ANN401
) -> list[MeetingNotice]:
    """Notices of this kind to the people who speak for one delegate of the meeting."""
    people = await speakers(session, side)
    return [kind(to=person.id, meeting_id=meeting.id, side_id=side.id, **more) for person in people]


def settle(meeting: Meeting) -> None:
    """Clear what waits for an answer, and raise the revision."""
    meeting.awaits_id = meeting.moves_to_id = meeting.expires_at = meeting.nudge_at = None
    meeting.revision += 1


async def closed_to(
    session: UnitSession, meeting: Meeting, side: Delegate, other: Delegate, *, mine: bool = False
) -> list[MeetingClosed]:
    """Notices that it is closed, to the people who speak for one side."""
    return [
        MeetingClosed(
            to=person.id,
            side_id=side.id,
            other_name=other.name,
            other_spelling=other.other_name,
            other_id=other.id,
            slot_id=meeting.slot_id,
            state=meeting.state,
            reason=meeting.reason,
            mine=mine,
        )
        for person in await speakers(session, side)
    ]


async def drop_out(session: UnitSession, delegate: Delegate) -> list[Notice]:
    """Give up the delegate's places beside the two of other meetings, and notify these two."""
    rows = (await session.exec(select(Companion).where(Companion.delegate_id == delegate.id))).all()
    notices: list[Notice] = []
    for row in rows:
        meeting = await session.get_one(Meeting, row.meeting_id)
        slot = await session.get_one(Slot, meeting.slot_id)
        if slot.ends_at > session.now:
            notices += await stay_away(session, meeting, row, delegate)
    return notices


async def stay_away(session: UnitSession, meeting: Meeting, row: Companion, delegate: Delegate) -> list[MeetingNotice]:
    """Give up one place; who asked hears of a refusal, all who sit there hear of one who had joined."""
    asker = meeting.requester_id if row.of_requester else meeting.invitee_id
    seated = [each for each in await everyone(session, meeting) if each != delegate.id]
    told = seated if row.joined_at is not None else [asker]
    await session.exec(
        delete(PersonSeat).where(col(PersonSeat.meeting_id) == meeting.id, col(PersonSeat.delegate_id) == delegate.id)
    )
    await outdated(session, [meeting.id], [delegate.id])
    await session.delete(row)
    await session.flush()
    sides = [await session.get_one(Delegate, each) for each in told]
    return [
        each for side in sides for each in await to_side(session, StaysAway, meeting, side, colleague_id=delegate.id)
    ]


async def _free(session: UnitSession, meeting: Meeting, by: Delegate) -> list[Notice]:
    """Release all seats of a meeting that closes. The notices to those besides its two; by: who closes it."""
    people, told = await everyone(session, meeting), list[Notice]()
    for row in await further(session, [meeting]):
        side = await session.get_one(Delegate, row.delegate_id)
        if row.joined_at is not None:
            told += await closed_to(session, meeting, side, by)
        else:
            asker = meeting.requester_id if row.of_requester else meeting.invitee_id
            told += await to_side(session, NoLongerAsked, meeting, side, colleague_id=asker)
        await session.delete(row)
    await seats.release(session, meeting)
    await outdated(session, [meeting.id], people)
    settle(meeting)
    return told


async def _drop_move(session: UnitSession, meeting: Meeting) -> None:
    if meeting.moves_to_id is not None:
        await seats.release(session, meeting, meeting.moves_to_id)
    settle(meeting)
