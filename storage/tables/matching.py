"""Whom to propose to whom: the lists as they were last made, what the organisers wish, and the texts as encoded."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, SmallInteger, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.base import instant, json_dict, json_list, key, to
from storage.tables.types import BigId, Json, text_enum


class PairWish(enum.StrEnum):
    MUST = "must"
    NEVER = "never"


class CuratedPair(SQLModel, table=True):
    """What the organisers wish of two delegates, the one with the smaller id first."""

    __tablename__ = "curated_pair"
    __table_args__ = (UniqueConstraint("one_id", "other_id"),)

    id: int = key()
    mission_id: int = to("mission.id")
    one_id: int = to("delegate.id")
    other_id: int = to("delegate.id")
    wish: PairWish = Field(sa_type=text_enum(PairWish))
    made_by: int | None = to("person.id", nullable=True, cascade=False)
    """Empty where the mission file says it."""
    made_at: datetime = instant(now=True)


_WAITING = text("waiting IS NOT NULL")
_UNTOLD = text("told_at IS NULL")


class RankedPair(SQLModel, table=True):
    """One counterpart in a delegate's list; place is the order within all of it."""

    __tablename__ = "ranked_pair"
    __table_args__ = (
        UniqueConstraint("delegate_id", "counterpart_id"),
        Index("ix_ranked_pair_list", "delegate_id", "place"),
    )

    id: int = key()
    mission_id: int = to("mission.id")
    delegate_id: int = to("delegate.id", index=False)
    counterpart_id: int = to("delegate.id")
    place: int = Field(sa_type=SmallInteger)
    score: float = 0.0
    fit: str = "each_other"
    """"each_other", "they_offer", "they_seek" or "wished": why they should meet, in a word."""
    must: bool = False
    """The organisers wish it."""
    reasons: list[dict[str, Any]] = json_list()
    """Direction, tags, the phrase that fits best with its language: nothing that is not in the two profiles."""


class MatchingState(SQLModel, table=True):
    """The state of a mission's lists."""

    __tablename__ = "matching_state"

    mission_id: int = Field(sa_type=BigId, foreign_key="mission.id", primary_key=True, ondelete="CASCADE")
    wanted_at: datetime | None = instant()
    """When all lists are due to be updated; empty if nothing has changed since."""
    made_at: datetime | None = instant()
    encoder: str = ""
    """Which encoder they were made with; empty without one, by tags alone."""
    figures: dict[str, Any] = json_dict()
    """What the organisers are shown of them."""
    weights: dict[str, float] = json_dict(later=True)
    """How telling each topic is, by how few profiles name it: for the reasons of two who are in no list."""


class RankingMark(SQLModel, table=True):
    """Something that the lists of a mission are made from has changed: written by the triggers of `storage.triggers`.

    Only ever added to: two who change something at the same moment do not wait for each other.
    """

    __tablename__ = "ranking_mark"

    id: int = key()
    mission_id: int = Field(sa_type=BigId)
    """Without a foreign key: the mark may outlive the mission."""


class TextVector(SQLModel, table=True):
    """A text as the encoder reads it, so that no text is encoded twice. key is a hash of the text and the encoder."""

    __tablename__ = "text_vector"
    __table_args__ = (Index("ix_text_vector_waiting", "key", sqlite_where=_WAITING, postgresql_where=_WAITING),)

    key: str = Field(primary_key=True)
    waiting: str | None = None
    """The text itself, until it is encoded."""
    vector: bytes | None = Field(default=None, sa_type=LargeBinary)
    tags: list[str] = json_list()
    """Tags that it speaks of, the likeliest first."""
    used_at: datetime = instant(now=True, index=True)


class Search(SQLModel, table=True):
    """Free words looked for in the directory. They are encoded outside the unit of work that asks."""

    __table_args__ = (Index("ix_search_untold", "id", sqlite_where=_UNTOLD, postgresql_where=_UNTOLD),)

    id: int = key()
    mission_id: int = to("mission.id")
    person_id: int = to("person.id")
    words: str
    found: list[int] | None = Field(default=None, sa_type=Json, nullable=True)
    """Delegates, best first; empty until it was answered."""
    message: dict[str, Any] = json_dict()
    """What shows the results: {"row": outbox id}, {"message": id} or {"inline": id of the inline query}."""
    asked_at: datetime = instant(now=True, index=True)
    answered_at: datetime | None = instant()
    told_at: datetime | None = instant()
    """When the results were shown."""
