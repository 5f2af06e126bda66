"""Phone numbers as spreadsheets leave them: without their zero, in scientific notation, two in a cell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from missions.contact_details import tidy_number
from missions.sheets.files import Value

_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+")
_WHOLE = re.compile(r"\+[0-9][0-9 .()/-]{5,30}")
_PARTED = re.compile(r"[/;|\n]|\bou\b|\bor\b|\bet\b|,(?=\s)|\s-\s|\bو\b|\bأو\b", re.IGNORECASE)
_LABEL = re.compile(r"(?i)\([^)\d]*\)|\b(t[ée]l|gsm|mobile|portable|fax|whatsapp|ext)\b\.?\s*:?")

SHORTEST = 6
"""Digits of a number, at least."""


@dataclass(frozen=True, slots=True)
class PhoneRead:
    """number: as "+212 661-234567", empty where none was understood. shortened: digits were lost in the spreadsheet.
    others: how many more numbers the cell has."""

    number: str = ""
    shortened: bool = False
    others: int = 0


def read(value: Value, region: str) -> PhoneRead:
    """region: ISO 3166-1, of the delegation; numbers with their country code need none."""
    text = _text(value)
    if text is None:
        return PhoneRead(shortened=True)
    parts = [part for part in (each.strip(" .:-") for each in _PARTED.split(_LABEL.sub(" ", text))) if part]
    numbers = [_number(part, region) for part in parts]
    found = list(filter(None, numbers))
    if not found and len(parts) > 1:
        whole = _number("".join(parts), region)
        return PhoneRead(whole)
    others = {number or part for part, number in zip(parts, numbers, strict=True) if number or _is_long(part)}
    return PhoneRead(found[0] if found else "", others=len(others) - 1 if found else 0)


def _text(value: Value) -> str | None:
    """The digits of a cell; None where the spreadsheet has kept only the first of them."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        return str(int(value))
    text = tidy_number(re.sub(r"[\r\n]+|_x000D_", " / ", str(value).strip()))
    if not _SCIENTIFIC.fullmatch(text.replace(" ", "")):
        return text
    mantissa, _e, exponent = text.replace(" ", "").replace(",", ".").lower().partition("e")
    try:
        number = Decimal(mantissa).scaleb(int(exponent))
    except (InvalidOperation, ValueError):
        return text
    kept = len(mantissa.partition(".")[2])
    return str(int(number)) if kept >= int(exponent) - 1 else None


def _is_long(text: str) -> bool:
    """Whether it has the digits of a number, also where it is none that is known."""
    return sum(sign.isdigit() for sign in text) >= SHORTEST


def _number(text: str, region: str) -> str:
    import phonenumbers  # noqa: PLC0415 - only where phones are read

    digits = re.sub(r"\D", "", text)
    if not SHORTEST <= len(digits) <= 17:
        return ""
    plain = re.sub(r"\A00(?=[1-9])", "+", re.sub(r"\(0\)", "", text))
    if text.startswith("+") and _WHOLE.fullmatch(plain):
        # With its country code it is kept as it is grouped.
        return " ".join(plain.split())
    # As written, then as a spreadsheet leaves it: without "+", and without its first zero.
    for candidate in (
        plain,
        f"+{digits}" if len(digits) > 9 and not digits.startswith("0") else "",
        "" if digits.startswith("0") else f"0{digits}",
    ):
        if not candidate:
            continue
        try:
            parsed = phonenumbers.parse(candidate, region or None)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return ""
