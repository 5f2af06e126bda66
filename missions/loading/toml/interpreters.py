"""Reading the interpreters of a mission file."""

from __future__ import annotations

from collections.abc import Sequence

from missions.loading.plan.values import InterpreterPlan
from missions.loading.toml.delegates import named, read_phone
from missions.loading.toml.frame import MissionRead, unique
from missions.loading.toml.section import Section
from missions.names import fold


def read_interpreters(sections: Sequence[Section], mission: MissionRead) -> list[InterpreterPlan]:
    interpreters = []
    seen: dict[object, Section] = {}
    for section in sections:
        name = named(section, "name")
        unique(section, "name", fold(name), seen)
        languages = section.languages("languages")
        if len(languages) < 2 and not section.problems.has((*section.path, "languages")):
            section.wrong("languages", 'has two or more: between which they interpret, as in ["fr", "ar"]')
        phone = read_phone(section)
        present, breaks = section.spans("present", mission.outside), section.spans("breaks", mission.outside)
        limits = section.whole("in_a_row", 1, 50), section.whole("per_day", 1, 50)
        section.close()
        interpreters.append(InterpreterPlan(name, languages, phone, present, breaks, *limits, section.line))
    return interpreters
