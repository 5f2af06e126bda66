"""Reading the frame of a mission: itself, its delegations, its venues with their tables, its blocks of slots."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from missions.loading.plan.values import (
    DelegatePlan,
    DelegationPlan,
    InterpreterPlan,
    MissionPlan,
    SlotBlock,
    SlotPlan,
    VenuePlan,
)
from missions.loading.toml.known import countries, nearest, time_zones
from missions.loading.toml.section import Section
from missions.people.consent import KEPT_AFTER

LONGEST = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class MissionRead:
    """[mission] as far as it could be read: what is empty or None was wrong, and noted."""

    key: str
    title: dict[str, str]
    description: dict[str, str]
    time_zone: str
    starts_on: date | None
    ends_on: date | None
    default_language: str
    reminder_minutes: tuple[int, ...]
    digest_at: time | None
    request_hours: int
    programme: str
    within_delegation: bool
    meetings_per_day: int
    travel_minutes: int
    kept_days: int

    @property
    def has_frame(self) -> bool:
        """Whether its days and its clock are known."""
        return bool(self.time_zone and self.starts_on and self.ends_on)

    def outside(self, day: date) -> str | None:
        """What is wrong with a day that is none of the mission's."""
        if not self.starts_on or not self.ends_on or self.starts_on <= day <= self.ends_on:
            return None
        return f"{day} is not a day of the mission: write one from {self.starts_on} to {self.ends_on}"

    def plan(
        self,
        *,
        delegations: Sequence[DelegationPlan],
        venues: Sequence[VenuePlan],
        blocks: Sequence[SlotBlock],
        slots: Sequence[SlotPlan],
        interpreters: Sequence[InterpreterPlan],
        delegates: Sequence[DelegatePlan],
    ) -> MissionPlan | None:
        if not self.starts_on or not self.ends_on:
            return None
        return MissionPlan(
            key=self.key,
            title=self.title,
            description=self.description,
            time_zone=self.time_zone,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            default_language=self.default_language,
            reminder_minutes=self.reminder_minutes,
            digest_at=self.digest_at,
            request_hours=self.request_hours,
            programme=self.programme,
            within_delegation=self.within_delegation,
            meetings_per_day=self.meetings_per_day,
            travel_minutes=self.travel_minutes,
            kept_days=self.kept_days,
            delegations=tuple(delegations),
            venues=tuple(venues),
            slot_blocks=tuple(blocks),
            slots=tuple(slots),
            interpreters=tuple(interpreters),
            delegates=tuple(delegates),
        )


def read_mission(section: Section) -> MissionRead:
    title = section.texts("title", required=True)
    written = section.language("default_language")
    language = written or next(iter(title), "")
    starts_on, ends_on = _days(section)
    read = MissionRead(
        key=section.key("key", "malaga"),
        title=title,
        description=section.texts("description", limit=1000),
        time_zone=section.one_of("time_zone", time_zones(), "a time zone", required=True),
        starts_on=starts_on,
        ends_on=ends_on,
        default_language=language,
        reminder_minutes=_reminders(section),
        digest_at=section.hour("digest_at"),
        request_hours=section.whole("request_hours", 1, 720, default=24),
        programme=section.key("programme", "three-years")
        if "programme" in section.values
        else section.none("programme"),
        within_delegation=section.yes_no("within_delegation"),
        meetings_per_day=section.whole("meetings_per_day", 1, 50),
        travel_minutes=section.whole("travel_minutes", 0, 600),
        kept_days=section.whole("kept_days", 1, KEPT_AFTER.days, default=KEPT_AFTER.days),
    )
    _complete(section, "title", title, language)
    if read.description:
        _complete(section, "description", read.description, language)
    section.close()
    return read


def _days(section: Section) -> tuple[date | None, date | None]:
    starts_on, ends_on = section.day("starts_on", required=True), section.day("ends_on", required=True)
    if starts_on and not 2000 <= starts_on.year <= 2200:
        section.wrong("starts_on", f"{starts_on} is not a day that a mission could start on")
        return None, None
    if starts_on and ends_on and not starts_on <= ends_on <= starts_on + LONGEST:
        last = starts_on + LONGEST
        section.wrong("ends_on", f"{ends_on} cannot be the last day: write one from {starts_on} to {last}")
        return None, None
    return starts_on, ends_on


def _reminders(section: Section) -> tuple[int, ...]:
    if "reminder_minutes" not in section.values:
        section.list("reminder_minutes", "[60, 15]")
        return (60, 15)
    minutes = []
    for index, value in enumerate(section.list("reminder_minutes", "[60, 15]")):
        if section.is_whole("reminder_minutes", value, 1, 10_080, index):
            minutes.append(int(value))
    return section.distinct("reminder_minutes", minutes)


