"""Days and hours as cells have them: dates, serial numbers of Excel, and texts in three orders and four languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache

from babel import Locale

from missions.loading.plan.values import Span
from missions.sheets.files import Value
from missions.sheets.frame import SheetFrame
from storage.tables.folding import fold, without_ignorable

_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_FIGURES = re.compile(r"(?<![\d:])(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})(?!\d)")
_SHORT = re.compile(r"(?<![\d/:])(\d{1,2})/(\d{1,2})(?![\d/:])")
_WORDED = re.compile(r"(?<!\d)(\d{1,2})(?:er|st|nd|rd|th|º)?\s+(?:de\s+)?([^\W\d_]+)(?:\s+(?:de\s+)?(\d{4}))?")
_WORDED_FIRST = re.compile(r"([^\W\d_]+)\s+(\d{1,2})(?:st|nd|rd|th)?(?:\s+(\d{4}))?(?!\d)")
_HOUR = re.compile(
    r"(?<![\d/.])(\d{1,2})(?:\s?[:hHس]\s?(\d{2})?(?::\d{2})?|\.(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.|ص|م)?(?![\d/])",
    re.IGNORECASE,
)
_COMMA = re.compile(r"([^\W\d_]{3,} \d{1,2}(?:st|nd|rd|th)?),? (\d{4})")
_SHORT_RANGE = re.compile(r"(?<![\d/-])(\d{1,2})\s?[-–]\s?(\d{1,2})(?=\s+[^\W\d]|/)")
_TO = "au|à|to|until|al|a|hasta|إلى|حتى"
_RANGE = re.compile(rf"[–—-]|{_TO}", re.IGNORECASE)
_SEVERAL = re.compile(
    rf"(\s*[;,،\n&+]\s*|\s+(?:et|and|y|e|و)\s+|\s+و(?=\d)|\s*[–—]\s*|\s-\s|\s+(?:{_TO})\s+)", re.IGNORECASE
)
_READ = ("fr", "en", "es", "ar", "ar_MA", "ar_SY")
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 110_000
"""2000 to 2201, as Excel counts days."""
_MORE_MONTHS = {"sept": 9, "janv": 1, "fev": 2, "fevr": 2, "avr": 4, "juil": 7, "sep": 9, "ene": 1, "dic": 12, "ago": 8}


def day(value: Value, frame: SheetFrame, *, since_1904: bool = False) -> list[date]:
    """The days that a cell may mean: one, none, or two where day and month could be either way round.

    Of two, one outside of the mission is not meant.
    """
    if isinstance(value, datetime):
        return [value.date()]
    if isinstance(value, date):
        return [value]
    text = plain(value)
    serial = _serial(text, since_1904=since_1904)
    if serial is not None:
        return [serial]
    found = list(dict.fromkeys(_days_in(text, frame)))
    return [each for each in found if frame.holds(each)] or found[:1]


def days(value: Value, frame: SheetFrame, *, since_1904: bool = False) -> tuple[list[date], bool]:
    """All days of a cell, as "12, 13 juillet" or "du 12 au 14 juillet", and whether each was understood."""
    if not isinstance(value, str):
        return day(value, frame, since_1904=since_1904), True
    text = " ".join(word for word in plain(value).split() if fold(word) not in weekdays())
    text = _SHORT_RANGE.sub(r"\1 – \2", re.sub(r"(?i)^(du|de|from|del|من)\s+", "", text))
    text = _COMMA.sub(r"\1 \2", text)
    parts = [part.strip() for part in _SEVERAL.split(text)]
    found: list[list[date]] = []
    for part in reversed(parts[::2]):
        meant = _with(part, found[0][0]) if found and part.isdigit() else day(part, frame, since_1904=since_1904)
        if not part and found:
            continue
        if len(meant) != 1:
            return [], False
        found.insert(0, meant)
    joints = parts[1::2]
    made = [found[0][0]] if found else []
    for joint, [to] in zip(joints, found[1:], strict=False):
        made += _until(made[-1], to) if joint and _RANGE.fullmatch(joint) else [to]
    return made, bool(made)


def _with(number: str, later: date) -> list[date]:
    """A day whose month and year are said after it."""
    return list(_date(later.year, later.month, int(number)))


def _until(first: date, last: date) -> list[date]:
    between = (last - first).days
    return [first + timedelta(days=number) for number in range(1, between + 1)] if between < 62 else [last]


def plain(value: Value) -> str:
    """Text with the digits of Latin script, without invisible characters."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = unicodedata.normalize("NFKC", without_ignorable(str(value)))
    return " ".join("".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in text).split())


