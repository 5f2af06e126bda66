"""Whether a notice that was held is still true: a request that is answered meanwhile is no longer news."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import fields
from typing import Any

from sqlmodel import SQLModel, col, select

from missions.announcements.sending import Announced
from missions.meetings.notices import (
    AnswerAwaited,
    AskedAlong,
    BothInterested,
    ComesAlong,
    MeetingConfirmed,
    MeetingNotice,
    MeetingRequested,
    MoveDropped,
    MoveProposed,
    MoveUnderWay,
    OrganisationAsked,
    StaysAway,
    TimeProposed,
)
from missions.meetings.reminders import Reminder
from missions.notices import Notice
from missions.people.access import ACTIVE
from missions.people.reach import BecameUnreachable, is_reached
from missions.registration.approval import Approved, MoreAsked, RegistrationRefused
from missions.registration.organisers import RoleAsked
from missions.registration.participation import Registered
from missions.registration.removal import Readmitted
from missions.sessions.reminders import SessionReminder
from storage.database import UnitSession
from storage.tables import (
    OPEN_STATES,
    AnnouncementState,
    Change,
    Companion,
    Delegate,
    DelegateStatus,
    Meeting,
    MeetingState,
    OrganisationRequest,
    OrganisationRequestState,
    Person,
    ProgrammeSession,
    Role,
    SignUp,
    Slot,
    Timetable,
)

_ROWS: Mapping[str, type[SQLModel]] = {
    "delegate_id": Delegate,
    "side_id": Delegate,
    "other_id": Delegate,
    "colleague_id": Delegate,
    "counterpart_id": Delegate,
    "meeting_id": Meeting,
    "slot_id": Slot,
    "role_id": Role,
    "sign_up_id": SignUp,
    "session_id": ProgrammeSession,
    "change_id": Change,
    "request_id": OrganisationRequest,
    "timetable_id": Timetable,
}
"""Rows without which a notice cannot be written; that of the other side of a closed request may be gone."""
_MAY_BE_GONE = {"other_id"}

Check = Callable[[UnitSession, Any], Awaitable[bool]]


async def is_true(session: UnitSession, notice: Notice) -> bool:
    """Whether it can be told as it is: what it speaks of is there, and as it was."""
    for field in fields(notice):
        value = getattr(notice, field.name)
        wanted = field.name in _ROWS and value is not None
        if wanted and field.name not in _MAY_BE_GONE and await session.get(_ROWS[field.name], value) is None:
            return False
    check = _CHECKS.get(type(notice))
    return check is None or await check(session, notice)


async def _awaited(session: UnitSession, notice: MeetingRequested) -> bool:
    """The answer is still this side's to give."""
    meeting = await session.get_one(Meeting, notice.meeting_id)
    in_time = meeting.expires_at is None or meeting.expires_at > session.now
    return meeting.state is MeetingState.REQUESTED and meeting.awaits_id == notice.side_id and in_time


async def _answer_awaited(session: UnitSession, notice: AnswerAwaited) -> bool:
    """The same, of a request or of a new time."""
    meeting = await session.get_one(Meeting, notice.meeting_id)
    in_time = meeting.expires_at is None or meeting.expires_at > session.now
    return meeting.state in OPEN_STATES and meeting.awaits_id == notice.side_id and in_time


async def _move_awaited(session: UnitSession, notice: MoveProposed) -> bool:
    meeting = await session.get_one(Meeting, notice.meeting_id)
    return meeting.moves_to_id is not None and await _answer_awaited(session, AnswerAwaited(**_of(notice)))


async def _moving(session: UnitSession, notice: MoveUnderWay) -> bool:
    meeting = await session.get_one(Meeting, notice.meeting_id)
    return meeting.moves_to_id is not None and await _confirmed(session, notice)


def _of(notice: MoveProposed) -> dict[str, Any]:
    return {"to": notice.to, "meeting_id": notice.meeting_id, "side_id": notice.side_id}


async def _confirmed(session: UnitSession, notice: MeetingNotice) -> bool:
    meeting = await session.get_one(Meeting, notice.meeting_id)
    slot = await session.get_one(Slot, meeting.slot_id)
    return meeting.state is MeetingState.CONFIRMED and slot.ends_at > session.now


