"""The sheets that an import takes again: each of its kinds, with what a mission has of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from locales import Language
from missions.exports.cells import CellValue, headings, text_in, written
from missions.loading.plan.values import DelegatePlan, PairPlan, SessionPlan, SlotBlock
from missions.sheets import columns
from missions.sheets.columns import SheetLayout
from missions.sheets.existing import There


@dataclass(frozen=True, slots=True)
class ExportSheet:
    """One sheet. choices: what may be chosen in a column, by its place."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[CellValue]] | Iterator[Sequence[CellValue]]
    choices: Mapping[int, Sequence[str]] | None = None


@dataclass(frozen=True, slots=True)
class Importable:
    """What the sheets are made from."""

    there: There
    blocks: Sequence[SlotBlock]
    """Their venues by title."""
    pairs: Sequence[PairPlan]


def sheets(found: Importable, language: Language, spoken: Sequence[str]) -> Iterator[ExportSheet]:
    """spoken: languages of titles, a column each."""
    titles = {each.key: language.choose(each.title) for each in found.there.frame.delegations}
    venues = {each.key: language.choose(each.title) for each in found.there.venues}
    people = {each.plan.file_key: each.plan for each in found.there.delegates}
    made: list[tuple[SheetLayout, Iterator[Mapping[str, Any]]]] = [
        (
            columns.DELEGATES,
            ({**_fields(each.plan), "delegation": titles[each.plan.delegation]} for each in found.there.delegates),
        ),
        (columns.ORGANISATIONS, ({"organisation": name, "kind": kind} for name, kind in found.there.firms.items())),
        (columns.VENUES, (_fields(each) for each in found.there.venues)),
        (columns.SLOTS, (_hours(each, each.venue) for each in found.blocks)),
        (columns.SESSIONS, (_hours(each, venues.get(each.venue or "")) for _number, each in found.there.sessions)),
        (columns.INTERPRETERS, (_fields(each) for each in found.there.interpreters)),
        (columns.PAIRS, (_pair(each, people) for each in found.pairs if {each.one, each.other} <= people.keys())),
    ]
    for layout, values in made:
        yield sheet(layout, values, language.code, spoken)


def sheet(
    layout: SheetLayout, values: Iterator[Mapping[str, Any]], language: str, spoken: Sequence[str]
) -> ExportSheet:
    """A sheet of one kind. values: of each row, by the keys of its columns."""
    placed = [
        (column, heading, code)
        for column in layout.columns
        if column.exported
        for heading, code in headings(column, language, spoken)
    ]
    rows = (
        [
            text_in(value[column.key], code) if code else written(column, value.get(column.key), language)
            for column, _heading, code in placed
        ]
        for value in values
    )
    return ExportSheet(layout.name(language), [heading for _column, heading, _code in placed], rows)


def _fields(plan: Any) -> Mapping[str, Any]:  # noqa: ANN401 - a plan of any kind
    return {name: getattr(plan, name) for name in plan.__slots__}


def _hours(plan: SlotBlock | SessionPlan, venue: str | None) -> Mapping[str, Any]:
    return {**_fields(plan), "date": plan.day, "from": plan.begins, "to": plan.ends, "venue": venue}


def _pair(plan: PairPlan, people: Mapping[str, DelegatePlan]) -> Mapping[str, Any]:
    one, other = people[plan.one], people[plan.other]
    return {
        "one": one.name,
        "one_organisation": one.organisation,
        "other": other.name,
        "other_organisation": other.organisation,
        "wish": plan.wish,
    }
