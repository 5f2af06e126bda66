"""Documents typeset by Typst from a template beside this module, with fonts of ours: data go in as data, never as code.

It takes a tenth of a second and holds the interpreter's lock meanwhile: the process that answers taps has it done by
`bot.clock.typesetter`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from typst import Fonts

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
PIXELS_PER_INCH = 144.0
"""A picture of 390 points is 780 pixels wide: as wide as a phone shows."""
Data = Mapping[str, object]


class DrawnAs(StrEnum):
    """What becomes of a template, as Typst calls it."""

    PICTURES = "png"
    """Each page as a file of its own."""
    PAPER = "pdf"
    """All pages in one file."""


class Typeset(Protocol):
    """Typesets beside the event loop."""

    async def __call__(self, template: str, data: Data, drawn_as: DrawnAs) -> list[bytes]:
        """The files."""


def typeset(template: str, data: Data, drawn_as: DrawnAs) -> list[bytes]:
    """The files, made in this process."""
    import typst  # noqa: PLC0415 - only where something is drawn

    made: object = typst.compile(
        HERE / template,
        format=drawn_as.value,
        ppi=PIXELS_PER_INCH,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
    )
    return [each for each in (made if isinstance(made, list) else [made]) if isinstance(each, bytes)]


@cache
def _fonts() -> Fonts:
    """Ours, read once."""
    import typst  # noqa: PLC0415 - only where something is drawn

    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])
