"""The grid of a day as a picture: tables down, times across, who meets whom in each cell."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handlers.documents.lettering import font, shaped

CELL, ROW, HEAD, SIDE = 190, 62, 44, 190
TEXT, SMALL = 14, 12
PAPER, INK, FAINT, LINE = "#ffffff", "#1d2733", "#6b7785", "#d5dbe2"
COLOURS = {"new": "#dcebfb", "stands": "#e2f3e4", "moved": "#fdebcf"}
"""A meeting that this draft sets, one that is set already, one that it moves."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A meeting: two names, who interprets, and one of COLOURS."""

    names: tuple[str, str]
    kind: str
    interpreter: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """What is drawn. cells[row][column] is empty where nobody meets."""

    title: str
    columns: Sequence[str]
    rows: Sequence[str]
    cells: Sequence[Sequence[Cell | None]]
    legend: Sequence[tuple[str, str]]
    """Each kind of cell with its words."""
    rtl: bool = False


def draw(grid: Grid) -> bytes:
    """The picture, as PNG. From right to left, times run so too."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - only where a picture is drawn

    width = SIDE + CELL * len(grid.columns) + 1
    height = HEAD * 2 + ROW * len(grid.rows) + HEAD
    image = Image.new("RGB", (max(width, 640), height), PAPER)
    pen = _GridPen(ImageDraw.Draw(image), image.width, rtl=grid.rtl)
    pen.text(12, 12, image.width - 24, grid.title, size=18)
    for column, label in enumerate(grid.columns):
        pen.text(SIDE + CELL * column + 8, HEAD + 14, CELL - 12, label)
    for number, row in enumerate(grid.rows):
        top = HEAD * 2 + ROW * number
        pen.rule(top)
        pen.text(12, top + 22, SIDE - 20, row)
        for column, cell in enumerate(grid.cells[number]):
            if cell is not None:
                _cell(pen, SIDE + CELL * column, top, cell)
    _legend(pen, height - HEAD, grid.legend)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _cell(pen: _GridPen, left: int, top: int, cell: Cell) -> None:
    pen.box(left + 3, top + 3, CELL - 6, ROW - 6, COLOURS[cell.kind])
    for line, name in enumerate(cell.names):
        pen.text(left + 10, top + 7 + 17 * line, CELL - 20, name)
    if cell.interpreter:
        pen.text(left + 10, top + 43, CELL - 20, f"⇄ {cell.interpreter}", size=SMALL, colour=FAINT)


def _legend(pen: _GridPen, top: int, legend: Sequence[tuple[str, str]]) -> None:
    pen.rule(top)
    left = 12
    for kind, words in legend:
        pen.box(left, top + 14, 18, 18, COLOURS[kind])
        pen.text(left + 26, top + 15, 300, words, colour=FAINT)
        left += 50 + pen.length(words)


class _GridPen:
    """Draws at places that are counted from the side where reading begins."""

    def __init__(self, draw: Any, width: int, *, rtl: bool) -> None:  # noqa: ANN401 - Pillow is imported where it is used
        self._draw = draw
        self._width = width
        self._rtl = rtl

    def text(self, left: int, top: int, room: int, words: str, *, size: int = TEXT, colour: str = INK) -> None:
        """On one line, cut to the room there is."""
        letters = font(size)
        at = (self._width - left if self._rtl else left, top)
        self._draw.text(at, _fitted(words, size, room), fill=colour, font=letters, anchor="ra" if self._rtl else "la")

    def box(self, left: int, top: int, width: int, height: int, colour: str) -> None:
        start = self._width - left - width if self._rtl else left
        self._draw.rounded_rectangle((start, top, start + width, top + height), radius=6, fill=colour)

    def rule(self, top: int) -> None:
        self._draw.line((0, top, self._width, top), fill=LINE)

    def length(self, words: str) -> int:
        return _length(words, TEXT)


def _fitted(words: str, size: int, room: int) -> str:
    """Shaped; cut at its end where there is no room for all of it."""
    if _length(words, size) <= room:
        return shaped(words)
    while words and _length(f"{words}…", size) > room:
        words = words[:-1]
    return shaped(f"{words.rstrip()}…")


def _length(words: str, size: int) -> int:
    return int(font(size).getlength(shaped(words)))
