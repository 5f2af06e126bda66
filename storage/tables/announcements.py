"""Organisers to many: the text in each language, its audience, and how it went."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables.base import instant, json_dict, key, later, to
from storage.tables.types import BigId, text_enum


class AnnouncementState(enum.StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"
    STOPPED = "stopped"
    DISCARDED = "discarded"


class Announcement(SQLModel, table=True):
    """texts are per language; readers of any other language get the fallback. audience is the filter as chosen."""

    id: int = key()
    mission_id: int = to("mission.id")
    author_id: int | None = to("person.id", nullable=True, cascade=False)
    """Empty once the author is erased: what was announced stays."""
    texts: dict[str, str] = json_dict()
    marks: dict[str, Any] = json_dict()
    """How each text is formatted, as `missions.announcements.marks` keeps it."""
    fallback: str | None = None
    audience: dict[str, Any] = json_dict()
    state: AnnouncementState = Field(default=AnnouncementState.DRAFT, sa_type=text_enum(AnnouncementState), index=True)
    urgent: bool = later(False)
    """Whether it is sent in quiet hours, too."""
    send_at: datetime | None = instant()
    """Empty where it is to be sent at once."""
    total: int = 0
    revision: int = 1
    progress_row_id: int | None = Field(default=None, sa_type=BigId)
    """The outbox row of the author's live progress message, edited as it goes."""
    progress: dict[str, Any] = json_dict()
    """The counts that this message showed last."""
    without_chat: int = 0
    """People of the audience whom nothing could be sent, since they had not opened the chat when sending began."""
    created_at: datetime = instant(now=True)
    finished_at: datetime | None = instant()


class AnnouncementDelivery(SQLModel, table=True):
    """One recipient, from the moment the audience is frozen: the outbox row once it is queued, and when it was seen."""

    __tablename__ = "announcement_delivery"
    __table_args__ = (UniqueConstraint("announcement_id", "person_id"),)

    id: int = key()
    announcement_id: int = to("announcement.id")
    person_id: int = to("person.id")
    language: str
    outbox_id: int | None = Field(default=None, sa_type=BigId, index=True)
    passed_over_at: datetime | None = instant()
    """When it was their turn and nothing could reach them; outbox_id stays empty."""
    held_at: datetime | None = instant()
    """When it was their turn and was held, until their quiet time is over or for the digest."""
    seen_at: datetime | None = instant()
