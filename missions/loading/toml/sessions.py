"""Reading the programme of a mission file: its sessions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, time
from zoneinfo import ZoneInfo

from missions.loading.plan.slots import clock_problem
from missions.loading.plan.values import DelegatePlan, GuestPlan, SessionPlan, SidePlan
from missions.loading.toml.frame import MissionRead, complete, unique
from missions.loading.toml.section import Section
from missions.loading.toml.wishes import read_delegate, read_side
from storage.tables import SessionKind

_KINDS = tuple(kind.value for kind in SessionKind)
LARGEST = 10_000
"""Places of one session: more is a misprint."""
_SIDES = '[{ delegation = "morocco" }, { kind = "university" }, { delegate = "Lucía Romero Vega" }]'


def read_sessions(
    sections: Sequence[Section],
    mission: MissionRead,
    venues: Collection[object],
    delegations: Collection[object],
    delegates: Sequence[DelegatePlan],
) -> list[SessionPlan]:
    """The sessions that could be read whole. venues and delegations are the keys that the file gives to them."""
    places = [key for key in venues if isinstance(key, str)]
    sides = [key for key in delegations if isinstance(key, str)]
    sessions = []
    seen: dict[object, Section] = {}
    for section in sections:
        key = section.key("key", "opening")
        unique(section, "key", key, seen)
        kind = section.one_of("kind", _KINDS, "a kind of session", required=True)
        title, description = _texts(section, mission.default_language)
        hours = _hours(section, mission)
        venue = section.one_of("venue", places, "the key of a venue in this file") or None
        speakers, capacity = section.text("speakers", limit=300), section.whole("capacity", 1, LARGEST)
        languages, interpretation = section.languages("languages"), section.languages("interpretation")
        invited = _invited(section, sides, delegates)
        section.close()
        if not (key and kind and title and hours):
            continue
        session = SessionPlan(
            key=key,
            kind=SessionKind(kind),
            title=title,
            day=hours[0],
            begins=hours[1],
            ends=hours[2],
            venue=venue,
            description=description,
            speakers=speakers,
            capacity=capacity,
            languages=languages,
            interpretation=interpretation,
            invited=invited,
            place=f"sessions[{int(section.path[-1]) + 1}]",
            line=section.line,
            lines=section.lines,
        )
        sessions.append(session)
        if mission.has_frame and (problem := clock_problem(session, ZoneInfo(mission.time_zone))):
            section.problems.errors.append(problem)
    return sessions


def _texts(section: Section, language: str) -> tuple[dict[str, str], dict[str, str]]:
    title, description = section.texts("title", required=True), section.texts("description", limit=1000)
    for name, texts in (("title", title), ("description", description)):
        complete(section, name, texts, language)
    return title, description


def _hours(section: Section, mission: MissionRead) -> tuple[date, time, time] | None:
    """The day, begin and end; None if they could not be read, or are wrong."""
    day = section.day("date", required=True)
    begins, ends = section.hour("from", required=True), section.hour("to", required=True)
    outside = day and mission.outside(day)
    if outside:
        section.wrong("date", outside)
    elif begins and ends and begins >= ends:
        section.wrong("to", f"{ends:%H:%M} is not after from, {begins:%H:%M}; a session stays within one day")
    elif day and begins and ends:
        return day, begins, ends
    return None


def _invited(
    section: Section, delegations: Collection[str], delegates: Sequence[DelegatePlan]
) -> tuple[SidePlan | GuestPlan, ...]:
    found: list[SidePlan | GuestPlan] = []
    for place, values in enumerate(section.list("invited", _SIDES)):
        if not isinstance(values, Mapping):
            section.wrong("invited", f"write it as in {_SIDES}", place)
            continue
        inner = Section(section.problems, (*section.path, "invited", place), values)
        if "delegate" not in values:
            found.append(read_side(inner, delegations))
        elif guest := _guest(inner, delegates):
            found.append(guest)
    return tuple(found)


def _guest(section: Section, delegates: Sequence[DelegatePlan]) -> GuestPlan | None:
    section.known("delegate")
    if len(section.values) > 1:
        section.wrong("delegate", "names one person: write a delegation or a kind in braces of its own")
        return None
    delegate = read_delegate(section, "delegate", section.values["delegate"], delegates)
    return GuestPlan(delegate.file_key) if delegate else None
