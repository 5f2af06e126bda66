"""Places that meetings left behind, and the pairs that were asked to take them."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.base import instant, key, to
from storage.tables.types import BigId, UtcDateTime, text_enum


class FreedState(enum.StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    OVER = "over"
    """Nobody is left to ask, or it is too late."""


_OPEN_PLACE = text("state = 'open'")


class FreedPlace(SQLModel, table=True):
    """A table that is free in a slot because a meeting left it. Written by a trigger: no use case can forget it.

    Slot and table are no foreign keys: a place may outlive them by a tick.
    """

    __tablename__ = "freed_place"
    __table_args__ = (
        Index(
            "uq_freed_place_open",
            "slot_id",
            "table_id",
            unique=True,
            sqlite_where=_OPEN_PLACE,
            postgresql_where=_OPEN_PLACE,
        ),
    )

    id: int = key()
    slot_id: int = Field(sa_type=BigId)
    table_id: int = Field(sa_type=BigId)
    state: FreedState = Field(
        default=FreedState.OPEN, sa_type=text_enum(FreedState), sa_column_kwargs={"server_default": text("'open'")}
    )
    next_at: datetime | None = instant()
    """When pairs are asked next; at once where empty."""
    meeting_id: int | None = Field(default=None, sa_type=BigId)
    """The meeting that has it now."""


class OfferState(enum.StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    """The other has yet to accept."""
    TAKEN_UP = "taken_up"
    """Both accepted in time: it is their meeting."""
    LOST = "lost"
    """Others took the place."""
    DECLINED = "declined"
    OFF = "off"
    """The other declined, or cannot any more."""
    EXPIRED = "expired"


ASKED_STATES = (OfferState.OPEN, OfferState.ACCEPTED)
"""States of offers that may yet be taken up."""

_ASKED = text("state IN ('open', 'accepted')")


class RefillOffer(SQLModel, table=True):
    """One of a pair is asked whether they would meet in a freed place; the other has a row of their own."""

    __tablename__ = "refill_offer"
    __table_args__ = (
        # The same is asked once: this delegate, this counterpart, this slot.
        UniqueConstraint("slot_id", "delegate_id", "other_id"),
        # And one thing at a time.
        Index(
            "uq_refill_offer_asked", "slot_id", "delegate_id", unique=True, sqlite_where=_ASKED, postgresql_where=_ASKED
        ),
        Index("ix_refill_offer_expires_at", "expires_at", sqlite_where=_ASKED, postgresql_where=_ASKED),
    )

    id: int = key()
    place_id: int = to("freed_place.id")
    slot_id: int = Field(sa_type=BigId)
    table_id: int = Field(sa_type=BigId)
    delegate_id: int = to("delegate.id")
    other_id: int = to("delegate.id")
    state: OfferState = Field(default=OfferState.OPEN, sa_type=text_enum(OfferState))
    asked_at: datetime = instant(now=True)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    answered_at: datetime | None = instant()
