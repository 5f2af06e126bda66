"""Which signs the fonts of documents have: others would be drawn as boxes."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from handlers.documents.typesetting import FONTS
from storage.tables.called import Called

UNKNOWN_LETTER = "?"
LONGEST_RUN = 16
"""Signs without a place to break a line: a column of a table holds as many."""
_MARKS = frozenset("\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069\u00ad\u200b")
"""Signs that are never drawn: directions, joins, places to break."""


def drawable(text: str) -> str:
    """The text on one line, in signs that can be drawn: other letters are question marks, other signs go."""
    known = drawn_signs()
    return " ".join("".join(sign if ord(sign) in known else _instead(sign) for sign in _composed(text)).split())


def breakable(text: str) -> str:
    """The same, with places to break a line within words that no column holds."""
    if isinstance(text, Called):
        return Called(breakable(str(text)), breakable(text.other))
    return " ".join(_broken(word) for word in drawable(text).split(" "))


def _broken(word: str) -> str:
    if len(word) <= LONGEST_RUN:
        return word
    return "\u200b".join(word[at : at + LONGEST_RUN] for at in range(0, len(word), LONGEST_RUN))


def _composed(text: str) -> str:
    """Letters with their accents as one sign, where there is one: fonts have more of these."""
    return unicodedata.normalize("NFC", text)


def _instead(sign: str) -> str:
    if sign in _MARKS:
        return sign
    return UNKNOWN_LETTER if unicodedata.category(sign)[0] == "L" else " "


@cache
def drawn_signs() -> frozenset[int]:
    """The code points that one of the regular fonts has a glyph for."""
    return frozenset(code for font in sorted(FONTS.glob("*-Regular.ttf")) for code in signs_of(font))


def signs_of(font: Path) -> Iterator[int]:
    """The code points of a TrueType font, from its table cmap (OpenType 1.9, formats 4 and 12)."""
    content = font.read_bytes()
    tables = {content[at : at + 4]: at for at in range(12, 12 + 16 * struct.unpack_from(">H", content, 4)[0], 16)}
    (start,) = struct.unpack_from(">I", content, tables[b"cmap"] + 8)
    (count,) = struct.unpack_from(">H", content, start + 2)
    for number in range(count):
        platform, _encoding, offset = struct.unpack_from(">HHI", content, start + 4 + 8 * number)
        (form,) = struct.unpack_from(">H", content, start + offset)
        if platform in (0, 3) and form == 4:
            yield from _of_format_4(content, start + offset)
        elif platform in (0, 3) and form == 12:
            yield from _of_format_12(content, start + offset)


def _of_format_4(content: bytes, at: int) -> Iterator[int]:
    (twice,) = struct.unpack_from(">H", content, at + 6)
    count = twice // 2
    ends = struct.unpack_from(f">{count}H", content, at + 14)
    starts = struct.unpack_from(f">{count}H", content, at + 16 + twice)
    deltas = struct.unpack_from(f">{count}H", content, at + 16 + 2 * twice)
    offsets_at = at + 16 + 3 * twice
    offsets = struct.unpack_from(f">{count}H", content, offsets_at)
    for place, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code + delta
            if offset:
                (found,) = struct.unpack_from(">H", content, offsets_at + 2 * place + offset + 2 * (code - first))
                glyph = found + delta if found else 0
            if glyph % 0x10000:
                yield code


def _of_format_12(content: bytes, at: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">I", content, at + 12)
    for place in range(count):
        first, last, glyph = struct.unpack_from(">III", content, at + 16 + 12 * place)
        yield from (code for code in range(first, last + 1) if glyph + code - first)
