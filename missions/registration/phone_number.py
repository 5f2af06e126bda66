"""A phone number as people type it."""

from __future__ import annotations

import unicodedata

from locales import N_, bidi
from missions.contact_details import unlabelled
from missions.errors import Refusal
from storage.tables.folding import without_ignorable

FEWEST, MOST = 6, 15
"""Digits: the shortest numbers in use within a country, and the most that E.164 allows."""

NO_NUMBER = N_(
    "This is not a phone number. Please type 6 to 15 digits with the country code, such as +212 6… "
    "Or use a button below."
)

_BETWEEN = frozenset("()-./\N{BRAILLE PATTERN BLANK}")


def typed_number(text: str) -> str:
    """The digits, with the plus in front where one was typed.

    Raises:
        Refusal: it holds other signs, or too few or too many digits.
    """
    plain = unlabelled("".join(map(_half_width, without_ignorable(bidi.strip_controls(text)))))
    signs = [one for one in plain if not _parts(one)]
    plus = "+" if signs[:1] == ["+"] else ""
    digits = [unicodedata.decimal(one, None) for one in signs[len(plus) :]]
    if None in digits or not FEWEST <= len(digits) <= MOST:
        raise Refusal(NO_NUMBER)
    return plus + "".join(str(digit) for digit in digits)


def _half_width(sign: str) -> str:
    """A plus, bracket or stroke of East Asian keyboards as the ordinary one; a raised digit stays what it is."""
    return unicodedata.normalize("NFKC", sign) if unicodedata.category(sign)[0] in "PS" else sign


def _parts(sign: str) -> bool:
    """Whether it only parts groups of digits."""
    return sign.isspace() or sign in _BETWEEN or unicodedata.category(sign) == "Pd"
