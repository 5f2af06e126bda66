"""A mission as its file describes it: plain values, checked, independent of any database.

line: the line in the file, for errors that only the database can find; not part of the value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from missions.loading.plan.known import time_zones
from missions.loading.plan.settings import Day, Hour, Key, Language, OneOf, Text, Whole, Wholes, YesNo, setting
from missions.names import entry_fold, fold
from missions.people.consent import KEPT_AFTER
from missions.quiet.prayers import METHODS
from storage.tables import OrganisationKind, PairWish, SessionKind


@dataclass(frozen=True, slots=True)
class DelegationPlan:
    key: str
    title: Mapping[str, str]
    country: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one day, in the mission's own time; from its start, or to its end, where None."""

    day: date
    begins: time | None = None
    ends: time | None = None

    def __str__(self) -> str:
        return self.day.isoformat()

    def instants(self, zone: ZoneInfo) -> dict[str, str]:
        """As the tables have it: {"from": …, "to": …} in UTC."""
        begins = datetime.combine(self.day, self.begins or time(), zone)
        last = datetime.combine(self.day, self.ends, zone) if self.ends else None
        ends = last or datetime.combine(self.day + timedelta(days=1), time(), zone)
        return {"from": begins.astimezone(UTC).isoformat(), "to": ends.astimezone(UTC).isoformat()}


def instants(spans: Sequence[Span], time_zone: str) -> list[dict[str, str]]:
    zone = ZoneInfo(time_zone)
    return sorted((span.instants(zone) for span in spans), key=lambda span: span["from"])


@dataclass(frozen=True, slots=True)
class VenuePlan:
    """Degrees in WGS 84, both or neither. tables are labels, each once.

    open is when meetings can be held there, always when empty; travel the minutes to other venues, by their keys.
    """

    key: str
    title: Mapping[str, str]
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    tables: tuple[str, ...] = ()
    open: tuple[Span, ...] = ()
    travel: Mapping[str, int] = field(default_factory=dict)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class InterpreterPlan:
    """Present all the time when present is empty. languages are two or more. in_a_row and per_day: 0 for no limit."""

    name: str
    languages: tuple[str, ...]
    phone: str = ""
    present: tuple[Span, ...] = ()
    breaks: tuple[Span, ...] = ()
    in_a_row: int = 0
    per_day: int = 0
    line: int = field(default=0, compare=False)

    @property
    def name_key(self) -> str:
        return fold(self.name)

    @property
    def entry_key(self) -> str:
        """What names the entry in the ledger of what was loaded."""
        return entry_fold(self.name)


@dataclass(frozen=True, slots=True)
class SlotPlan:
    """One slot, as aware instants in UTC."""

    starts_at: datetime
    ends_at: datetime
    venue: str | None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class SlotBlock:
    """A stretch of one day, in the mission's own time, that is cut into slots."""

    day: date
    begins: time
    ends: time
    minutes: int
    pause_minutes: int = 0
    venue: str | None = None
    """Key of the only venue open then; any when None."""
    place: str = field(default="slots", compare=False)
    """Its key path in the file: "slots[2]"."""
    line: int = field(default=0, compare=False)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)
    """The lines of its keys."""


@dataclass(frozen=True, slots=True)
class DelegatePlan:
    delegation: str
    name: str
    organisation: str
    kind: OrganisationKind
    language: str
    languages: tuple[str, ...]
    position: str = ""
    sectors: tuple[str, ...] = ()
    offer: str = ""
    need: str = ""
    offer_tags: tuple[str, ...] = ()
    need_tags: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    away: tuple[Span, ...] = ()
    meetings_per_day: int = 0
    phone: str = ""
    email: str = ""
    other_name: str = ""
    """The name in the other script, Arabic or Latin."""
    line: int = field(default=0, compare=False)
    known_as: str = field(default="", compare=False)
    """The file key that the delegate was first loaded with, where the source knows them by more than their name."""

    @property
    def file_key(self) -> str:
        """What makes two entries the same person: name and organisation, folded."""
        return self.known_as or file_key(self.name, self.organisation)


