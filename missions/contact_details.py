"""E-mail addresses and phone numbers as they are pasted: cleaned of what shows nothing before they are checked."""

from __future__ import annotations

import re
import unicodedata

from storage.tables.folding import without_ignorable

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_AROUND = " <>()[]\"'«»“”,;"
_LABEL = re.compile(r"\A[^\d+(]*[:.]\s*/*\s*(?=[\d+(])")
"""What address books and letters put before a number: "tel:", "Tél. :", "Mobile:", "callto://"."""
_CHAT_LINK = re.compile(r"(?i)\A(?:https?://)?(?:wa\.me/|api\.whatsapp\.com/send/?\?phone=)\+?(?=\d)")
_PARAMETERS = re.compile(r"[;?&].*")
"""Of an address by RFC 3966 or 6068: an extension, a subject."""
"""What address books and letters put around an address."""


def tidy_email(text: str) -> str:
    """The address without invisible characters, full-width signs, "mailto:" and brackets."""
    plain = unicodedata.normalize("NFKC", without_ignorable(text)).strip().strip(_AROUND)
    address = re.sub(r"(?i)\A(?:mailto|e-?mail)\s*:\s*", "", plain)
    return (_PARAMETERS.sub("", address) if address != plain else address).strip()


def is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text) is not None


def tidy_number(text: str) -> str:
    """The number as it was grouped, in plain digits, spaces and hyphens; of a link or a labelled one, the number."""
    plain = unicodedata.normalize("NFKC", without_ignorable(text))
    number = unlabelled("".join(map(_plain, plain)))
    return " ".join(number.split())


def unlabelled(text: str) -> str:
    """A number without "tel:" or a label before it, or the address of a chat around it."""
    bare = text.strip().strip("<>")
    if _CHAT_LINK.match(bare):
        return _PARAMETERS.sub("", _CHAT_LINK.sub("+", bare)).rstrip("/")
    number = _LABEL.sub("", bare)
    return _PARAMETERS.sub("", number) if number != bare else bare


def _plain(sign: str) -> str:
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    return "-" if unicodedata.category(sign) == "Pd" or sign == "\N{MINUS SIGN}" else sign
