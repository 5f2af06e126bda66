"""How the words of an announcement are formatted: marks beside the text, in signs of it, for any channel."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import accumulate
from typing import Any

from locales import bidi


class MarkKind(enum.StrEnum):
    BOLD = "bold"
    ITALIC = "italic"
    UNDERLINE = "underline"
    STRIKETHROUGH = "strikethrough"
    SPOILER = "spoiler"
    CODE = "code"
    PRE = "pre"
    """A block of code; value: its language, if any."""
    QUOTE = "blockquote"
    FOLDED_QUOTE = "expandable_blockquote"
    LINK = "text_link"
    """value: the address."""
    MENTION = "text_mention"
    """value: the Telegram id of a person without a user name."""
    EMOJI = "custom_emoji"
    """value: its id; the text has the ordinary emoji in its place."""


@dataclass(frozen=True, slots=True)
class Mark:
    """From one sign of the text to another."""

    kind: MarkKind
    start: int
    end: int
    value: str = ""


def cleaned(text: str, marks: Iterable[Mark]) -> tuple[str, list[Mark]]:
    """The text without direction controls, NUL and white space around it; the marks stay on their words."""
    kept = [bool(bidi.strip_controls(sign)) and sign != "\0" for sign in text]
    place = [0, *accumulate(kept)]
    whole = "".join(sign for sign, keeps in zip(text, kept, strict=True) if keeps)
    before, size = len(whole) - len(whole.lstrip()), len(whole.strip())
    moved = [
        replace(mark, start=max(place[mark.start] - before, 0), end=min(place[mark.end] - before, size))
        for mark in marks
    ]
    return whole.strip(), [mark for mark in moved if mark.start < mark.end]


def as_rows(marks: Iterable[Mark]) -> list[dict[str, Any]]:
    """As the table has them."""
    return [asdict(mark) for mark in marks]


def read_marks(rows: Sequence[Mapping[str, Any]]) -> list[Mark]:
    """As `as_rows` wrote them."""
    return [Mark(MarkKind(row["kind"]), row["start"], row["end"], row["value"]) for row in rows]
