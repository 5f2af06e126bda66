"""Reading the frame of a mission: itself, its delegations, its venues with their tables, its blocks of slots."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from missions.loading.plan.known import countries, nearest
from missions.loading.plan.settings import settings_of
from missions.loading.plan.values import DelegationPlan, MissionPlan, MissionSettings, SlotBlock, VenuePlan
from missions.loading.toml.section import Section

LONGEST = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class MissionRead:
    """[mission] as far as it could be read: a setting that was wrong is empty or None, and noted."""

    settings: Mapping[str, Any]

    @property
    def time_zone(self) -> str:
        return str(self.settings["time_zone"])

    @property
    def default_language(self) -> str:
        return str(self.settings["default_language"])

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last; None if either was wrong."""
        starts_on, ends_on = self.settings["starts_on"], self.settings["ends_on"]
        return (starts_on, ends_on) if starts_on and ends_on else None

    @property
    def has_frame(self) -> bool:
        """Whether its days and its clock are known."""
        return bool(self.time_zone and self.days)

    def outside(self, day: date) -> str | None:
        """What is wrong with a day that is none of the mission's."""
        if self.days is None or self.days[0] <= day <= self.days[1]:
            return None
        return f"{day} is not a day of the mission: write one from {self.days[0]} to {self.days[1]}"

    def plan(self, **parts: Any) -> MissionPlan | None:  # noqa: ANN401 - of every kind
        """The settings with what the mission consists of; None if its days are not known."""
        return None if self.days is None else MissionPlan(**self.settings, **parts)


def read_mission(section: Section) -> MissionRead:
    found = {name: section.setting(name, kind, default) for name, kind, default in settings_of(MissionSettings)}
    title, description = found["title"], found["description"]
    language = found["default_language"] = found["default_language"] or next(iter(title), "")
    found["starts_on"], found["ends_on"] = _days(section, found["starts_on"], found["ends_on"])
    _quiet_hours(section, found["quiet_from"], found["quiet_until"])
    complete(section, "title", title, language)
    if description:
        complete(section, "description", description, language)
    section.close()
    return MissionRead(found)


def _quiet_hours(section: Section, begins: time | None, ends: time | None) -> None:
    """Both or neither, and not the same."""
    for name, one, other in (("quiet_until", begins, ends), ("quiet_from", ends, begins)):
        if one is not None and other is None and name not in section.values:
            section.wrong(name, "is missing; write both quiet_from and quiet_until")
    if begins is not None and begins == ends:
        section.wrong("quiet_until", f"{ends:%H:%M} is quiet_from, too; write another time")


def _days(section: Section, starts_on: date | None, ends_on: date | None) -> tuple[date | None, date | None]:
    if starts_on and not 2000 <= starts_on.year <= 2200:
        section.wrong("starts_on", f"{starts_on} is not a day that a mission could start on")
        return None, None
    if starts_on and ends_on and not starts_on <= ends_on <= starts_on + LONGEST:
        last = starts_on + LONGEST
        section.wrong("ends_on", f"{ends_on} cannot be the last day: write one from {starts_on} to {last}")
        return None, None
    return starts_on, ends_on


def complete(section: Section, key: str, texts: dict[str, str], language: str) -> None:
    """Note a missing text in the default language, to which readers of a language without one fall back."""
    if texts and language and language not in texts:
        section.wrong(key, f"has no text in {language}, the mission's default language")


def read_delegations(sections: Sequence[Section], language: str) -> list[DelegationPlan]:
    delegations = []
    seen: dict[object, Section] = {}
    for section in sections:
        key = section.key("key", "morocco")
        unique(section, "key", key, seen)
        title = section.texts("title", required=True)
        complete(section, "title", title, language)
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
    complete(section, "title", title, language)
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
