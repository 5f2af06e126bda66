"""The new meetings of a publication: writes the next chunk with all its seats."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete
from sqlmodel import col, select

from missions.meetings import mission_frame, seats
from missions.meetings.bookings import Stops
from missions.meetings.kept_apart import apart
from missions.meetings.reminders import outdated
from missions.meetings.states import become
from missions.pairs import pair_of
from missions.timetables.fitting import Fitting
from missions.timetables.locks import hold, holding, locked, make_room
from missions.timetables.problem import without_wishes
from missions.timetables.publish_state import Setting, Todo
from storage.database import UnitSession
from storage.tables import (
    BOOKED_STATES,
    OPEN_STATES,
    Delegate,
    DelegateStatus,
    Meeting,
    MeetingState,
    Mission,
    PersonSeat,
    Proposal,
    ProposalAnswer,
    Timetable,
)
from storage.tables.base import utc_now

AT_ONCE = 50
"""Meetings of one chunk: one transaction stays short enough for taps to wait for it."""


async def set_next(session: UnitSession, mission: Mission, timetable: Timetable, todo: Todo) -> None:
    """Write the next meetings whose seats are still free."""
    chunk, todo.new = todo.new[:AT_ONCE], todo.new[AT_ONCE:]
    people = {who for each in chunk for who in each.seat.people}
    pairs = {each.seat.pair for each in chunk}
    same = select(Meeting.id).where(col(Meeting.pair).in_(pairs), Meeting.mission_id == mission.id)
    wanted = {(each.seat.slot_id, who) for each in chunk for who in each.seat.people}
    meetings = await locked(session, [*await session.exec(same), *await holding(session, mission, wanted)])
    await hold(session, mission, people, interpreters=any(each.seat.interpreter_id for each in chunk))
    gone = await _unwished(session, mission, timetable, chunk, meetings)
    fitting = await _fitting(session, mission, chunk)
    seated = [
        each._replace(seat=taken) for each in chunk if each.seat.pair not in gone and (taken := fitting.take(each.seat))
    ]
    todo.set, todo.left_out = todo.set + len(seated), todo.left_out + len(chunk) - len(seated)
    is_open = {each.pair: each for each in meetings.values() if each.state is MeetingState.REQUESTED}
    asked = [is_open[each.seat.pair].id for each in seated if each.seat.pair in is_open]
    await session.exec(delete(PersonSeat).where(col(PersonSeat.meeting_id).in_(asked)))
    await make_room(session, meetings, {(each.seat.slot_id, who) for each in seated for who in each.seat.people})
    rows = [_meeting(timetable, each, is_open.get(each.seat.pair)) for each in seated]
    session.add_all(rows)
    await session.flush()
    await seats.put(
        session,
        [
            (each.id, (each.requester_id, each.invitee_id), each.slot_id, each.table_id, each.interpreter_id)
            for each in rows
        ],
    )
    await outdated(session, [], {who for each in seated for who in each.seat.people})


async def _fitting(session: UnitSession, mission: Mission, chunk: Sequence[Setting]) -> Fitting:
    people = {who for each in chunk for who in each.seat.people}
    delegates = await session.exec(
        select(Delegate).where(col(Delegate.id).in_(people), Delegate.status == DelegateStatus.APPROVED)
    )
    wanted = {each.seat.slot_id for each in chunk}
    slots = {each.id: each for each in await mission_frame.slots_to_come(session, mission) if each.id in wanted}
    problem = await without_wishes(session, mission, delegates, list(slots.values()))
    stops = Stops(mission, problem.tables)
    voices = {each.seat.interpreter_id for each in chunk if each.seat.interpreter_id}
    await stops.read(session, people, voices, wanted)
    return Fitting(mission, problem, stops, slots)


async def _unwished(
    session: UnitSession, mission: Mission, timetable: Timetable, chunk: Sequence[Setting], meetings: dict[int, Meeting]
) -> set[str]:
    """Pairs that have a meeting by now, of whom one has declined since the publication began, or who may not meet."""
    since, requests = timetable.published_at, {each.request_id for each in chunk}
    gone = {
        meeting.pair
        for meeting in meetings.values()
        if meeting.state in BOOKED_STATES
        or (meeting.state not in OPEN_STATES and (meeting.id in requests or (since and meeting.requested_at >= since)))
    }
    people = {who for each in chunk for who in each.seat.people}
    refused = await session.exec(
        select(Proposal.delegate_id, Proposal.counterpart_id).where(
            col(Proposal.delegate_id).in_(people),
            Proposal.answer == ProposalAnswer.REFUSED,
            col(Proposal.answered_at) >= since,
        )
    )
    told = {pair_of(*two) for two in refused}
    return gone | told | await apart(session, mission, {each.seat.people for each in chunk})


def _meeting(timetable: Timetable, setting: Setting, meeting: Meeting | None) -> Meeting:
    """The open request as a meeting, or a new meeting; both sides have yet to accept it."""
    seat, at = setting.seat, timetable.published_at
    one, other = seat.people if seat.people[0] == setting.asked_by else seat.people[::-1]
    if meeting is None:
        meeting = Meeting(
            mission_id=timetable.mission_id,
            requester_id=one,
            invitee_id=other,
            pair=seat.pair,
            slot_id=seat.slot_id,
            requested_at=at or utc_now(),
        )
    else:
        asked_then = meeting.slot_id == seat.slot_id and not meeting.any_time
        if asked_then and meeting.awaits_id == meeting.invitee_id:
            meeting.requester_accepted_at = at
        if asked_then and meeting.awaits_id == meeting.requester_id:
            meeting.invitee_accepted_at = at
        meeting.revision += 1
    meeting.awaits_id = meeting.moves_to_id = meeting.expires_at = meeting.nudge_at = None
    meeting.slot_id, meeting.table_id, meeting.interpreter_id = seat.slot_id, seat.table_id, seat.interpreter_id
    become(meeting, MeetingState.CONFIRMED)
    meeting.any_time, meeting.planned_at = False, at
    return meeting
