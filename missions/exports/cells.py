"""Values as cells of an export: labels in the reader's language, as an import reads them again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from babel import Locale

from missions.loading.plan.values import Span
from missions.matching import sector_label, sectors, tag_label, tags
from missions.sheets import cells, words
from missions.sheets.cells import Around
from missions.sheets.columns import Cell, Column
from missions.sheets.frame import SheetFrame

CellValue = str | int | float | date | time | datetime | None
_NO_FRAME = Around(SheetFrame("UTC", date(2000, 1, 1), date(2000, 1, 1), "en", [], []))


def written(column: Column, value: Any, language: str) -> CellValue:  # noqa: ANN401 - of any column
    """A value for a reader of this language; None for an empty cell."""
    if value is None or (isinstance(value, str | tuple | list) and not value):
        return None
    writer = _WRITERS.get(column.cell)
    plain: CellValue = writer(column.cell, value, language) if writer else value
    return plain


def _span(span: Span) -> str:
    begins, ends = span.begins, span.ends
    if begins is None and ends is None:
        return span.day.isoformat()
    return f"{span.day.isoformat()} {begins or time():%H:%M}–{ends or time(23, 59):%H:%M}"


@lru_cache(maxsize=65_536)  # delegates share most of their lists
def _listed(cell: Cell, values: tuple[str, ...], language: str) -> str:
    """Labels where an import reads them as these values, else the values themselves."""
    separator = ", " if cell in {Cell.LANGUAGE, Cell.LANGUAGES} else "; "
    labels = separator.join(_label(cell, each, language) for each in values)
    column = Column("", cell, {"en": ("",)})
    read = cells.read(column, labels, _NO_FRAME).value
    meant = read if cell is not Cell.LANGUAGE else (read,)
    return labels if meant == values else separator.join(values)


def _label(cell: Cell, value: str, language: str) -> str:
    if cell is Cell.SECTORS and value in sectors():
        return sector_label(value, language)
    if cell is Cell.TAGS and value in tags():
        return tag_label(value, language)
    if cell in {Cell.SECTORS, Cell.TAGS}:
        return value
    return str(Locale(language).languages.get(value, value))


def headings(column: Column, language: str, spoken: Sequence[str]) -> Sequence[tuple[str, str]]:
    """Its headings, each with the language of its texts; a column for each where there may be several."""
    label = column.label(language)
    return [(f"{label} ({code})", code) for code in spoken] if column.per_language else [(label, "")]


def text_in(texts: Mapping[str, str], code: str) -> str | None:
    """The text of one language."""
    return texts.get(code) or None


_WRITERS: Mapping[Cell, Callable[[Cell, Any, str], CellValue]] = {
    Cell.WHOLE: lambda _cell, value, _language: int(value) or None,
    Cell.DAYS: lambda _cell, value, _language: "; ".join(each.isoformat() for each in value),
    Cell.SPANS: lambda _cell, value, _language: "; ".join(map(_span, value)),
    Cell.LABELS: lambda _cell, value, _language: ", ".join(value),
    Cell.LANGUAGE: lambda cell, value, language: _listed(cell, (str(value),), language),
    Cell.LANGUAGES: lambda cell, value, language: _listed(cell, tuple(value), language),
    Cell.SECTORS: lambda cell, value, language: _listed(cell, tuple(value), language),
    Cell.TAGS: lambda cell, value, language: _listed(cell, tuple(value), language),
    Cell.ORGANISATION_KIND: lambda cell, value, language: words.label(cell, str(value), language),
    Cell.SESSION_KIND: lambda cell, value, language: words.label(cell, str(value), language),
    Cell.WISH: lambda cell, value, language: words.label(cell, str(value), language),
    Cell.YES_NO: lambda cell, value, language: words.label(cell, words.YES if value else words.NO, language),
}
