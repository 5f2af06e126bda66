"""The first and last day of a mission, as people type them in French, Arabic, English or Spanish."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from babel import Locale

from locales import N_
from missions.errors import Refusal
from missions.loading.toml.frame import LONGEST
from missions.names import bare
from storage.tables.folding import fold

UNREADABLE_DAYS = N_("Please type the first and the last day, as 14–17 June 2027 or 14/06/2027–17/06/2027.")
TOO_LONG = N_("A mission lasts at most {most} days. Please type the first and the last day again.")
OVER = N_("These days are over. Please type the days of a mission that is still to come.")

MOST_SIGNS = 120
_LOCALES = ("en", "fr", "es", "ar", "ar_MA", "ar_SY", "ar_DZ")
"""Arabic has three sets of month names: of the Maghreb, of Egypt and the Gulf, of the Levant."""
_MORE = {"sept": 9, "sep": 9, "june": 6, "july": 7, "janv": 1, "fev": 2, "fevr": 2, "avr": 4, "juil": 7}
_MONTH = "\N{NUMBER SIGN}"
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_FULL = re.compile(r"(?<!\d)(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d)")
_SHORT = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?![\d/])")
_NUMBER = re.compile(rf"(?P<year>(?<!\d)\d{{4}}(?!\d))|(?P<day>(?<!\d)\d{{1,2}}(?!\d))|{_MONTH}(?P<month>\d\d)")
_HOUR = re.compile(r"\d\s?[:h]\s?\d")


@dataclass(frozen=True, slots=True)
class _Said:
    """A day as far as it was said."""

    day: int
    month: int | None = None
    year: int | None = None


def typed(text: str, today: date) -> tuple[date, date]:
    """First and last day. Of one day without a year, the next such day is meant; 04/05 is the fourth of May.

    Raises:
        Refusal: they cannot be read, are too many or over.
    """
    written = _with_latin_digits(bare(text))
    if len(written) > MOST_SIGNS or _HOUR.search(written):
        raise Refusal(UNREADABLE_DAYS)
    said = _complete(list(_said(written)))
    days = _dates(said, today)
    if not days or days != sorted(days) or not _is_one_stretch(days):
        raise Refusal(UNREADABLE_DAYS)
    first, last = days[0], days[-1]
    if last - first > LONGEST:
        raise Refusal(TOO_LONG, most=LONGEST.days)
    if last < today:
        raise Refusal(OVER)
    return first, last


def _with_latin_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def _said(text: str) -> Iterator[_Said | int]:
    """Days in the order in which they are named, and the parts that complete them: a month below 100, or a year."""
    marked = _ISO.sub(lambda found: _mark(found[4], found[3], found[1]), text)
    marked = _FULL.sub(lambda found: _mark(found[1], found[3], found[4]), marked)
    marked = _SHORT.sub(lambda found: _mark(found[1], found[2]), marked)
    for found in _NUMBER.finditer(_with_months(marked)):
        if found["day"]:
            yield _Said(int(found["day"]))
        else:
            yield -int(found["month"]) if found["month"] else int(found["year"])


def _mark(day: str, month: str, year: str = "") -> str:
    """A day written in figures, as one with the month in words; 06/14 can only be the 14th of June."""
    number, of = int(day), int(month)
    if of > 12 >= number:
        number, of = of, number
    whole = f"20{year}" if len(year) == 2 else year
    return f" {number} {_MONTH}{min(of, 99):02} {whole} "


def _with_months(text: str) -> str:
    """Names of months become marks; other words go."""
    words = [_MONTH + part[1:3] if part.startswith(_MONTH) else fold(part) for part in _split(text)]
    line = f" {' '.join(words)} "
    for name, month in _months().items():
        line = line.replace(f" {name} ", f" {_MONTH}{month:02} ")
    return line


def _split(text: str) -> Sequence[str]:
    # A day may be written together with what follows: 14juin, 1er, 14th.
    return re.findall(rf"{_MONTH}\d\d|\d+|[^\W\d_]+", text)


@cache
def _months() -> Mapping[str, int]:
    """Folded names of the months, the longest first: one may be part of another."""
    found = dict(_MORE)
    for code in _LOCALES:
        locale = Locale.parse(code)
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                found |= {fold(name): number for number, name in locale.months[form][width].items()}
    return dict(sorted(found.items(), key=lambda each: -len(each[0])))


def _complete(parts: list[_Said | int]) -> list[_Said]:
    """Days with their months and years: said after them, or, as in "June 14–17", before them."""
    first = next((part for part in parts if isinstance(part, _Said) or part < 0), None)
    month_first = isinstance(first, int)
    days: list[_Said] = []
    month: int | None = None
    without_year = 0
    for part in parts:
        if isinstance(part, _Said):
            days.append(replace(part, month=month if month_first else None))
        elif part < 0:
            month = -part
            if not month_first:
                days = [replace(day, month=day.month or month) for day in days]
        else:
            days = [*days[:without_year], *(replace(day, year=part) for day in days[without_year:])]
            without_year = len(days)
    return days


def _dates(said: list[_Said], today: date) -> list[date]:
    """Empty where one of them cannot be."""
    if not said or any(day.month is None for day in said):
        return []
    year = said[-1].year
    if year is None:
        last = _date(said[-1], today.year)
        year = today.year + 1 if last is not None and last < today else today.year
    found: list[date] = []
    for day in reversed(said):
        meant = _date(day, day.year or year)
        if meant is not None and found and meant > found[0] and _is_turn_of_year(meant, found[0]):
            meant = _date(day, found[0].year - 1)
        if meant is None:
            return []
        found.insert(0, meant)
    return found


def _is_turn_of_year(earlier: date, later: date) -> bool:
    """Whether "30 December – 2 January 2027" begins in the year before."""
    return earlier.month > later.month and earlier.year == later.year


def _date(day: _Said, year: int) -> date | None:
    try:
        return date(year, day.month or 0, day.day)
    except ValueError:
        return None


def _is_one_stretch(days: Sequence[date]) -> bool:
    """Two ends, or every day between them named: a list with gaps is not a mission's days."""
    return len(days) <= 2 or all(later - earlier == timedelta(days=1) for earlier, later in pairwise(days))
