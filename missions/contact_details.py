"""E-mail addresses and phone numbers as they are pasted: cleaned of what shows nothing before they are checked."""

from __future__ import annotations

import re
import unicodedata

from storage.tables.folding import without_ignorable

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_AROUND = " <>()[]\"'«»“”,;"
"""What address books and letters put around an address."""


def tidy_email(text: str) -> str:
    """The address without invisible characters, full-width signs, "mailto:" and brackets."""
    plain = unicodedata.normalize("NFKC", without_ignorable(text)).strip().strip(_AROUND)
    return re.sub(r"(?i)\Amailto:", "", plain).strip()


def is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text) is not None


def tidy_number(text: str) -> str:
    """The number as it was grouped, in plain digits, spaces and hyphens."""
    plain = unicodedata.normalize("NFKC", without_ignorable(text))
    return " ".join("".join(map(_plain, plain)).split())


def _plain(sign: str) -> str:
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    return "-" if unicodedata.category(sign) == "Pd" or sign == "\N{MINUS SIGN}" else sign
