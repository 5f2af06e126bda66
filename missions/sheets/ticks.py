"""Columns in which a tick stands for something: one for each day of the mission, or for each language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from missions.sheets import cells, days
from missions.sheets.columns import DELEGATES, INTERPRETERS
from missions.sheets.files import Value
from missions.sheets.frame import SheetFrame
from missions.sheets.headings import Headed, Heading
from storage.tables.folding import fold

LONGEST = 40
"""Letters of a heading that names a day."""


def with_ticks(headed: Headed, frame: SheetFrame) -> Headed:
    """The same, with the columns that have nothing but ticks under a day or a language."""
    if headed.layout not in (DELEGATES, INTERPRETERS):
        return headed
    return replace(headed, headings=tuple(_ticked(headed, each, frame) for each in headed.headings))


def _ticked(headed: Headed, heading: Heading, frame: SheetFrame) -> Heading:
    if (heading.key and heading.sure and heading.key != "days") or not heading.text or len(heading.text) > LONGEST:
        return heading
    meant = next(_meant(heading.text, frame, by_day=headed.layout is DELEGATES), None)
    if meant is None or not all(map(_is_tick, _column(headed, heading))):
        return heading
    key, ticked = meant
    return replace(heading, key=key, sure=True, ticked=ticked)


def _meant(text: str, frame: SheetFrame, *, by_day: bool) -> Iterator[tuple[str, str]]:
    found, _all = days.days(text, frame)
    if by_day and len(found) == 1 and frame.holds(found[0]) and any(sign.isdigit() for sign in text):
        yield "days", found[0].isoformat()
    language = cells.language_names().get(fold(text))
    if language and len(fold(text)) > 2:
        yield "languages", language


def _column(headed: Headed, heading: Heading) -> Iterator[Value]:
    for row in headed.grid.rows[headed.first :]:
        if heading.at < len(row):
            yield row[heading.at]


def _is_tick(value: Value) -> bool:
    return not cells.clean(value) or cells.yes_or_no(value) is not None
