"""Finds the heading of a sheet, and recognises its columns by their meaning, in four languages and any order."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache

from missions.sheets.cells import clean
from missions.sheets.columns import DELEGATES, JOINED, KINDS, LANGUAGES, Column, SheetLayout
from missions.sheets.exported import ONLY_EXPORTED
from missions.sheets.files import Grid, Value
from storage.tables.folding import fold, without_ignorable

SEARCHED = 30
"""Rows in which the heading is looked for: titles, logos and notes are above it."""
LONGEST = 40
"""Letters of a heading that is only like a known one: longer ones are sentences."""
SAMPLES = 3
"""Values that show what an unknown column holds."""
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|[*:°#]|\s*/\s*$")
_OF_LANGUAGE = {
    "fr": ("fr", "francais", "français", "french", "الفرنسيه", "بالفرنسيه", "frances"),
    "ar": ("ar", "arabe", "arabic", "العربيه", "بالعربيه"),
    "en": ("en", "anglais", "english", "الانجليزيه", "بالانجليزيه", "ingles"),
    "es": ("es", "espagnol", "spanish", "الاسبانيه", "بالاسبانيه", "espanol"),
}


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a sheet, from 0, and what it is taken for: the key of a column, or "" where it is kept out.

    sure: whether the words are in the table; else they are only like one of them. ticked: the day or the language
    that a tick in the column stands for.
    """

    at: int
    text: str
    key: str = ""
    language: str = ""
    sure: bool = True
    samples: tuple[str, ...] = ()
    ticked: str = ""


@dataclass(frozen=True, slots=True)
class Headed:
    """A sheet whose heading was found. first: the first row below it, counted from 0."""

    sheet: int
    grid: Grid
    layout: SheetLayout
    headings: tuple[Heading, ...]
    first: int

    def of(self, key: str) -> Sequence[Heading]:
        return [each for each in self.headings if each.key == key]

    def with_keys(self, chosen: Mapping[int, str]) -> Headed:
        """As the organiser has corrected it: the key of each column that was."""
        changed = tuple(
            replace(each, key=chosen[each.at], sure=True, ticked="") if each.at in chosen else each
            for each in self.headings
        )
        return replace(self, headings=changed)


def recognise(grid: Grid, sheet: int = 0) -> Headed | None:
    """Its kind and columns; None where it has no heading that is known."""
    best: tuple[float, Headed] | None = None
    for at in _candidates(grid):
        for texts, first in _readings(grid, at):
            for layout in KINDS:
                headed = _headed(grid, sheet, layout, texts, first)
                score = _score(headed)
                if score > 0 and (best is None or score > best[0]):
                    best = score, headed
    return _with_samples(best[1]) if best else None


def is_only_exported(grid: Grid) -> bool:
    """Whether it is a sheet of an export that says what came of the mission, and that nothing is read from."""
    heading = [fold(_text(cell)) for cell in grid.rows[0]] if grid.rows else []
    return any(
        heading[: len(layout.columns)] == [fold(column.label(language)) for column in layout.columns]
        for layout in ONLY_EXPORTED
        for language in LANGUAGES
    )


def _candidates(grid: Grid) -> Iterator[int]:
    for at, row in enumerate(grid.rows[:SEARCHED]):
        if sum(isinstance(cell, str) and bool(fold(cell)) for cell in row) >= 1:
            yield at


def _readings(grid: Grid, at: int) -> Iterator[tuple[list[str], int]]:
    """The row as a heading of its own, and with the row below it as a heading of two rows."""
    upper = [_text(cell) for cell in grid.rows[at]]
    yield upper, at + 1
    if at + 1 < len(grid.rows):
        lower = [_text(cell) for cell in grid.rows[at + 1]]
        if any(lower) and not any(each.isdigit() or "@" in each for each in lower):
            upper += [""] * (len(lower) - len(upper))
            lower += [""] * (len(upper) - len(lower))
            yield [_both(one, other) for one, other in zip(upper, lower, strict=True)], at + 2


def _both(upper: str, lower: str) -> str:
    if not lower or upper == lower:
        return upper
    return f"{upper} {lower}" if upper and not _known(lower) else lower


@cache
def _known(text: str) -> bool:
    plain = fold(text)
    return any(plain in _words(layout) for layout in KINDS)


def _text(cell: Value) -> str:
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    return " ".join(without_ignorable(str(cell)).split()) if isinstance(cell, str) else ""


def _headed(grid: Grid, sheet: int, layout: SheetLayout, texts: Sequence[str], first: int) -> Headed:
    found = []
    for at, text in enumerate(texts):
        column, language, sure = meaning(layout, text)
        if text or any(_filled(grid, first, at)):
            found.append(Heading(at, text, column.key if column else "", language, sure))
    return Headed(sheet, grid, layout, tuple(_names(layout, _surest(layout, found))), first)


