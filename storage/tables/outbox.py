"""What is to be said to whom: notices posted once, and the calls that the courier delivers."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, SmallInteger, text
from sqlmodel import Field, SQLModel

from storage.tables.base import instant, json_dict, key, later_text, to
from storage.tables.types import BigId, text_enum


class Lane(enum.IntEnum):
    """Urgent first."""

    REPLY = 0
    """Callback answers and replies to what someone just did."""
    CHANGE = 1
    REMINDER = 2
    """Reminders, requests, digests."""
    BULK = 3
    """Announcements."""


class Channel(enum.StrEnum):
    """What carries messages to a person."""

    TELEGRAM = "telegram"


class OutboxState(enum.StrEnum):
    PENDING = "pending"
    SENT = "sent"
    DROPPED = "dropped"
    """Expired or superseded before it was sent."""
    UNDELIVERED = "undelivered"
    """The person blocked the bot or never opened the chat."""
    DEAD = "dead"
    """Telegram refused the call: for the operator to look at."""
    HELD = "held"
    """Kept back for review after a restore."""


_PENDING = text("state = 'pending'")
_READY = text("state = 'pending' AND not_before IS NULL")
_TIMED = text("state = 'pending' AND not_before IS NOT NULL")
_ASIDE = text("state IN ('dead', 'held')")
_WORDED = text("NOT blanked AND finished_at IS NOT NULL")
_WORDED_SQLITE = text("blanked = 0 AND finished_at IS NOT NULL")
_BLANKED, _BLANKED_SQLITE = text("blanked"), text("blanked = 1")
_ERASED = text("about = ' erased '")
_QUIETED = text("state = 'pending' AND quiet_from IS NOT NULL")
_EXPIRING = text("state = 'pending' AND expires_at IS NOT NULL")


class OutboxRow(SQLModel, table=True):
    """One Bot API call, written in the same transaction as its cause.

    params are the call's JSON parameters; an attachment is "attach://NAME" in them. after_id is the earlier
    row whose message_id this call needs (edit it, pin it): the courier puts it in as params["message_id"].
    """

    __tablename__ = "outbox"
    __table_args__ = (
        # The courier reads from these only what it may send now, however many wait for their day.
        Index("ix_outbox_ready", "lane", "id", sqlite_where=_READY, postgresql_where=_READY),
        Index("ix_outbox_timed", "lane", "not_before", sqlite_where=_TIMED, postgresql_where=_TIMED),
        Index("ix_outbox_expiring", "expires_at", sqlite_where=_EXPIRING, postgresql_where=_EXPIRING),
        Index("ix_outbox_quieted", "quiet_from", sqlite_where=_QUIETED, postgresql_where=_QUIETED),
        Index("ix_outbox_aside", "state", "id", sqlite_where=_ASIDE, postgresql_where=_ASIDE),
        # What is forgotten every hour is found among what was not forgotten the hour before.
        Index("ix_outbox_worded", "finished_at", sqlite_where=_WORDED_SQLITE, postgresql_where=_WORDED),
        Index("ix_outbox_blanked", "finished_at", sqlite_where=_BLANKED_SQLITE, postgresql_where=_BLANKED),
        Index("ix_outbox_erased", "finished_at", sqlite_where=_ERASED, postgresql_where=_ERASED),
        Index("ix_outbox_pending_key", "key", sqlite_where=_PENDING, postgresql_where=_PENDING),
    )

    id: int = key()
    channel: Channel = Field(
        default=Channel.TELEGRAM, sa_type=text_enum(Channel), sa_column_kwargs={"server_default": "telegram"}
    )
    lane: int = Field(default=Lane.REPLY, sa_type=SmallInteger)
    chat_id: int | None = Field(default=None, sa_type=BigId, index=True)
    """Empty for calls to no chat (answerCallbackQuery has none, but carries its person's id here all the same)."""
    method: str
    params: dict[str, Any] = json_dict()
    after_id: int | None = Field(default=None, sa_type=BigId)
    key: str | None = None
    """A pending row with the same key is dropped when this one is posted: the newest says it all."""
    not_before: datetime | None = instant()
    quiet_from: datetime | None = instant()
    """When its reader's next quiet time begins: it can wait, and is not sent from then on. Empty: it is sent, too."""
    quiet_until: datetime | None = instant()
    """The end of that quiet time, at which it is sent."""
    expires_at: datetime | None = instant()
    state: OutboxState = Field(default=OutboxState.PENDING, sa_type=text_enum(OutboxState))
    attempts: int = 0
    lease: int | None = Field(default=None, sa_type=BigId)
    """The number of the lease under which it ended; empty where there was none."""
    message_id: int | None = Field(default=None, sa_type=BigId)
    error: str = ""
    blanked: bool = False
    """The parameters were emptied, some days after the row was finished."""
    announcement_id: int | None = to("announcement.id", nullable=True, cascade=False)
    about: str = later_text()
    """Whom it is about, each subject between spaces: " delegate:12 person:5 ". Empty where nobody is referred to."""
    trace: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """What it came of, as the log names it: "u731" for update 731, "reminders-18f…" for a tick of the clock."""
    created_at: datetime = instant(now=True)
    finished_at: datetime | None = instant()


class Attachment(SQLModel, table=True):
    """A file that goes with an outbox row."""

    id: int = key()
    outbox_id: int = to("outbox.id")
    name: str
    """As params say it: attach://NAME."""
    file_name: str
    content: bytes = Field(sa_type=LargeBinary)


class PostedNotice(SQLModel, table=True):
    """The key of a notice that has been posted: "reminder:meeting=12:slot=3:delegate=7:minutes=60"."""

    __tablename__ = "notice"

    key: str = Field(primary_key=True)
    posted_at: datetime = instant(now=True, index=True)
