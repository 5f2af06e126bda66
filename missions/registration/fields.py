"""Fields that people type: cleaned, held to their limits, refused if empty."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from locales import N_, bidi
from missions.errors import Refusal
from missions.names import says_something
from storage.tables.folding import without_invisible

LIMITS = {
    "name": 100,
    "other_name": 100,
    "organisation": 150,
    "position": 100,
    "offer": 500,
    "need": 500,
    "reason": 200,
    "note": 300,
    "question": 300,
}
"""Characters that each field keeps."""

_SHORTENED = frozenset({"offer", "need"})
"""Fields that are cut at their limit, with a notice. Others are refused: a name cut short is another name."""

_PARAGRAPHS = frozenset({"offer", "need", "reason", "question", "note"})
_BREAKS = re.compile(r"\s*\n\s*")
_SPACES = re.compile(r"[^\S\n]+")

EMPTY = N_("This is empty. Please type a few words.")
TOO_LONG = N_("This is too long: at most {limit} characters, please.")


@dataclass(frozen=True, slots=True)
class Typed:
    """A text as stored. cut: it was longer than its field."""

    text: str
    cut: bool = False


def typed(field: str, text: str) -> Typed:
    """What is kept of a text typed into a field.

    Raises:
        Refusal: there is no letter or digit in it, or it is a name that does not fit.
    """
    limit = LIMITS[field]
    kept = _tidy(text, lines=field in _PARAGRAPHS)
    if not says_something(kept):
        raise Refusal(EMPTY)
    if len(kept) <= limit:
        return Typed(kept)
    if field not in _SHORTENED:
        raise Refusal(TOO_LONG, limit=limit)
    return Typed(_shorten(kept, limit), cut=True)


def _tidy(text: str, *, lines: bool) -> str:
    breaks = without_invisible(bidi.strip_controls(text)).replace("\r\n", "\n").replace("\r", "\n")
    visible = "".join(one for one in breaks if one == "\n" or unicodedata.category(one) not in {"Cc", "Cs", "Co"})
    spaced = _SPACES.sub(" ", _BREAKS.sub("\n" if lines else " ", visible))
    return spaced.strip()


def _shorten(text: str, limit: int) -> str:
    cut = text[: limit - 1]
    # Whole words only, unless the text has no spaces.
    head, space, _rest = cut.rpartition(" ")
    return (head if space and len(head) > limit // 2 else cut).rstrip() + "…"