def _serial(text: str, *, since_1904: bool) -> date | None:
    if not re.fullmatch(r"\d{5,6}(\.\d+)?", text):
        return None
    number = int(float(text)) + (1462 if since_1904 else 0)
    return date(1899, 12, 30) + timedelta(days=number) if _FIRST_SERIAL <= number <= _LAST_SERIAL else None


def _days_in(text: str, frame: SheetFrame) -> Iterator[date]:
    if found := _ISO.search(text):
        yield from _date(int(found[1]), int(found[2]), int(found[3]))
    elif found := _FIGURES.search(text):
        year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
        yield from _either_way(year, int(found[1]), int(found[2]))
    elif found := _SHORT.search(text):
        yield from (each for year in _years(frame) for each in _either_way(year, int(found[1]), int(found[2])))
    else:
        yield from _worded(text, frame)


def _worded(text: str, frame: SheetFrame) -> Iterator[date]:
    said = [(each[1], each[2], each[3]) for each in _WORDED.finditer(text)]
    said += [(each[2], each[1], each[3]) for each in _WORDED_FIRST.finditer(text)]
    for number, month, year in said:
        of = months().get(fold(month))
        if of is not None:
            for each in [int(year)] if year else _years(frame):
                yield from _date(each, of, int(number))
            return


def _years(frame: SheetFrame) -> Sequence[int]:
    return sorted({frame.starts_on.year, frame.ends_on.year})


def _either_way(year: int, one: int, other: int) -> Iterator[date]:
    yield from _date(year, other, one)
    yield from _date(year, one, other)


def _date(year: int, month: int, number: int) -> Iterator[date]:
    try:
        yield date(year, month, number)
    except ValueError:
        return


@cache
def months() -> Mapping[str, int]:
    """Folded names of the months in the languages of sheets; Arabic has three sets."""
    found = dict(_MORE_MONTHS)
    for code in _READ:
        locale = Locale.parse(code)
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                found |= {fold(name): number for number, name in locale.months[form][width].items()}
    return found


@cache
def weekdays() -> frozenset[str]:
    """Folded names of the days of the week."""
    names = (Locale.parse(code).days[form]["wide"] for code in _READ for form in ("format", "stand-alone"))
    return frozenset(fold(name) for each in names for name in each.values())


def hours(value: Value) -> list[time]:
    """The hours of a cell: one, or the two of "09:00–09:30"."""
    if isinstance(value, datetime):
        return [value.time().replace(microsecond=0)]
    if isinstance(value, time):
        return [value.replace(microsecond=0)]
    if isinstance(value, timedelta):
        value = value.total_seconds() / 86_400
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1:
        return _of_minutes(round(value * 24 * 60))
    found = []
    for each in _HOUR.finditer(_FIGURES.sub(" ", _ISO.sub(" ", plain(value)))):
        at, minute = int(each[1]), int(each[2] or each[3] or 0)
        half = (each[4] or "").lower().replace(".", "")
        if half in ("pm", "م") and at < 12:
            at += 12
        if half in ("am", "ص") and at == 12:
            at = 0
        if at > 23 or minute > 59:
            return []
        found.append(time(at, minute))
    return found


def _of_minutes(minutes: int) -> list[time]:
    return [time(minutes // 60 % 24, minutes % 60)]


def spans(value: Value, frame: SheetFrame, *, since_1904: bool = False) -> tuple[list[Span], bool]:
    """Stretches of days, parted by ";" or lines, and whether each was understood."""
    if not isinstance(value, str):
        return [Span(each) for each in day(value, frame, since_1904=since_1904)], True
    found: list[Span] = []
    for part in re.split(r"[;\n]", value):
        text = plain(part)
        if not text:
            continue
        on = day(text, frame, since_1904=since_1904)
        rest = _FIGURES.sub(" ", _ISO.sub(" ", text))
        rest = re.sub(r"\d{1,2}(er)?\s+[^\W\d_]{3,}(\s+\d{4})?", " ", rest) if rest == text else rest
        between = hours(rest)
        if len(on) != 1 or len(between) > 2 or (len(between) == 2 and between[0] >= between[1]):
            return found, False
        found.append(Span(on[0], *between[:2]))
    return found, True
