"""A mission and its fixed frame: delegations, venues with their tables, slots."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.base import instant, json_dict, json_list, key, later, spans, to
from storage.tables.types import BigId, UtcDateTime


class Mission(SQLModel, table=True):
    """A dated trip or event. Titles and description are texts per language: {"fr": "…"}."""

    id: int = key()
    key: str = Field(unique=True)
    title: dict[str, str] = json_dict()
    description: dict[str, str] = json_dict()
    time_zone: str
    starts_on: date
    ends_on: date
    default_language: str = "en"
    reminder_minutes: list[int] = json_list()
    digest_at: time | None = None
    """Local time of the evening digest of the next day; none when empty."""
    request_hours: int = 24
    """How long an unanswered meeting request holds its slot."""
    quiet_from: time | None = None
    """From which local hour on nothing is sent that can wait; both are empty where there are no quiet hours."""
    quiet_until: time | None = None
    pushes_a_day: int = later(0)
    """Messages a person and day after which what can wait goes into the evening digest; 0 where there is no limit."""
    prayer_times: str = later("")
    """The method by which prayer times are computed, which are quiet; empty where they are not observed."""
    ramadan_on: date | None = None
    """The first day of Ramadan, where the organisers have set it; else by the computed calendar."""
    meetings_per_day: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """How many meetings one person has in a day at most; 0 where there is no limit."""
    travel_minutes: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """From one venue to another, where nothing else is said of the two."""
    unseen_minutes: int = Field(default=15, sa_column_kwargs={"server_default": "15"})
    """How long a change waits for "Seen" before the next step: said again, the counterpart warned, the call sheet; 0
    where it only waits."""
    kept_days: int = Field(default=365, sa_column_kwargs={"server_default": "365"})
    """How long after the last day profiles, and all that is known of people, are kept."""
    programme: str = later("")
    """Key of the series that the mission belongs to; empty if none."""
    within_delegation: bool = later(False)
    """Whether delegates of one delegation may meet."""
    may_meet: list[dict[str, Any]] = json_list(later=True)
    """Who may meet whom: pairs of sides ({"one": {"delegation": key, "kind": kind}, "other": …}, with "never": true for
    those who may not); empty: all. The mission file begins it, the desk changes it:
    `missions.rules.who_may_meet` reads it."""
    tags: list[dict[str, Any]] = json_list(later=True)
    """Tags of this mission in addition to the taxonomy's, in its format."""
    zone_rules: str = later("")
    """Edition of the time zone rules by which its instants were made: "2026f of the tzdata package"."""
    zone_offsets: dict[str, Any] = json_dict(later=True)
    """What these rules say of its zone around its days: see `missions.operations.zone_rules`."""
    zone_told: bool = later(True)
    """Whether the desk knows of the last change of these rules."""
    created_at: datetime = instant(now=True)


class Delegation(SQLModel, table=True):
    """One side of a mission. country is ISO 3166-1 alpha-2."""

    __table_args__ = (UniqueConstraint("mission_id", "key"),)

    id: int = key()
    mission_id: int = to("mission.id")
    key: str
    title: dict[str, str] = json_dict()
    country: str = ""


class Venue(SQLModel, table=True):
    """A place. Degrees in WGS 84; both or neither."""

    __table_args__ = (UniqueConstraint("mission_id", "key"),)

    id: int = key()
    mission_id: int = to("mission.id")
    key: str
    title: dict[str, str] = json_dict()
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    open: list[dict[str, str]] = spans()
    """When meetings can be held there; always when empty."""
    closed_at: datetime | None = instant()
    """Since when it can no longer be used, with all its tables."""


class VenueTravel(SQLModel, table=True):
    """How long people need from one venue to the other, either way: one_id is the smaller of the two."""

    __tablename__ = "venue_travel"
    __table_args__ = (UniqueConstraint("one_id", "other_id"),)

    id: int = key()
    one_id: int = to("venue.id", index=False)
    other_id: int = to("venue.id")
    minutes: int


class MeetingTable(SQLModel, table=True):
    """Where two people sit down: a table of a venue. It can be moved to another venue with all its meetings."""

    __tablename__ = "meeting_table"
    __table_args__ = (UniqueConstraint("venue_id", "label"),)

    id: int = key()
    venue_id: int = to("venue.id")
    label: str
    closed_at: datetime | None = instant()
    """Since when nobody can be seated there any more."""


_TOGETHER = text("apart_from IS NULL")


class Slot(SQLModel, table=True):
    """A time in which a meeting can be. The slots of one mission never overlap, but for those that stand apart."""

    __table_args__ = (
        Index(
            "uq_slot_mission_id_starts_at",
            *("mission_id", "starts_at"),
            unique=True,
            sqlite_where=_TOGETHER,
            postgresql_where=_TOGETHER,
        ),
    )

    id: int = key()
    mission_id: int = to("mission.id")
    starts_at: datetime = Field(sa_type=UtcDateTime, index=True)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    venue_id: int | None = to("venue.id", nullable=True, cascade=False)
    """The only venue open in this slot; any when empty."""
    closed_at: datetime | None = instant()
    """Since when no meeting can be held in it any more."""
    shifts: int = later(0)
    """How often its hours were shifted: what reminds of them is said again."""
    shifted_at: datetime | None = instant()
    """When that was done last."""
    apart_from: int | None = Field(default=None, sa_type=BigId, nullable=True)
    """The slot that its meetings were in until their venue alone was shifted; empty for all others. No foreign key:
    that slot may go before it."""
