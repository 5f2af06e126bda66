"""Timetables: a draft made in the background, looked at, and published."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from storage.tables.base import instant, json_dict, key, to
from storage.tables.types import BigId, text_enum


class TimetableKind(enum.StrEnum):
    WHOLE = "whole"
    """All that is wished is placed, around what is set already."""
    AFRESH = "afresh"
    """The same around what both have accepted: what else was set may go elsewhere."""
    MENDED = "mended"
    """The published one with as few changes as can be, after something was lost or added."""


class TimetableState(enum.StrEnum):
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"
    PUBLISHING = "publishing"
    """The clock is at it, a chunk at a time."""
    PUBLISHED = "published"
    DISCARDED = "discarded"


class Timetable(SQLModel, table=True):
    """A timetable of a mission. Its worker reports progress every second.

    plan: as missions.timetables.draft_plan.TimetableDraft writes it; ids only, no names.
    """

    id: int = key()
    mission_id: int = to("mission.id")
    kind: TimetableKind = Field(sa_type=text_enum(TimetableKind))
    state: TimetableState = Field(default=TimetableState.MAKING, sa_type=text_enum(TimetableState), index=True)
    seconds: int = 0
    """How long the search may take; 0 where it takes as long as is usual for its size."""
    made_by: int | None = to("person.id", nullable=True, cascade=False)
    basis: str = ""
    """A hash of the wishes, meetings and frame that it was made from: whether they are still the same."""
    progress: dict[str, Any] = json_dict()
    plan: dict[str, Any] = json_dict()
    publishing: dict[str, Any] = json_dict(later=True)
    """What is to be written while it is being published, as missions.timetables.publish_state.Todo has it; afterwards
    what came of it."""
    error: str = ""
    revision: int = 1
    attempts: int = 0
    """How many workers have claimed it: the earlier ones died."""
    beat_at: datetime | None = instant()
    """The worker's last heartbeat."""
    stop_asked_at: datetime | None = instant()
    progress_row_id: int | None = Field(default=None, sa_type=BigId)
    """The outbox row of the organiser's live progress message, edited as it goes."""
    shown: dict[str, Any] = json_dict()
    """The progress that this message showed last."""
    created_at: datetime = instant(now=True)
    finished_at: datetime | None = instant()
    published_at: datetime | None = instant()
    told_at: datetime | None = instant(index=True)
    """When the last of those it concerns was sent their agenda; the clock tells the next ones until then."""
