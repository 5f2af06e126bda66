"""Delegates, what they speak for, and the invitations that brought them."""

from __future__ import annotations

import enum
from datetime import datetime, time
from typing import Any

from sqlalchemy import Connection, Index, UniqueConstraint, event, inspect, text
from sqlalchemy.orm import Mapper
from sqlmodel import Field, SQLModel

from storage.tables.base import instant, json_list, key, later, later_text, spans, to
from storage.tables.called import Called
from storage.tables.folding import fold
from storage.tables.name_keys import name_keys
from storage.tables.types import text_enum


class OrganisationKind(enum.StrEnum):
    COMPANY = "company"
    AGENCY = "agency"
    CHAMBER = "chamber"
    PARK = "park"
    UNIVERSITY = "university"
    INVESTOR = "investor"
    ASSOCIATION = "association"


class Organisation(SQLModel, table=True):
    """What a delegate speaks for. name_key is the folded name, so that colleagues share a row."""

    __table_args__ = (UniqueConstraint("mission_id", "name_key"),)

    id: int = key()
    mission_id: int = to("mission.id")
    name: str
    name_key: str
    name_keys: str = later_text()
    """The name's words by their consonants, kept by the event below: found in either script."""
    kind: OrganisationKind = Field(sa_type=text_enum(OrganisationKind))


class DelegateStatus(enum.StrEnum):
    INVITED = "invited"
    """Imported, and nobody has opened the chat for this profile yet."""
    PENDING = "pending"
    QUESTIONED = "questioned"
    """The organiser asked for more."""
    APPROVED = "approved"
    REFUSED = "refused"
    PAUSED = "paused"
    LEFT = "left"
    SUSPENDED = "suspended"
    """By the organisers, for now: confirmed meetings stay."""
    REMOVED = "removed"
    """By the organisers, with all meetings."""


FORMER_NAMES = 20
"""Of one delegate: more than corrections need. An erasure that looks for them all in 200,000 messages takes 2 s."""
_UNRANKED = text("ranked_revision <> revision")


class Delegate(SQLModel, table=True):
    """A person's profile in one mission. days are ISO dates; languages ISO 639-1; sectors ids of the taxonomy."""

    __table_args__ = (
        UniqueConstraint("mission_id", "person_id"),
        UniqueConstraint("mission_id", "file_key"),
        # Partial: stale lists are few, however many delegates there are.
        Index("ix_delegate_unranked", "mission_id", sqlite_where=_UNRANKED, postgresql_where=_UNRANKED),
        Index("ix_delegate_directory", "mission_id", "status", "name_key"),
    )

    id: int = key()
    mission_id: int = to("mission.id")
    person_id: int | None = to("person.id", nullable=True)
    delegation_id: int = to("delegation.id")
    organisation_id: int = to("organisation.id")
    status: DelegateStatus = Field(default=DelegateStatus.PENDING, sa_type=text_enum(DelegateStatus), index=True)
    status_reason: str = ""
    name: str
    other_name: str = later_text()
    """The same name in Arabic letters where it is in others, or the other way round; empty where it is not known."""
    name_keys: str = later_text()
    """The words of both names by their consonants: found in either script and any usual spelling."""
    name_key: str = later_text()
    """The folded name, by which lists are sorted and people are found; words_key all that the directory shows, folded.
    Both are kept by the events below."""
    words_key: str = later_text()
    former_names: list[str] = json_list(later=True)
    """The last FORMER_NAMES of their earlier names, numbers and addresses, kept by the event below: messages of before
    are found by them when the delegate is erased."""
    position: str = ""
    sectors: list[str] = json_list()
    offer: str = ""
    need: str = ""
    offer_tags: list[str] = json_list(later=True)
    """Tags that the delegate confirmed for what they offer; need_tags for what they look for."""
    need_tags: list[str] = json_list(later=True)
    languages: list[str] = json_list()
    language: str = "en"
    """Of the texts above, and of the chat until a person is bound."""
    phone: str = ""
    email: str = ""
    days: list[str] = json_list()
    """The days attended; every day of the mission when empty."""
    away: list[dict[str, str]] = spans()
    """When they can meet nobody, on days that they attend: a flight, a session, a late arrival."""
    meetings_per_day: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """Their own limit; 0 where the mission's holds."""
    open_requests: int = later(0)
    """How many requests may wait for their answer at once; 0 where there is no limit."""
    auto_accept: bool = later(False)
    """Whether a request is confirmed at once where the time suits."""
    not_before: time | None = Field(default=None, nullable=True)
    """Local time before which they meet nobody, on any day."""
    file_key: str | None = None
    """Which entry of the mission file this came from; empty when registered in the chat."""
    revision: int = 1
    ranked_revision: int = later(0)
    """The revision of the profile that the lists are made from."""
    approved_at: datetime | None = instant()
    """When an organiser first accepted them: who left comes back to where they were."""
    created_at: datetime = instant(now=True)
    updated_at: datetime = instant(now=True)

    @property
    def called(self) -> Called:
        """The name, to be read in the reader's script."""
        return Called(self.name, self.other_name)


