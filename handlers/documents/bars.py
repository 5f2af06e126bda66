"""Two bars a line, side by side: what is offered and what is sought."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handlers.documents.lettering import font, shaped
from locales import Texts

WIDTH, MARGIN, LINE, BAR = 1080, 36, 62, 22
LABELS = 430
"""Pixels for the labels; a longer one is cut."""

INK, PALE, OFFERED, SOUGHT, PAPER = "#1f2933", "#7b8794", "#0f766e", "#d97706", "#ffffff"


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    offered: int
    sought: int


def png(_: Texts, title: str, legend: tuple[str, str], lines: Sequence[Bar]) -> bytes:
    """The picture as PNG, in the reading direction of the reader's language."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - only where a picture is drawn

    height = 150 + LINE * len(lines) + MARGIN
    picture = Image.new("RGB", (WIDTH, height), PAPER)
    pen = _BarPen(ImageDraw.Draw(picture), rtl=_.language.rtl)
    pen.text(MARGIN, 28, title, size=34, ink=INK, within=WIDTH - 2 * MARGIN)
    pen.square(MARGIN, 92, OFFERED)
    end = pen.text(MARGIN + 32, 88, legend[0], size=24, ink=INK)
    pen.square(end + 40, 92, SOUGHT)
    pen.text(end + 72, 88, legend[1], size=24, ink=INK)
    most = max((max(line.offered, line.sought) for line in lines), default=1) or 1
    for place, line in enumerate(lines):
        _draw_line(pen, 150 + place * LINE, line, most)
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()


def _draw_line(pen: _BarPen, top: int, line: Bar, most: int) -> None:
    pen.text(MARGIN, top + 10, line.label, size=24, ink=INK, within=LABELS)
    left = MARGIN + LABELS + 20
    room = WIDTH - left - MARGIN - 60
    for row, (count, colour) in enumerate(((line.offered, OFFERED), (line.sought, SOUGHT))):
        long = round(room * count / most)
        y = top + row * (BAR + 3)
        pen.bar(left, y, max(long, 2), colour)
        pen.text(left + max(long, 2) + 10, y - 3, str(count), size=20, ink=PALE)


class _BarPen:
    """Draws from the side where reading begins: x counts from there."""

    def __init__(self, draw: Any, *, rtl: bool) -> None:  # noqa: ANN401 - Pillow is imported where it is used
        self._draw = draw
        self._rtl = rtl

    def text(self, x: int, y: int, text: str, *, size: int, ink: str, within: int = WIDTH) -> int:
        """Where the text ends."""
        letters = font(size)
        shown = text
        while len(shown) > 1 and letters.getlength(shaped(shown)) > within:
            shown = shown[:-2].rstrip() + "…"
        wide: int = round(letters.getlength(shaped(shown)))
        self._draw.text((WIDTH - x - wide if self._rtl else x, y), shaped(shown), font=letters, fill=ink)
        return x + wide

    def bar(self, x: int, y: int, long: int, colour: str) -> None:
        left = WIDTH - x - long if self._rtl else x
        self._draw.rounded_rectangle((left, y, left + long, y + BAR), radius=4, fill=colour)

    def square(self, x: int, y: int, colour: str) -> None:
        self.bar(x, y, BAR, colour)
