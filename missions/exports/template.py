"""The spreadsheet to fill in, in one language: a sheet for each kind, with its headings and an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from typing import Any

from locales import Language
from missions.exports.cells import written
from missions.exports.importable import ExportSheet, sheet
from missions.sheets import columns, words
from missions.sheets.columns import Cell, SheetLayout
from missions.sheets.exported import NOTES

_CHOSEN = (Cell.ORGANISATION_KIND, Cell.SESSION_KIND, Cell.WISH)
_PEOPLE: Mapping[str, tuple[str, str, str]] = {
    "fr": ("Karim Exemple", "Exemple SARL", "Directeur"),
    "ar": ("كريم مثال", "شركة مثال", "مدير"),
    "en": ("Karim Example", "Example Ltd", "Director"),
    "es": ("Karim Ejemplo", "Ejemplo SL", "Director"),
}
_EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "delegates": {"delegation": "…", "languages": ("fr", "ar"), "phone": "+212600000000", "email": "karim@example.org"},
    "organisations": {"kind": "company"},
    "venues": {"title": {}, "address": "…", "tables": ("1", "2", "3")},
    "slots": {"date": date(2027, 6, 14), "from": time(9), "to": time(13), "minutes": 30},
    "sessions": {"title": {}, "date": date(2027, 6, 14), "from": time(15), "to": time(16), "kind": "visit"},
    "interpreters": {"languages": ("fr", "es"), "per_day": 8},
    "pairs": {"wish": "must"},
}


def sheets(language: Language) -> Iterator[ExportSheet]:
    """Empty sheets with lists to choose from; the last one says what is needed, with an example that nothing reads."""
    for layout in columns.KINDS:
        made = sheet(layout, iter(()), language.code, [language.code])
        yield ExportSheet(made.name, _headings(layout, language), (), _choices(layout, language.code))
    yield _notes(language)


def _headings(layout: SheetLayout, language: Language) -> Sequence[str]:
    """One of a kind: the language of the texts is the mission's own."""
    return [column.label(language.code) for column in layout.columns if column.exported]


def _choices(layout: SheetLayout, language: str) -> Mapping[int, Sequence[str]]:
    shown = [column for column in layout.columns if column.exported]
    return {
        place: [words.label(column.cell, value, language) for value in words.VALUES[column.cell]]
        for place, column in enumerate(shown)
        if column.cell in _CHOSEN
    }


def _notes(language: Language) -> ExportSheet:
    """Of each sheet, the columns that must be filled in and what a row looks like."""
    rows: list[Sequence[str]] = []
    for layout in columns.KINDS:
        needed = [column.label(language.code) for column in layout.columns if column.required]
        rows.append([layout.name(language.code), ", ".join(needed), _example(layout, language)])
    headings = [column.label(language.code) for column in NOTES.columns]
    return ExportSheet(NOTES.name(language.code), headings, rows)


def _example(layout: SheetLayout, language: Language) -> str:
    name, firm, position = _PEOPLE.get(language.code, _PEOPLE["en"])
    filled = {"name": name, "organisation": firm, "position": position, "one": name, "other": "…"}
    given = {**filled, **_EXAMPLES[layout.key], "title": "…"}
    shown = [column for column in layout.columns if column.key in given and column.exported]
    texts = (f"{column.label(language.code)}: {_text(column, given[column.key], language)}" for column in shown)
    return " · ".join(texts)


def _text(column: columns.Column, value: Any, language: Language) -> str:  # noqa: ANN401 - of any column
    made = written(column, value, language.code)
    return f"{made:%H:%M}" if isinstance(made, time) else f"{made}"
