"""Documents typeset by Typst from a template beside this module, with fonts of ours: data go in as data, never as code.

It takes a tenth of a second, and leaves the interpreter's lock to others meanwhile: call it by `aside`.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal, ParamSpec, TypeVar

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
PIXELS_PER_INCH = 144.0
"""A picture of 390 points is 780 pixels wide: as wide as a phone shows."""


NICENESS = 10
"""Of the thread that draws, and of those that Typst begins in it: what answers taps goes first."""
Given = ParamSpec("Given")
Drawn = TypeVar("Drawn")


def _give_way() -> None:
    if sys.platform == "linux":  # elsewhere, it would be the whole process
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


_THREAD = ThreadPoolExecutor(1, "typesetting", _give_way)
"""One drawing at a time: a core is left to the taps."""


async def aside(draw: Callable[Given, Drawn], *args: Given.args, **kwargs: Given.kwargs) -> Drawn:
    """Draw beside the event loop."""
    return await asyncio.wrap_future(_THREAD.submit(draw, *args, **kwargs))


def pictures(template: str, data: Mapping[str, object]) -> list[bytes]:
    """Each page as PNG."""
    return _typeset(template, data, "png")


def paper(template: str, data: Mapping[str, object]) -> bytes:
    """All pages as one PDF."""
    (file,) = _typeset(template, data, "pdf")
    return file


def _typeset(template: str, data: Mapping[str, object], form: Literal["png", "pdf"]) -> list[bytes]:
    import typst  # noqa: PLC0415 - only where something is drawn

    made: object = typst.compile(
        HERE / template,
        format=form,
        ppi=PIXELS_PER_INCH,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
    )
    return [each for each in (made if isinstance(made, list) else [made]) if isinstance(each, bytes)]
