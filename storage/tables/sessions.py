"""The programme: sessions that many attend, who signed up, and places as rows, so that no code can give one twice."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Index, UniqueConstraint, event, inspect, text
from sqlalchemy.orm import Mapper
from sqlmodel import Field, SQLModel

from storage.tables.base import instant, json_dict, json_list, key, later, to
from storage.tables.types import BigId, UtcDateTime, text_enum


class SessionKind(enum.StrEnum):
    PLENARY = "plenary"
    SEMINAR = "seminar"
    COURSE = "course"
    VISIT = "visit"
    BUS = "bus"
    MEAL = "meal"


class ProgrammeSession(SQLModel, table=True):
    """A part of the programme; title and description per language. A change of time or place raises its revision."""

    __tablename__ = "programme_session"
    __table_args__ = (UniqueConstraint("mission_id", "key"),)

    id: int = key()
    mission_id: int = to("mission.id", index=False)
    key: str | None = None
    """Its name in the mission file; empty for one that was added at the desk."""
    kind: SessionKind = Field(sa_type=text_enum(SessionKind))
    title: dict[str, str] = json_dict()
    description: dict[str, str] = json_dict()
    starts_at: datetime = Field(sa_type=UtcDateTime, index=True)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    venue_id: int | None = to("venue.id", nullable=True, cascade=False)
    """Where it is, or where its people meet."""
    speakers: str = ""
    capacity: int = 0
    """How many can sign up; 0 where there is no limit."""
    languages: list[str] = json_list()
    """In which it is held."""
    interpretation: list[str] = json_list()
    """Into which it is interpreted."""
    invited: list[dict[str, Any]] = json_list()
    """Who may sign up: sides ({"delegation": key, "kind": kind}, empty for any) and people ({"delegate": id}); everyone
    when empty."""
    is_full: bool = False
    """Whether the last place is taken, or others wait: written with the places, so that cards follow."""
    revision: int = 1
    cancelled_at: datetime | None = instant()


class SignUpState(enum.StrEnum):
    SIGNED_UP = "signed_up"
    WAITING = "waiting"
    OFFERED = "offered"
    """A place is kept until the delegate answers."""
    LEFT = "left"


HOLDING = (SignUpState.SIGNED_UP, SignUpState.OFFERED)
"""States of those who have a place."""


class Loss(enum.StrEnum):
    """Why organisers took a place away."""

    INVITATION = "invitation"
    """The session is by invitation now, and not for the delegate."""
    PLACES = "places"
    """There are fewer places now: the delegate waits for one."""


_LOST = text("lost_at IS NOT NULL")


class SignUp(SQLModel, table=True):
    """What one delegate has to do with a session."""

    __tablename__ = "sign_up"
    __table_args__ = (
        UniqueConstraint("session_id", "delegate_id"),
        Index("ix_sign_up_lost_at", "lost_at", sqlite_where=_LOST, postgresql_where=_LOST),
    )

    id: int = key()
    session_id: int = to("programme_session.id", index=False)
    delegate_id: int = to("delegate.id")
    state: SignUpState = Field(sa_type=text_enum(SignUpState))
    asked_at: datetime = instant(now=True)
    """Since when they have a place or wait for one: the waiting list goes by it."""
    offered_until: datetime | None = instant(index=True)
    """Until when a place is kept for their answer."""
    present_at: datetime | None = instant()
    """When they were counted."""
    loss: Loss | None = Field(default=None, sa_type=text_enum(Loss), nullable=True)
    """Why they lost a place last, if they did."""
    lost_at: datetime | None = instant()
    """When they lost it; empty once they read it."""
    revision: int = later(0)
    """How often they took a place or gave one up, kept by the event below: calendars follow the higher number."""


@event.listens_for(SignUp, "before_update")
def _count_places(_mapper: Mapper[Any], _connection: Connection, sign_up: SignUp) -> None:
    """No use case can forget it."""
    before = inspect(sign_up).attrs["state"].history.deleted or ()
    if any((each == SignUpState.SIGNED_UP) != (sign_up.state == SignUpState.SIGNED_UP) for each in before):
        sign_up.revision += 1


class SessionPlace(SQLModel, table=True):
    """A place of a session with a limit: there are as many rows as places, and a sign-up has one at most."""

    __tablename__ = "session_place"
    __table_args__ = (UniqueConstraint("session_id", "number"), UniqueConstraint("sign_up_id"))

    id: int = key()
    session_id: int = to("programme_session.id", index=False)
    number: int
    sign_up_id: int | None = Field(
        default=None, sa_type=BigId, foreign_key="sign_up.id", nullable=True, ondelete="SET NULL"
    )
