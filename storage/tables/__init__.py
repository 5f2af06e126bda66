"""Every table, one module a subject; importing this module fills `metadata`."""

from storage.tables.announcements import (
    Announcement,
    AnnouncementDelivery,
    AnnouncementState,
)
from storage.tables.arrivals import Arrival, Says
from storage.tables.base import metadata
from storage.tables.calendars import CalendarFeed
from storage.tables.cards import CardKind, LiveCard, TouchedRow
from storage.tables.changes import ON_SHEET, Change, ChangeReceipt, PhoneCall
from storage.tables.chat_halts import ChatHalt
from storage.tables.day_sheets import DaySheet, SheetKind
from storage.tables.delegates import (
    Delegate,
    DelegateStatus,
    Invitation,
    InvitationUse,
    Organisation,
    OrganisationKind,
)
from storage.tables.desk_jobs import DeskJob, DeskJobKind
from storage.tables.held_notices import HeldNotice
from storage.tables.installation import Installation
from storage.tables.intake import Conversation, FailedUpdate, ProcessedUpdate, WaitingUpdate
from storage.tables.interpreters import (
    Interpreter,
    InterpreterChat,
    InterpreterOutage,
    InterpreterReceipt,
    OutageKind,
)
from storage.tables.leases import LeaseRow
from storage.tables.matching import (
    CuratedPair,
    MatchingState,
    PairWish,
    RankedPair,
    RankingMark,
    Search,
    TextVector,
)
from storage.tables.meetings import (
    BOOKED_STATES,
    LIVE_STATES,
    OPEN_STATES,
    Companion,
    InterpreterSeat,
    Meeting,
    MeetingState,
    OrganisationRequest,
    OrganisationRequestState,
    PersonSeat,
    Proposal,
    ProposalAnswer,
    TableSeat,
)
from storage.tables.mission_file import FileEntry
from storage.tables.missions import Delegation, MeetingTable, Mission, Slot, Venue, VenueTravel
from storage.tables.outbox import Attachment, Channel, Lane, OutboxRow, OutboxState, PostedNotice
from storage.tables.people import Asks, Audit, Consent, Person, Role, RoleKind
from storage.tables.quarantine import QuarantinedRow
from storage.tables.refills import ASKED_STATES, FreedPlace, FreedState, OfferState, RefillOffer
from storage.tables.sessions import HOLDING, Loss, ProgrammeSession, SessionKind, SessionPlace, SignUp, SignUpState
from storage.tables.timetables import Timetable, TimetableKind, TimetableState

for _table in metadata.tables.values():
    # SQLite gives the number of a deleted last row to the next one: an old button would then act on someone else.
    if [*_table.primary_key.columns.keys()] == ["id"]:
        _table.dialect_options["sqlite"]["autoincrement"] = True

__all__ = [
    "ASKED_STATES",
    "BOOKED_STATES",
    "HOLDING",
    "LIVE_STATES",
    "ON_SHEET",
    "OPEN_STATES",
    "Announcement",
    "AnnouncementDelivery",
    "AnnouncementState",
    "Arrival",
    "Asks",
    "Attachment",
    "Audit",
    "CalendarFeed",
    "CardKind",
    "Change",
    "ChangeReceipt",
    "Channel",
    "ChatHalt",
    "Companion",
    "Consent",
    "Conversation",
    "CuratedPair",
    "DaySheet",
    "Delegate",
    "DelegateStatus",
    "Delegation",
    "DeskJob",
    "DeskJobKind",
    "FailedUpdate",
    "FileEntry",
    "FreedPlace",
    "FreedState",
    "HeldNotice",
    "Installation",
    "Interpreter",
    "InterpreterChat",
    "InterpreterOutage",
    "InterpreterReceipt",
    "InterpreterSeat",
    "Invitation",
    "InvitationUse",
    "Lane",
    "LeaseRow",
    "LiveCard",
    "Loss",
    "MatchingState",
    "Meeting",
    "MeetingState",
    "MeetingTable",
    "Mission",
    "OfferState",
    "Organisation",
    "OrganisationKind",
    "OrganisationRequest",
    "OrganisationRequestState",
    "OutageKind",
    "OutboxRow",
    "OutboxState",
    "PairWish",
    "Person",
    "PersonSeat",
    "PhoneCall",
    "PostedNotice",
    "ProcessedUpdate",
    "ProgrammeSession",
    "Proposal",
    "ProposalAnswer",
    "QuarantinedRow",
    "RankedPair",
    "RankingMark",
    "RefillOffer",
    "Role",
    "RoleKind",
    "Says",
    "Search",
    "SessionKind",
    "SessionPlace",
    "SheetKind",
    "SignUp",
    "SignUpState",
    "Slot",
    "TableSeat",
    "TextVector",
    "Timetable",
    "TimetableKind",
    "TimetableState",
    "TouchedRow",
    "Venue",
    "VenueTravel",
    "WaitingUpdate",
    "metadata",
]
