"""Letters in pictures: one font for Latin and Arabic, the same on every system."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from locales.bidi import strip_controls


def shaped(text: str) -> str:
    """The glyphs of a text from left to right: Arabic letters joined, its words in their order.

    Pillow does this itself where the system has a library for it; here it looks the same everywhere.
    """
    import arabic_reshaper  # noqa: PLC0415 - only where a picture is drawn
    from bidi.algorithm import get_display  # noqa: PLC0415

    return str(get_display(arabic_reshaper.reshape(strip_controls(text))))


@cache
def font(size: int) -> Any:  # noqa: ANN401 - Pillow is imported where it is used
    """The font at a size in pixels; its texts are shaped before they are drawn."""
    from PIL import ImageFont  # noqa: PLC0415

    with resources.as_file(resources.files(__package__).joinpath("DejaVuSans.ttf")) as file:
        return ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.BASIC)