def _complete(section: Section, key: str, texts: dict[str, str], language: str) -> None:
    """Readers of a language without a text fall back; the last they fall back to must be there."""
    if texts and language and language not in texts:
        section.wrong(key, f"has no text in {language}, the mission's default language")


def read_delegations(sections: Sequence[Section], language: str) -> list[DelegationPlan]:
    delegations = []
    seen: dict[object, Section] = {}
    for section in sections:
        key = section.key("key", "morocco")
        unique(section, "key", key, seen)
        title = section.texts("title", required=True)
        _complete(section, "title", title, language)
        country = section.text("country", required=True, example='country = "MA"')
        if country and country not in countries():
            by_name = {name: code for code, name in countries().items()}
            meant = nearest(country, by_name)
            code = by_name[meant] if meant else country.upper()
            hint = f'did you mean "{code}"?' if code in countries() else 'write two capitals (ISO 3166-1), as in "MA"'
            section.wrong("country", f'"{country}" is not a country; {hint}')
        section.close()
        delegations.append(DelegationPlan(key, title, country, section.line))
    return delegations


def unique(section: Section, key: str, value: object, seen: dict[object, Section]) -> None:
    """Note a value that an earlier entry has already."""
    if value and value in seen:
        section.wrong(key, f'"{value}" is there already, on line {seen[value].line}')
    seen.setdefault(value, section)


def read_venues(sections: Sequence[Section], mission: MissionRead) -> list[VenuePlan]:
    language = mission.default_language
    venues = []
    seen: dict[object, Section] = {}
    keys = [section.values.get("key") for section in sections]
    for section in sections:
        key = section.key("key", "pta")
        unique(section, "key", key, seen)
        address = section.text("address", limit=300)
        title = _title_or_name(section, language)
        latitude, longitude = section.degrees("latitude", 90), section.degrees("longitude", 180)
        for here, other in (("latitude", "longitude"), ("longitude", "latitude")):
            if here in section.values and other not in section.values:
                section.wrong(here, f"stands alone; write {other} too, or neither")
        labels = section.list("tables", '["1", "2"]')
        tables = [section.clean("tables", label, index, limit=40) for index, label in enumerate(labels)]
        opened, travel = section.spans("open", mission.outside), _travel(section, key, keys)
        section.close()
        tables = list(section.distinct("tables", tables))
        venues.append(
            VenuePlan(key, title, address, latitude, longitude, tuple(tables), opened, travel, line=section.line)
        )
    return venues


def _travel(section: Section, own: str, keys: Sequence[object]) -> dict[str, int]:
    """Minutes to other venues of the file, by their keys."""
    others = [key for key in keys if isinstance(key, str) and key != own]
    minutes = {}
    for other, value in section.mapping("travel_minutes", '{ cade = 15, "bic" = 5 }').items():
        if not section.is_one_of("travel_minutes", other, others, "the key of another venue in this file", other):
            continue
        if section.is_whole("travel_minutes", value, 0, 600, other):
            minutes[other] = int(value)
    return minutes


def _title_or_name(section: Section, language: str) -> dict[str, str]:
    if "name" in section.values:
        name = section.text("name", required=True)
        section.texts("title")
        if "title" in section.values:
            section.wrong(
                "name", "and title are both there; keep title for a text per language, or name for all of them"
            )
        return {language or "en": name}
    title = section.texts("title", required=True)
    section.text("name")
    _complete(section, "title", title, language)
    return title


def read_blocks(sections: Sequence[Section], mission: MissionRead, venues: Collection[object]) -> list[SlotBlock]:
    """The blocks that could be read whole. venues are the keys that the file gives to its venues."""
    keys = [key for key in venues if isinstance(key, str)]
    blocks = []
    for section in sections:
        day = section.day("date", required=True)
        begins, ends = section.hour("from", required=True), section.hour("to", required=True)
        minutes = section.whole("minutes", 5, 480, required=True)
        pause = section.whole("pause_minutes", 0, 240)
        venue = section.one_of("venue", keys, "the key of a venue in this file") or None
        section.close()
        outside = day and mission.outside(day)
        if outside:
            section.wrong("date", outside)
        elif begins and ends and begins >= ends:
            section.wrong("to", f"{ends:%H:%M} is not after from, {begins:%H:%M}; a block stays within one day")
        elif day and begins and ends and minutes:
            place = f"slots[{int(section.path[-1]) + 1}]"
            blocks.append(SlotBlock(day, begins, ends, minutes, pause, venue, place, section.line, section.lines))
    return blocks