@event.listens_for(Delegate, "before_insert")
@event.listens_for(Delegate, "before_update")
def _keep_keys(_mapper: Mapper[Any], _connection: Connection, delegate: Delegate) -> None:
    """Fold again what was written: no use case can forget it."""
    texts = (delegate.position, delegate.offer, delegate.need)
    for column, value in folded(delegate.name, delegate.other_name, *texts).items():
        setattr(delegate, column, value)


def folded(name: str, other_name: str, position: str, offer: str, need: str) -> dict[str, str]:
    """The columns that are made of others: for rows that are inserted past the events, many at once."""
    words = fold(f"{name} {other_name} {position} {offer} {need}")
    return {"name_key": fold(name), "words_key": words, "name_keys": name_keys(name, other_name)}


@event.listens_for(Organisation, "before_insert")
@event.listens_for(Organisation, "before_update")
def _keep_firm_keys(_mapper: Mapper[Any], _connection: Connection, organisation: Organisation) -> None:
    organisation.name_keys = name_keys(organisation.name)


@event.listens_for(Delegate, "before_update")
def _keep_former_names(_mapper: Mapper[Any], _connection: Connection, delegate: Delegate) -> None:
    """Note what was overwritten: no use case can forget it."""
    state = inspect(delegate)
    written = (state.attrs[name].history.deleted or () for name in ("name", "other_name", "phone", "email"))
    former = [*delegate.former_names, *(value for values in written for value in values if value)]
    if former != delegate.former_names:
        delegate.former_names = [*dict.fromkeys(reversed(former))][:FORMER_NAMES][::-1]


class Invitation(SQLModel, table=True):
    """A link. role is "delegate" or a RoleKind; with delegate_id it claims that imported profile, with interpreter_id
    the entry of that interpreter."""

    id: int = key()
    mission_id: int = to("mission.id")
    token: str = Field(unique=True)
    role: str = "delegate"
    delegation_id: int | None = to("delegation.id", nullable=True)
    delegate_id: int | None = to("delegate.id", nullable=True)
    interpreter_id: int | None = to("interpreter.id", nullable=True)
    uses: int = 1
    uses_left: int = 1
    expires_at: datetime | None = instant()
    revoked_at: datetime | None = instant()
    created_by: int | None = to("person.id", nullable=True, cascade=False)
    created_at: datetime = instant(now=True)


class InvitationUse(SQLModel, table=True):
    """Who opened a link: opening it again uses it up no further. barred_at: it opens no more for this person."""

    __tablename__ = "invitation_use"
    __table_args__ = (UniqueConstraint("invitation_id", "person_id"),)

    id: int = key()
    invitation_id: int = to("invitation.id")
    person_id: int = to("person.id")
    at: datetime = instant(now=True)
    barred_at: datetime | None = instant()
