"""Hours as people type them."""

from __future__ import annotations

import re
from datetime import time
from typing import NoReturn

from locales import N_
from missions.errors import Refusal

UNREADABLE_HOUR = N_("Please type the time as 18:30.")
UNREADABLE_HOURS = N_("Please type the hours as 22:00–07:00.")

_HOUR = r"(\d{1,2})\s*(?:[:hH.]\s*(\d{2})?)?"
_ONE = re.compile(_HOUR)
_TWO = re.compile(rf"{_HOUR}\s*(?:-|–|—|→|à|to|إلى)\s*{_HOUR}")


def hour(text: str) -> time:
    """The local time of "18:30", "18h30" or "18".

    Raises:
        Refusal: it cannot be read.
    """
    match = _ONE.fullmatch(text.strip())
    return _time(match[1], match[2], UNREADABLE_HOUR) if match else _refused(UNREADABLE_HOUR)


def hours(text: str) -> tuple[time, time]:
    """Two different local times, of "22:00–07:00" or "22-7".

    Raises:
        Refusal: they cannot be read.
    """
    match = _TWO.fullmatch(text.strip())
    if match is None:
        raise Refusal(UNREADABLE_HOURS)
    begins, ends = (_time(match[at], match[at + 1], UNREADABLE_HOURS) for at in (1, 3))
    return (begins, ends) if begins != ends else _refused(UNREADABLE_HOURS)


def _time(hour: str, minute: str | None, otherwise: str) -> time:
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        raise Refusal(otherwise) from None


def _refused(message: str) -> NoReturn:
    raise Refusal(message)
