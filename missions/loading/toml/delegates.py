"""Reading the delegates of a mission file."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from missions.contact_details import is_email, tidy_email, tidy_number
from missions.loading.plan.values import DelegatePlan, file_key
from missions.loading.toml.frame import MissionRead
from missions.loading.toml.section import Section
from missions.matching import sectors
from missions.names import fold
from storage.tables import OrganisationKind

_PHONE = re.compile(r"\+[0-9][0-9 .()/-]{5,30}")
_KINDS = tuple(kind.value for kind in OrganisationKind)


def read_delegates(
    sections: Sequence[Section], mission: MissionRead, delegations: Collection[object], tags: Collection[str]
) -> list[DelegatePlan]:
    """The delegates that could be read. delegations are the keys that the file gives to its delegations, tags all ids
    that there are."""
    sides = [key for key in delegations if isinstance(key, str)]
    delegates = []
    people: dict[str, Section] = {}
    kinds: dict[str, tuple[str, Section]] = {}
    for section in sections:
        delegation = section.one_of("delegation", sides, "the key of a delegation in this file", required=True)
        name, organisation = named(section, "name"), named(section, "organisation")
        kind = section.one_of("kind", _KINDS, "a kind of organisation", required=True)
        _same_person_twice(section, name, organisation, people)
        _same_kind(section, organisation, kind, kinds)
        delegate = _rest(section, mission, delegation=delegation, name=name, organisation=organisation, kind=kind)
        other = section.text("other_name")
        offered, needed = (_tags(section, key, tags) for key in ("offer_tags", "need_tags"))
        section.close()
        if delegate:
            delegates.append(replace(delegate, offer_tags=offered, need_tags=needed, other_name=other))
    return delegates


def _tags(section: Section, key: str, known: Collection[str]) -> tuple[str, ...]:
    written = section.list(key, '["app_dev", "call_centre"]')
    given = [tag for place, tag in enumerate(written) if section.is_one_of(key, tag, known, "a tag", place)]
    return section.distinct(key, given)


def _rest(
    section: Section, mission: MissionRead, *, delegation: str, name: str, organisation: str, kind: str
) -> DelegatePlan | None:
    position = section.text("position")
    tags = section.list("sectors", '["software", "cloud"]')
    known = [tag for index, tag in enumerate(tags) if section.is_one_of("sectors", tag, sectors(), "a sector", index)]
    offer, need = section.text("offer", limit=1000), section.text("need", limit=1000)
    spoken, language = section.languages("languages"), section.language("language")
    language = language or next(iter(spoken), mission.default_language)
    days, phone, email = _days(section, mission), read_phone(section), tidy_email(section.pasted("email"))
    away, limit = section.spans("away", mission.outside), section.whole("meetings_per_day", 1, 50)
    if email and not is_email(email):
        section.wrong("email", f'"{email}" is not an e-mail address')
    if not kind:
        return None
    return DelegatePlan(
        delegation=delegation,
        name=name,
        organisation=organisation,
        kind=OrganisationKind(kind),
        language=language,
        languages=spoken or ((language,) if language else ()),
        position=position,
        sectors=section.distinct("sectors", known),
        offer=offer,
        need=need,
        days=days,
        away=away,
        meetings_per_day=limit,
        phone=phone,
        email=email,
        line=section.line,
    )


def read_phone(section: Section) -> str:
    phone = tidy_number(section.pasted("phone"))
    if phone and not _PHONE.fullmatch(phone):
        section.wrong("phone", f'"{phone}" is not a number with its country code, as in "+212 600 000 001"')
    return phone


def named(section: Section, key: str) -> str:
    name = section.text(key, required=True, limit=120)
    if name and not fold(name):
        section.wrong(key, f'"{name}" has no letter or digit')
        return ""
    return name


def _days(section: Section, mission: MissionRead) -> tuple[date, ...]:
    days = []
    for index, value in enumerate(section.list("days", "[2027-07-12, 2027-07-13]")):
        if not section.is_day("days", value, index):
            continue
        outside = mission.outside(value)
        if outside:
            section.wrong("days", outside, index)
        else:
            days.append(value)
    return section.distinct("days", days)


def _same_person_twice(section: Section, name: str, organisation: str, people: dict[str, Section]) -> None:
    if not name or not organisation:
        return
    key = file_key(name, organisation)
    if key in people:
        section.wrong("name", f'"{name}" of "{organisation}" is there already, on line {people[key].line}')
    people.setdefault(key, section)


def _same_kind(section: Section, organisation: str, kind: str, kinds: dict[str, tuple[str, Section]]) -> None:
    """Colleagues share one organisation, which is of one kind."""
    if not organisation or not kind:
        return
    first, earlier = kinds.setdefault(fold(organisation), (kind, section))
    if first != kind:
        section.wrong("kind", f'"{organisation}" is "{kind}" here and "{first}" on line {earlier.line}; make them one')
