"""What each kind of notice says: every one of `missions` has its renderer here."""

from __future__ import annotations

from handlers import cards
from handlers.announcements import notices as announcements
from handlers.changes import call_sheet, session_notices, shift_notices, unseen
from handlers.changes import notices as changes
from handlers.core.notices import Renderers
from handlers.desk import notices as desk
from handlers.directory import notices as directory
from handlers.interpreters import brief as briefs
from handlers.interpreters import notices as interpreters
from handlers.interpreters import outage as interpreter_outage
from handlers.meetings import arrivals, contradictions, interest, organisation, reminders
from handlers.meetings import notices as meetings
from handlers.programme import notices as programme
from handlers.quiet import notices as quiet
from handlers.refills import notices as refills
from handlers.registration import notices as registration
from handlers.timetables import notices as timetables
from missions.announcements.sending import Announced, Progressed
from missions.cards.stale import CardStale
from missions.changes import (
    CallsWaiting,
    ChangeUnseen,
    ClockShifted,
    CounterpartUnaware,
    FileMovedMeetings,
    PlaceChanged,
    SessionChanged,
)
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

RENDERERS: Renderers = {
    MeetingRequested: meetings.meeting_requested,
    TimeProposed: meetings.time_proposed,
    MoveProposed: meetings.move_proposed,
    MoveUnderWay: meetings.move_under_way,
    AnswerAwaited: meetings.answer_awaited,
    MeetingConfirmed: meetings.meeting_confirmed,
    MeetingMoved: meetings.meeting_moved,
    MoveDropped: meetings.move_dropped,
    MeetingClosed: meetings.meeting_closed,
    OtherComes: arrivals.other_comes,
    ComesAfterAll: arrivals.comes_after_all,
    DelegateComes: arrivals.delegate_comes,
    CodeAwaited: arrivals.code_awaited,
    AreYouComing: arrivals.are_you_coming,
    LeftAlone: arrivals.left_alone,
    AskedAlong: meetings.asked_along,
    ComesAlong: meetings.comes_along,
    StaysAway: meetings.stays_away,
    TakesOver: meetings.takes_over,
    NoLongerAsked: meetings.no_longer_asked,
    OrganisationAsked: organisation.organisation_asked,
    OrganisationAnswered: organisation.organisation_answered,
    BothInterested: interest.both_interested,
    ColleagueAsks: meetings.colleague_asks,
    MeetingContradicted: contradictions.contradicted,
    Reminder: reminders.remind,
    TablesChanged: interpreters.tables_changed,
    InterpreterReminder: interpreters.remind,
    InterpreterBrief: briefs.brief,
    InterpreterUnlinked: interpreters.unlinked,
    InterpreterLate: interpreters.interpreter_late,
    InterpreterOut: interpreter_outage.out,
    InterpreterBack: interpreter_outage.back,
    InterpreterGone: interpreter_outage.gone,
    InterpreterLinked: desk.interpreter_linked,
    Digest: reminders.digest,
    PlaceChanged: changes.place_changed,
    FileMovedMeetings: changes.file_moved_meetings,
    SessionChanged: session_notices.session_changed,
    ClockShifted: shift_notices.clock_shifted,
    ChangeUnseen: unseen.said_again,
    CounterpartUnaware: unseen.counterpart_unaware,
    CallsWaiting: call_sheet.calls_waiting,
    PlaceOffered: programme.place_offered,
    RefillOffered: refills.offered,
    RefillLost: refills.lost,
    RefillOff: refills.off,
    SessionReminder: programme.remind,
    PlaceLapsed: programme.place_lapsed,
    PlaceLost: programme.place_lost,
    Announced: announcements.announced,
    Progressed: announcements.progressed,
    BecameUnreachable: announcements.became_unreachable,
    Registered: registration.registered,
    Claimed: registration.claimed,
    Approved: registration.approved,
    RegistrationRefused: registration.refused,
    MoreAsked: registration.more_asked,
    RoleAsked: registration.role_asked,
    RoleAnswered: registration.role_answered,
    RoleEnded: registration.role_ended,
    Suspended: registration.suspended,
    Readmitted: registration.readmitted,
    Removed: registration.removed,
    ClaimUndone: registration.claim_undone,
    DraftProgressed: timetables.progressed,
    PublishingProgressed: timetables.published,
    AgendaPublished: timetables.agenda,
    SearchAnswered: directory.search_answered,
    Restored: desk.restored,
    ZoneRulesChanged: desk.zone_rules_changed,
    CardStale: cards.redraw,
    AlsoToday: quiet.also_today,
}
