"""People as Telegram knows them, their roles, what they agreed to, and who did what."""

from __future__ import annotations

import enum
from datetime import datetime, time
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.base import instant, json_dict, key, later_text, to
from storage.tables.types import BigId, text_enum

_UNREACHABLE = text("unreachable_since IS NOT NULL")


class Asks(enum.StrEnum):
    """What a person wants at once; the rest stands in the evening digest."""

    EVERYTHING = "everything"
    ANSWERS = "answers"
    """What is urgent, and what waits for an answer of theirs."""
    URGENT = "urgent"


class Person(SQLModel, table=True):
    """Someone who opened the chat. Only what the protocol needs: an id and a language."""

    __table_args__ = (
        Index("ix_person_unreachable", "unreachable_since", sqlite_where=_UNREACHABLE, postgresql_where=_UNREACHABLE),
    )

    id: int = key()
    telegram_id: int | None = Field(default=None, sa_type=BigId, unique=True)
    language: str = "en"
    language_chosen: bool = False
    """By the person, or by the mission file for the profile that they claim: Telegram's report no longer counts."""
    owner: bool = False
    """Organises every mission: named in the settings, and set from them when a process starts."""
    mission_id: int | None = to("mission.id", nullable=True, cascade=False)
    """The mission this person looks at, where there are several."""
    unreachable_since: datetime | None = instant()
    phone_zone: str = later_text()
    """The time zone (IANA) of their phone, as they said; empty for the mission's."""
    quiet_from: time | None = None
    """Quiet hours of their own, by their phone's clock; both are empty where there are none."""
    quiet_until: time | None = None
    asks: Asks = Field(
        default=Asks.EVERYTHING, sa_type=text_enum(Asks), sa_column_kwargs={"server_default": "everything"}
    )
    created_at: datetime = instant(now=True)


class RoleKind(enum.StrEnum):
    ORGANISER = "organiser"
    LEADER = "leader"
    DESK = "desk"
    INTERPRETER = "interpreter"


class Role(SQLModel, table=True):
    """A part someone plays in organising a mission. Owners are named in the settings, not here."""

    __table_args__ = (UniqueConstraint("mission_id", "person_id", "kind"),)

    id: int = key()
    mission_id: int = to("mission.id")
    person_id: int = to("person.id")
    kind: RoleKind = Field(sa_type=text_enum(RoleKind))
    called: str = later_text()
    """Name and @username that Telegram reported when they asked: by it the owner knows whom to remove."""
    confirmed_at: datetime | None = instant()
    created_at: datetime = instant(now=True)


class Consent(SQLModel, table=True):
    """That someone agreed to a version of the privacy notice, and when; or withdrew."""

    id: int = key()
    person_id: int = to("person.id")
    mission_id: int = to("mission.id")
    version: str
    language: str
    given_at: datetime = instant(now=True)
    withdrawn_at: datetime | None = instant()


class Audit(SQLModel, table=True):
    """One act: who did what to which row. Holds ids, never names or texts."""

    id: int = key()
    at: datetime = instant(now=True, index=True)
    actor_id: int | None = to("person.id", nullable=True, cascade=False)
    mission_id: int | None = to("mission.id", nullable=True)
    act: str
    subject: str
    detail: dict[str, Any] = json_dict()