@dataclass(frozen=True, slots=True)
class SidePlan:
    """Everybody of a delegation and a kind of organisation; of any where empty."""

    delegation: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class GuestPlan:
    """A single delegate whom a session invites, by their file key."""

    file_key: str


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """A session of the programme, in the mission's own time. capacity: 0 for no limit. invited: everyone when empty;
    None where the source does not say."""

    key: str
    kind: SessionKind
    title: Mapping[str, str]
    day: date
    begins: time
    ends: time
    venue: str | None = None
    description: Mapping[str, str] = field(default_factory=dict)
    speakers: str = ""
    capacity: int = 0
    languages: tuple[str, ...] = ()
    interpretation: tuple[str, ...] = ()
    invited: tuple[SidePlan | GuestPlan, ...] | None = ()
    place: str = field(default="sessions", compare=False)
    """Its key path in the file: "sessions[2]"."""
    line: int = field(default=0, compare=False)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)
    """The lines of its keys."""

    def instants(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Begin and end in UTC."""
        begins, ends = (datetime.combine(self.day, hour, zone).astimezone(UTC) for hour in (self.begins, self.ends))
        return begins, ends


@dataclass(frozen=True, slots=True)
class PairPlan:
    """Two delegates by their file keys, and what is wished of them."""

    one: str
    other: str
    wish: PairWish
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionSettings:
    """[mission] of the mission file.

    A new setting is a field here, a column of `Mission` with the same name, and a line in docs/mission-file.md.
    """

    title: Mapping[str, str] = setting(Text(required=True))
    default_language: str = setting(Language())
    """The first language of the title if the file names none."""
    starts_on: date = setting(Day(required=True))
    ends_on: date = setting(Day(required=True))
    key: str = setting(Key("malaga"))
    description: Mapping[str, str] = setting(Text(limit=1000), default_factory=dict)
    time_zone: str = setting(OneOf(time_zones, "a time zone", required=True))
    reminder_minutes: tuple[int, ...] = setting(Wholes(1, 10_080, "[60, 15]"), default=(60, 15))
    digest_at: time | None = setting(Hour(), default=None)
    request_hours: int = setting(Whole(1, 720), default=24)
    programme: str = setting(Key("three-years", required=False), default="")
    within_delegation: bool = setting(YesNo(), default=False)
    meetings_per_day: int = setting(Whole(1, 50), default=0)
    travel_minutes: int = setting(Whole(0, 600), default=0)
    unseen_minutes: int = setting(Whole(0, 240), default=15)
    kept_days: int = setting(Whole(1, KEPT_AFTER.days), default=KEPT_AFTER.days)
    quiet_from: time | None = setting(Hour(), default=None)
    quiet_until: time | None = setting(Hour(), default=None)
    pushes_a_day: int = setting(Whole(0, 100), default=0)
    prayer_times: str = setting(OneOf(lambda: METHODS, "a method of prayer times"), default="")
    ramadan_on: date | None = setting(Day(), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionPlan(MissionSettings):
    """A whole mission: its settings, and everything that it consists of."""

    delegations: tuple[DelegationPlan, ...] = ()
    venues: tuple[VenuePlan, ...] = ()
    slot_blocks: tuple[SlotBlock, ...] = ()
    slots: tuple[SlotPlan, ...] = ()
    """The blocks, cut, in order of time."""
    interpreters: tuple[InterpreterPlan, ...] = ()
    sessions: tuple[SessionPlan, ...] = ()
    delegates: tuple[DelegatePlan, ...] = ()
    tags: tuple[Mapping[str, Any], ...] = ()
    may_meet: tuple[tuple[SidePlan, SidePlan], ...] = ()
    may_not_meet: tuple[tuple[SidePlan, SidePlan], ...] = ()
    pairs: tuple[PairPlan, ...] = ()

    @property
    def length(self) -> timedelta:
        return self.ends_on - self.starts_on


@lru_cache(maxsize=131_072)  # a large file's, each asked for in every step of a load
def file_key(name: str, organisation: str) -> str:
    return f"{entry_fold(name)} / {entry_fold(organisation)}"