def _surest(layout: SheetLayout, headings: Sequence[Heading]) -> list[Heading]:
    """Of columns for one value, one that only sounds like it yields to one that is it: "Téléphone de l'hôtel"."""
    sure = {each.key for each in headings if each.sure} - {
        column.key for column in layout.columns if column.per_language or column.cell in JOINED
    }
    return [each if each.sure or each.key not in sure else replace(each, key="") for each in headings]


def _names(layout: SheetLayout, headings: Sequence[Heading]) -> list[Heading]:
    """ "Nom" is the family name beside "Prénom", and the whole name where it is alone; so is "Nom en arabe"."""
    keys = {each.key for each in headings}
    if layout is DELEGATES and "other_name" in keys and not keys & {"name", "first_name", "last_name"}:
        first = next(each.at for each in headings if each.key == "other_name")
        return [replace(each, key="name") if each.at == first else each for each in headings]
    if layout is not DELEGATES or {"first_name", "last_name"} <= keys or "name" in keys:
        return list(headings)
    alone = ("first_name", "last_name")
    return [replace(each, key="name") if each.key in alone else each for each in headings]


def _score(headed: Headed) -> float:
    keys = {each.key for each in headed.headings if each.key}
    sure = {each.key for each in headed.headings if each.key and each.sure}
    if {"first_name", "last_name"} & keys:
        keys, sure = keys | {"name"}, sure | {"name"}
    required = [column.key for column in headed.layout.columns if column.required]
    if not sure or not set(required) & keys or len(keys) < min(2, len(headed.layout.columns)):
        return 0
    missing = len(set(required) - keys)
    named = fold(headed.grid.name) in _names_of(headed.layout)
    unknown = sum(not each.key and bool(each.text) for each in headed.headings)
    return len(keys) + 0.5 * len(sure) - 2 * missing + (3 if named else 0) - 0.2 * unknown - 0.01 * headed.first


@cache
def _names_of(layout: SheetLayout) -> frozenset[str]:
    return frozenset(fold(word) for each in layout.names.values() for word in each)


@lru_cache(maxsize=16_384)
def meaning(layout: SheetLayout, text: str) -> tuple[Column | None, str, bool]:
    """The column that a heading names, its language where the column is there in several, and whether that is sure."""
    words = _words(layout)
    plain, language = _without_language(fold(text))
    if language and plain in words and words[plain].per_language:
        return words[plain], language, True
    for candidate in _spellings(text):
        if candidate in words:
            return words[candidate], "", True
    plain = fold(_BRACKETS.sub(" ", text))
    if not 4 <= len(plain) <= LONGEST or any(sign.isdigit() for sign in plain):
        return None, "", True
    close = difflib.get_close_matches(plain, words, n=1, cutoff=0.86)
    if close:
        return words[close[0]], "", False
    return _by_part(words, plain), "", False


def _by_part(words: Mapping[str, Column], plain: str) -> Column | None:
    """A heading that says more than a known one: "Votre société" or "Téléphone du participant" begin or end with it."""
    parts = [word for word in words if len(word) > 4 and (plain.startswith(f"{word} ") or plain.endswith(f" {word}"))]
    return words[max(parts, key=len)] if parts else None


def _spellings(text: str) -> Iterator[str]:
    yield fold(text)
    yield fold(_BRACKETS.sub(" ", text))
    for part in re.split(r"[/|\n–]| - ", text):
        yield fold(part)


def _without_language(plain: str) -> tuple[str, str]:
    for language, names in _OF_LANGUAGE.items():
        for name in map(fold, names):
            for ending in (f" {name}", f" en {name}", f" in {name}"):
                if plain.endswith(ending):
                    rest = plain.removesuffix(ending)
                    return rest.removesuffix(" en").removesuffix(" in"), language
    return plain, ""


@cache
def _words(layout: SheetLayout) -> Mapping[str, Column]:
    """Of several columns with one word, the first that has it as its label, or else the first."""
    found: dict[str, Column] = {}
    for position in (0, None):
        for column in layout.columns:
            for language in LANGUAGES:
                for word in column.words[language][:1] if position == 0 else column.words[language]:
                    found.setdefault(fold(word), column)
    return found


def _filled(grid: Grid, first: int, at: int) -> Iterator[str]:
    for row in grid.rows[first : first + 50]:
        if at < len(row) and (value := clean(row[at])):
            yield value


def _with_samples(headed: Headed) -> Headed:
    shown = []
    for each in headed.headings:
        samples = dict.fromkeys(value[:30] for value in _filled(headed.grid, headed.first, each.at))
        shown.append(replace(each, samples=tuple([*samples][:SAMPLES])))
    return replace(headed, headings=tuple(each for each in shown if each.text or each.samples))
