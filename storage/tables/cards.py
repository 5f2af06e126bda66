"""Cards: messages about a thing, which follow the thing for as long as they stand in a chat."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from storage.tables.base import instant, key
from storage.tables.outbox import Channel
from storage.tables.types import BigId, text_enum

_STALE, _STALE_SQLITE = text("stale"), text("stale = 1")
_ENDS = text("true_until IS NOT NULL")


class CardKind(enum.StrEnum):
    """What a card is about; thing_id is the id of it."""

    MEETING = "meeting"
    CHOICE = "choice"
    """What may be done with a meeting: other times, reasons."""
    REMINDER = "reminder"
    ALONE = "alone"
    """A meeting to which one of the two has not come, for the organisers; side_id waits."""
    BRIEF = "brief"
    """The last reminder of a meeting."""
    INTEREST = "interest"
    """A delegate whom the reader wants to meet, and who wants to meet the reader."""
    SUGGESTION = "suggestion"
    """A counterpart who is suggested to the reader."""
    CONTRADICTION = "contradiction"
    """A meeting that a changed profile contradicts; day says in what, and on which side."""
    REFILL = "refill"
    """A freed place that is offered to a delegate."""
    CHANGE = "change"
    """A receipt of a change: the meetings that it moved."""
    DAY = "day"
    """A day of what the timetable set for a delegate; day says which."""
    AGENDA = "agenda"
    """A day of a delegate's agenda; day says which."""
    REQUESTS = "requests"
    """A person's open requests."""
    REGISTRATION = "registration"
    """A delegate whose registration the organisers decide on."""
    ASKED = "asked"
    """A delegate of whom the organisers want more before they approve; day says whether they have refused."""
    DRAFT = "draft"
    """A timetable, for the organisers."""
    ANNOUNCEMENT = "announcement"
    """How far it is, for the organisers."""
    ROLE = "role"
    WAITING = "waiting"
    """The registrations of a mission that wait, for the organisers."""
    CLAIMS = "claims"
    """Profiles claimed lately, for the organisers; thing_id is the moment. Only its buttons become untrue."""
    UNREACHABLE = "unreachable"
    """Delegates who blocked the chat lately, likewise."""
    CLOSED = "closed"
    """Requests and meetings of others that ended lately, for the organisers who answer for them, likewise."""
    PROFILE = "profile"
    """A delegate, at the desk; day says from where, 0 for the queue."""
    DIGEST = "digest"
    """A day of a delegate's meetings, as it was sent the evening before; day says which, and which part of it."""
    PIN = "pin"
    """Where a meeting is, on the map."""
    SESSION = "session"
    """A session of the programme, for a delegate."""
    PROGRAMME = "programme"
    """A day of the programme, for a delegate, who is the thing; day says which."""
    SESSION_PIN = "session_pin"
    """Where a session is, on the map."""
    SESSION_DESK = "session_desk"
    """A session, for the organisers: how many signed up, wait, are counted."""
    ORGANISATION = "organisation"
    """A request to an organisation."""
    MY_DAY = "my-day"
    """A delegate's day: now, next, later; day says which."""
    PINNED_DAY = "pinned-day"
    """The same in the message that the delegate keeps pinned, whatever day it is."""
    INTERPRETED = "interpreted"
    """A meeting, for its interpreter."""
    INTERPRETER_REMINDER = "interpreter-reminder"
    """That such a meeting begins soon."""
    INTERPRETER_BRIEF = "interpreter-brief"
    """A day of an interpreter's meetings, as it was sent the evening before; day as that of a digest."""
    INTERPRETER_CHANGE = "interpreter-change"
    """A receipt of what changed for an interpreter."""
    INTERPRETER_OUT = "interpreter-out"
    """An interpreter who is late or ill, for the organisers."""
    CALL_SHEET = "call-sheet"
    """Whom the organisers of a mission, which is the thing, have to call."""
    CALL = "call"
    """A delegate, who is the thing, whom an organiser calls."""


class LiveCard(SQLModel, table=True):
    """One message in one chat, and what it is about. Deleted once nothing in the message can become untrue."""

    __tablename__ = "card"
    __table_args__ = (
        Index("ix_card_thing", "kind", "thing_id"),
        Index("ix_card_chat", "chat_id", "kind", "thing_id"),
        Index("ix_card_true_until", "true_until", sqlite_where=_ENDS, postgresql_where=_ENDS),
        Index("ix_card_stale", "id", sqlite_where=_STALE_SQLITE, postgresql_where=_STALE),
    )

    id: int = key()
    channel: Channel = Field(default=Channel.TELEGRAM, sa_type=text_enum(Channel))
    chat_id: int = Field(sa_type=BigId)
    kind: CardKind = Field(sa_type=text_enum(CardKind))
    thing_id: int = Field(sa_type=BigId)
    side_id: int | None = Field(default=None, sa_type=BigId, index=True)
    """The delegate as whom the reader sees it; of an interpreter, their id below zero. So is the thing_id of a card
    about a day or an agenda."""
    day: int = 0
    """As date.toordinal has it."""
    sent_row: int | None = Field(default=None, sa_type=BigId)
    """The outbox row that sent the message; empty where message_id is known."""
    message_id: int | None = Field(default=None, sa_type=BigId)
    drawn_by: int = Field(sa_type=BigId)
    """The outbox row of the send or edit that the message shows last."""
    truth: str = ""
    """Digest of what it would read if nothing were said around it: the same digest, nothing to be redrawn."""
    notice: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    """Whether the message is a notice, which keeps its text: what its buttons open comes below."""
    true_until: datetime | None = instant()
    """When it becomes untrue by itself, as it says "today" or "tomorrow"."""
    stale: bool = False
    created_at: datetime = instant(now=True)


class TouchedRow(SQLModel, table=True):
    """A row of another table has changed: written by the triggers of `storage.triggers`, read by the clock."""

    __tablename__ = "touched"

    id: int = key()
    of_table: str
    thing_id: int = Field(sa_type=BigId)