async def _asked_along(session: UnitSession, notice: AskedAlong) -> bool:
    """The delegate has not answered yet."""
    asked = select(Companion.id).where(
        Companion.meeting_id == notice.meeting_id,
        Companion.delegate_id == notice.side_id,
        col(Companion.joined_at).is_(None),
    )
    return (await session.exec(asked)).first() is not None


async def _organisation_asked(session: UnitSession, notice: OrganisationAsked) -> bool:
    """No one of it has answered."""
    asked = await session.get_one(OrganisationRequest, notice.request_id)
    return asked.state is OrganisationRequestState.OPEN and asked.expires_at > session.now


async def _unmoved(session: UnitSession, notice: MoveDropped) -> bool:
    """The meeting is on, and no other time is proposed since."""
    meeting = await session.get_one(Meeting, notice.meeting_id)
    return meeting.state is MeetingState.CONFIRMED and meeting.moves_to_id is None


async def _not_met(session: UnitSession, notice: BothInterested) -> bool:
    """Both are there, and neither has asked the other since."""
    other = await session.get(Delegate, notice.other_id)
    pair = f"{min(notice.side_id, notice.other_id)}-{max(notice.side_id, notice.other_id)}"
    asked = select(Meeting.id).where(Meeting.pair == pair, col(Meeting.state).in_(OPEN_STATES))
    return other is not None and other.status in ACTIVE and (await session.exec(asked)).first() is None


async def _ahead(session: UnitSession, notice: Reminder) -> bool:
    """The meeting is at that hour, which has not come."""
    meeting = await session.get_one(Meeting, notice.meeting_id)
    slot = await session.get_one(Slot, meeting.slot_id)
    at_that_hour = slot.starts_at == notice.starts_at > session.now
    return meeting.state is MeetingState.CONFIRMED and at_that_hour


async def _session_ahead(session: UnitSession, notice: SessionReminder) -> bool:
    row = await session.get_one(ProgrammeSession, notice.session_id)
    return row.cancelled_at is None and row.starts_at == notice.starts_at > session.now


async def _on_its_way(session: UnitSession, notice: Announced) -> bool:
    """It was not stopped, and the reader still takes part and can be reached."""
    theirs = select(Delegate.status).where(
        Delegate.person_id == notice.to, Delegate.mission_id == notice.announcement.mission_id
    )
    status = (await session.exec(theirs)).first()
    sending = notice.announcement.state is AnnouncementState.SENDING
    return sending and status in ACTIVE and is_reached(notice.reader)


async def _unconfirmed(session: UnitSession, notice: RoleAsked) -> bool:
    return (await session.get_one(Role, notice.role_id)).confirmed_at is None


async def _unreachable(session: UnitSession, notice: BecameUnreachable) -> bool:
    delegate = await session.get_one(Delegate, notice.delegate_id)
    person = await session.get(Person, delegate.person_id) if delegate.person_id else None
    return person is not None and person.unreachable_since is not None


def _is(status: DelegateStatus) -> Check:
    """The registration is as the notice says."""

    async def check(session: UnitSession, notice: Registered) -> bool:
        return (await session.get_one(Delegate, notice.delegate_id)).status is status

    return check


_CHECKS: Mapping[type[Notice], Check] = {
    MeetingRequested: _awaited,
    TimeProposed: _awaited,
    MoveProposed: _move_awaited,
    MoveUnderWay: _moving,
    AnswerAwaited: _answer_awaited,
    MeetingConfirmed: _confirmed,
    AskedAlong: _asked_along,
    ComesAlong: _confirmed,
    StaysAway: _confirmed,
    OrganisationAsked: _organisation_asked,
    MoveDropped: _unmoved,
    BothInterested: _not_met,
    Reminder: _ahead,
    SessionReminder: _session_ahead,
    Announced: _on_its_way,
    Registered: _is(DelegateStatus.PENDING),
    Approved: _is(DelegateStatus.APPROVED),
    RegistrationRefused: _is(DelegateStatus.REFUSED),
    MoreAsked: _is(DelegateStatus.QUESTIONED),
    Readmitted: _is(DelegateStatus.APPROVED),
    RoleAsked: _unconfirmed,
    BecameUnreachable: _unreachable,
}
"""Of the other kinds, what happened has happened, or their renderer looks itself."""
