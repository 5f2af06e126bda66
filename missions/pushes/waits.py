"""What each kind of notice can wait for: one table, and a test fails where a kind is missing in it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime, timedelta

from missions.announcements.sending import Announced, Progressed
from missions.cards.stale import CardStale
from missions.changes import FileMovedMeetings, PlaceChanged, SessionChanged
from missions.changes.notices import CallsWaiting, ChangeUnseen, ClockShifted, CounterpartUnaware
from missions.directory.directory import SearchAnswered
from missions.interpreters.knowledge import TablesChanged
from missions.interpreters.leaving import InterpreterGone
from missions.interpreters.linking import InterpreterLinked, InterpreterUnlinked
from missions.interpreters.mending import InterpreterLate
from missions.interpreters.outages import InterpreterBack, InterpreterOut
from missions.interpreters.reminders import InterpreterBrief, InterpreterReminder
from missions.meetings.after_all import ComesAfterAll
from missions.meetings.arriving import DelegateComes, OtherComes
from missions.meetings.contradictions import MeetingContradicted
from missions.meetings.digests import Digest
from missions.meetings.endings import LOST
from missions.meetings.notices import (
    AnswerAwaited,
    AskedAlong,
    BothInterested,
    ComesAlong,
    MeetingClosed,
    MeetingConfirmed,
    MeetingMoved,
    MeetingRequested,
    MoveDropped,
    MoveProposed,
    MoveUnderWay,
    NoLongerAsked,
    OrganisationAnswered,
    OrganisationAsked,
    StaysAway,
    TakesOver,
    TimeProposed,
)
from missions.meetings.reminders import Reminder
from missions.meetings.seating import CodeAwaited
from missions.meetings.waiting_alone import AreYouComing, LeftAlone
from missions.notices import Notice
from missions.operations.restored import Restored
from missions.operations.zone_rules import ZoneRulesChanged
from missions.people.reach import BecameUnreachable
from missions.pushes.notices import AlsoToday
from missions.refills.notices import RefillLost, RefillOff, RefillOffered
from missions.registration.approval import Approved, MoreAsked, RegistrationRefused
from missions.registration.organisers import RoleAnswered, RoleAsked
from missions.registration.participation import Registered
from missions.registration.registration import Claimed
from missions.registration.removal import ClaimUndone, Readmitted, Removed, RoleEnded, Suspended
from missions.rules.colleagues import ColleagueAsks
from missions.sessions.notices import PlaceLapsed, PlaceLost, PlaceOffered
from missions.sessions.reminders import SessionReminder
from missions.timetables.notices import AgendaPublished, DraftProgressed
from missions.timetables.publish_job import PublishingProgressed
from storage.tables import MeetingState

PRESSING = timedelta(hours=2)
"""What begins sooner cannot wait: the reminder of the hour before, with room for the ways to a place."""


class Waits(enum.Enum):
    """What a notice can wait for."""

    NEVER = enum.auto()
    """For nothing: a change, the hour before, what a tap of one's own led to."""
    QUIET = enum.auto()
    """For the end of a quiet time: the evening's own lists."""
    SOON = enum.auto()
    """For the end of a quiet time; for the digest where the reader wants only what is urgent."""
    CAN_WAIT = enum.auto()
    """For the end of a quiet time, and beyond the day's number for the digest."""


WAITS: Mapping[type[Notice], Waits] = {
    MeetingRequested: Waits.CAN_WAIT,
    TimeProposed: Waits.SOON,
    MoveProposed: Waits.SOON,
    MoveUnderWay: Waits.SOON,
    AnswerAwaited: Waits.CAN_WAIT,
    MeetingConfirmed: Waits.SOON,
    MeetingMoved: Waits.NEVER,
    MoveDropped: Waits.CAN_WAIT,
    MeetingClosed: Waits.CAN_WAIT,
    BothInterested: Waits.CAN_WAIT,
    ColleagueAsks: Waits.CAN_WAIT,
    AskedAlong: Waits.SOON,
    ComesAlong: Waits.SOON,
    StaysAway: Waits.SOON,
    TakesOver: Waits.NEVER,
    NoLongerAsked: Waits.SOON,
    OrganisationAsked: Waits.SOON,
    OrganisationAnswered: Waits.SOON,
    PlaceLost: Waits.NEVER,
    ClockShifted: Waits.NEVER,
    CounterpartUnaware: Waits.NEVER,
    CallsWaiting: Waits.NEVER,
    ChangeUnseen: Waits.NEVER,
    TablesChanged: Waits.NEVER,
    InterpreterGone: Waits.NEVER,
    InterpreterLinked: Waits.SOON,
    InterpreterUnlinked: Waits.NEVER,
    InterpreterLate: Waits.NEVER,
    InterpreterBack: Waits.NEVER,
    InterpreterOut: Waits.NEVER,
    InterpreterBrief: Waits.NEVER,
    InterpreterReminder: Waits.NEVER,
    RefillOffered: Waits.NEVER,
    RefillLost: Waits.NEVER,
    RefillOff: Waits.NEVER,
    OtherComes: Waits.NEVER,
    ComesAfterAll: Waits.NEVER,
    DelegateComes: Waits.NEVER,
    CodeAwaited: Waits.NEVER,
    AreYouComing: Waits.NEVER,
    LeftAlone: Waits.NEVER,
    MeetingContradicted: Waits.SOON,
    Reminder: Waits.SOON,
    Digest: Waits.QUIET,
    PlaceChanged: Waits.NEVER,
    FileMovedMeetings: Waits.SOON,
    SessionChanged: Waits.NEVER,
    PlaceOffered: Waits.SOON,
    SessionReminder: Waits.SOON,
    PlaceLapsed: Waits.CAN_WAIT,
    Announced: Waits.SOON,
    Progressed: Waits.NEVER,
    BecameUnreachable: Waits.SOON,
    Registered: Waits.SOON,
    Claimed: Waits.SOON,
    Approved: Waits.SOON,
    RegistrationRefused: Waits.SOON,
    MoreAsked: Waits.SOON,
    RoleAsked: Waits.SOON,
    RoleAnswered: Waits.SOON,
    RoleEnded: Waits.NEVER,
    Suspended: Waits.NEVER,
    Readmitted: Waits.SOON,
    Removed: Waits.NEVER,
    ClaimUndone: Waits.NEVER,
    DraftProgressed: Waits.NEVER,
    PublishingProgressed: Waits.NEVER,
    AgendaPublished: Waits.SOON,
    SearchAnswered: Waits.NEVER,
    Restored: Waits.NEVER,
    ZoneRulesChanged: Waits.SOON,
    CardStale: Waits.NEVER,
    AlsoToday: Waits.QUIET,
}
"""Of notices that differ, the most that one can wait; `waits` says it of each."""

WHOLE = (Announced, AgendaPublished)
"""What one line cannot say, or what is answered under it: it comes at the hour of the digest as it is."""

KINDS = {kind.__name__: kind for kind in WAITS}
"""By the name under which a held notice keeps its kind."""


def waits(notice: Notice, now: datetime) -> Waits:
    """What this notice can wait for."""
    if isinstance(notice, Reminder | SessionReminder) and notice.starts_at - now <= PRESSING:
        return Waits.NEVER
    if isinstance(notice, MeetingClosed) and (notice.state is MeetingState.CANCELLED or notice.reason == LOST):
        return Waits.NEVER
    if isinstance(notice, Announced) and notice.announcement.urgent:
        return Waits.NEVER
    return WAITS.get(type(notice), Waits.NEVER)
