"""Words of names and texts: folded, sorted, found in a column. Who and which firm is one: `missions/identity`."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy.orm import Mapped

from locales import bidi
from storage.tables.folding import fold, without_ignorable

__all__ = ["begins_word", "entry_fold", "fold", "has_word", "holds_word", "says_something", "sort_key"]

JOINED = 5
"""Letters from which a word may be two that are written together: «عبدالله», «نورالدين», "Benali"."""
_TATWEEL = "\N{ARABIC TATWEEL}"


def has_word(key: Mapped[str], word: str) -> ColumnElement[bool]:
    """Whether a folded column has a folded word in it, written together or apart."""
    there = key.contains(word)
    return there if len(word) < JOINED else or_(there, func.replace(key, " ", "").contains(word))


def holds_word(key: str, word: str) -> bool:
    """The same of a text."""
    return word in key or (len(word) >= JOINED and word in key.replace(" ", ""))


def begins_word(key: str, word: str) -> bool:
    """Whether a word of a folded text begins with this one: "lucia" does not begin one of "andalucia"."""
    return f" {word}" in f" {key}"


def sort_key(name: str) -> tuple[str, str]:
    """Sorts names as a reader expects: "Ángel" between "Amina" and "Bahia"."""
    return fold(name), name


def says_something(text: str) -> bool:
    """Whether a reader sees a letter or a digit in it: neither U+3164 nor tatweel alone is a name."""
    return any(sign.isalnum() and sign != _TATWEEL for sign in without_ignorable(text))


def bare(text: str) -> str:
    """An hour or a number as it was typed, without what is drawn as nothing: marks of direction are pasted with it."""
    return without_ignorable(bidi.strip_controls(text)).strip()


def entry_fold(name: str) -> str:
    """The fold that the keys of a mission file's entries are made with, unchanged: they name what was loaded before."""
    decomposed = unicodedata.normalize("NFKD", name)
    kept = "".join(sign for sign in decomposed if not unicodedata.combining(sign) and sign != _TATWEEL)
    return " ".join(re.findall(r"[^\W_]+", kept.casefold()))
