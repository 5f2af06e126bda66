"""Folding: names and words as people compare them, the same in every list, search and key.

One function for the whole house, with one table of equal and different spellings in its test. Keys in the tables are
folded by it, so a change here comes with a migration that folds them again.
"""

from __future__ import annotations

import re
import unicodedata

# Letters that NFKD does not take apart, and the spellings of Arabic that people mix.
_LATIN = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
_ARABIC = {"ة": "ه", "ى": "ي", "ٱ": "ا", "ء": "", "ـ": ""}
_OF_NEIGHBOURS = {"یې": "ي", "کڪڭگݣ": "ك", "ہھە": "ه", "ڤڥ": "ف", "پ": "ب", "چ": "ج", "ژ": "ز", "ڨ": "ق"}
_SPELLED = str.maketrans(
    _LATIN | _ARABIC | {letter: plain for letters, plain in _OF_NEIGHBOURS.items() for letter in letters}
)
_WORD = re.compile(r"[^\W_]+")

# Default_Ignorable_Code_Point of the Unicode Character Database: drawn as nothing, whatever its category says.
_IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def fold(text: str) -> str:
    """Words for comparison, parted by single spaces: "Chambre de  Commerce, Tanger" is "chambre de commerce tanger".

    Accents, case, punctuation, vowel signs, hamza and its seats, tatweel, ة and ه, ى and ي, invisible characters and
    the digits of other scripts make no difference. Empty when the text has no letter or digit.
    """
    # A mathematical "𝘼" is a letter only once it is taken apart, and has a small form only then.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", without_ignorable(text)).casefold())
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign)).translate(_SPELLED)
    return " ".join(_WORD.findall("".join(map(_latin_digit, plain))))


def without_ignorable(text: str) -> str:
    """The text without characters that are drawn as nothing. Emoji lose their joiners: for comparing only."""
    return _IGNORABLE.sub("", text)


def without_invisible(text: str) -> str:
    """The text as it may be kept: what is drawn as nothing goes, but for what joins and colours emoji and letters."""
    return _IGNORABLE.sub(lambda sign: sign[0] if _joins(sign[0]) else "", text)


def _joins(sign: str) -> bool:
    return sign in "\u200c\u200d\ufe0e\ufe0f" or "\U000e0020" <= sign <= "\U000e007f"


def _latin_digit(sign: str) -> str:
    return str(unicodedata.decimal(sign)) if sign.isdecimal() else sign
