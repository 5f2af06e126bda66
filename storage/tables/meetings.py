"""Whom to meet, and the meetings agreed on. Seats are rows, so that no code can book anyone twice."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.base import instant, json_list, key, later, to
from storage.tables.types import UtcDateTime, text_enum


class ProposalAnswer(enum.StrEnum):
    INTERESTED = "interested"
    LATER = "later"
    REFUSED = "refused"


class Proposal(SQLModel, table=True):
    """A counterpart shown to a delegate, with the reasons, and what the delegate said."""

    __table_args__ = (UniqueConstraint("delegate_id", "counterpart_id"),)

    id: int = key()
    mission_id: int = to("mission.id")
    delegate_id: int = to("delegate.id")
    counterpart_id: int = to("delegate.id")
    score: float = 0.0
    reasons: list[dict[str, Any]] = json_list()
    shown_at: datetime = instant(now=True)
    answer: ProposalAnswer | None = Field(default=None, sa_type=text_enum(ProposalAnswer), nullable=True)
    answered_at: datetime | None = instant()
    reason: str = later("")
    """Why "not for me", as a reason's number or in words; kept for the ranking and the organisers, told to nobody."""


class MeetingState(enum.StrEnum):
    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    HELD = "held"
    """Both were at the table: each gave the code that the other was shown."""
    MISSED = "missed"
    """One was at the table, the other was not."""


OPEN_STATES = (MeetingState.REQUESTED, MeetingState.CONFIRMED)
BOOKED_STATES = (MeetingState.CONFIRMED, MeetingState.HELD)
"""States of meetings that take place, or took place: they keep their seats."""
LIVE_STATES = (*OPEN_STATES, MeetingState.HELD)
"""States of all that a person's days have in them."""

_OPEN = text("state IN ('requested', 'confirmed')")


class Meeting(SQLModel, table=True):
    """A request and what became of it. Every change raises revision; buttons carry the one they were drawn with."""

    __table_args__ = (
        # One open meeting a pair, whichever of the two asks.
        Index("uq_meeting_open_pair", "pair", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_meeting_mission_id_state", "mission_id", "state"),
    )

    id: int = key()
    mission_id: int = to("mission.id", index=False)
    requester_id: int = to("delegate.id")
    invitee_id: int = to("delegate.id")
    pair: str
    """Both delegates' ids, the smaller first: "12-34"."""
    slot_id: int = to("slot.id", cascade=False)
    table_id: int | None = to("meeting_table.id", nullable=True, cascade=False)
    interpreter_id: int | None = to("interpreter.id", nullable=True, cascade=False)
    """Who interprets, where the two share no language."""
    state: MeetingState = Field(default=MeetingState.REQUESTED, sa_type=text_enum(MeetingState))
    awaits_id: int | None = to("delegate.id", nullable=True)
    """Whose answer is waited for, to the request or to the new time: it changes sides with each proposal."""
    moves_to_id: int | None = to("slot.id", nullable=True, cascade=False)
    """The new time proposed for a confirmed meeting, which stays as it is until the other side agrees."""
    any_time: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    """A request that leaves the time open: slot_id is only the first that would do, and the best is found when it is
    confirmed."""
    revision: int = 1
    note: str = ""
    reason: str = ""
    requested_at: datetime = instant(now=True)
    expires_at: datetime | None = instant(index=True)
    """Until when the answer is waited for."""
    nudge_at: datetime | None = instant(index=True)
    """When the one reminder of the answer is due; empty if it is sent or not needed."""
    confirmed_at: datetime | None = instant()
    planned_at: datetime | None = instant()
    """When a timetable set it; each of the two is asked then whether it suits them. Empty where they agreed on it."""
    requester_accepted_at: datetime | None = instant()
    invitee_accepted_at: datetime | None = instant()
    held_at: datetime | None = instant()
    """When both were seated."""
    shared: bool = later(False)
    """Whether it has, or once had, rows of `Companion`: most have none, and nothing is read for them."""

    @property
    def is_agreed(self) -> bool:
        """Whether both have said yes: to each other, or to the timetable; or sat down together."""
        if self.state is MeetingState.HELD:
            return True
        accepted = self.requester_accepted_at is not None and self.invitee_accepted_at is not None
        return self.state is MeetingState.CONFIRMED and (self.planned_at is None or accepted)


class Companion(SQLModel, table=True):
    """A delegate besides the two of a meeting: asked to come along, or to come instead of one of them.

    Those who come along have a seat of their own. The row goes with a refusal, and with the meeting's end.
    """

    __table_args__ = (UniqueConstraint("meeting_id", "delegate_id"),)

    id: int = key()
    meeting_id: int = to("meeting.id", index=False)
    delegate_id: int = to("delegate.id")
    of_requester: bool
    """On whose side of the meeting."""
    replaces: bool = False
    """Asked to come instead of the delegate of that side."""
    asked_at: datetime = instant(now=True)
    joined_at: datetime | None = instant()
    """When they agreed; until then they have no seat."""


class OrganisationRequestState(enum.StrEnum):
    OPEN = "open"
    GIVEN = "given"
    """To one of its people, as a meeting request."""
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


_UNGIVEN = text("state = 'open'")


class OrganisationRequest(SQLModel, table=True):
    """A delegate asks an organisation for a meeting; one of its people, or the desk, says who it is for."""

    __tablename__ = "organisation_request"
    __table_args__ = (
        Index(
            "uq_organisation_request_open",
            *("requester_id", "organisation_id"),
            unique=True,
            sqlite_where=_UNGIVEN,
            postgresql_where=_UNGIVEN,
        ),
    )

    id: int = key()
    mission_id: int = to("mission.id")
    requester_id: int = to("delegate.id")
    organisation_id: int = to("organisation.id")
    note: str = ""
    state: OrganisationRequestState = Field(
        default=OrganisationRequestState.OPEN, sa_type=text_enum(OrganisationRequestState)
    )
    meeting_id: int | None = to("meeting.id", nullable=True)
    requested_at: datetime = instant(now=True)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


class PersonSeat(SQLModel, table=True):
    """A delegate is taken in a slot: all attendees by a confirmed meeting, only the one who asked by an open request.

    A new time proposed for a confirmed meeting also takes the seat of its proposer.
    """

    __tablename__ = "person_seat"
    __table_args__ = (UniqueConstraint("slot_id", "delegate_id"),)

    id: int = key()
    slot_id: int = to("slot.id", index=False, cascade=False)
    delegate_id: int = to("delegate.id")
    meeting_id: int = to("meeting.id")


class TableSeat(SQLModel, table=True):
    """A table is taken in a slot by a confirmed meeting."""

    __tablename__ = "table_seat"
    __table_args__ = (UniqueConstraint("slot_id", "table_id"),)

    id: int = key()
    slot_id: int = to("slot.id", index=False, cascade=False)
    table_id: int = to("meeting_table.id")
    meeting_id: int = to("meeting.id")


class InterpreterSeat(SQLModel, table=True):
    """An interpreter is taken in a slot by a confirmed meeting."""

    __tablename__ = "interpreter_seat"
    __table_args__ = (UniqueConstraint("slot_id", "interpreter_id"),)

    id: int = key()
    slot_id: int = to("slot.id", index=False, cascade=False)
    interpreter_id: int = to("interpreter.id")
    meeting_id: int = to("meeting.id")
