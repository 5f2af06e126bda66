"""Cells as people fill them: what each holds, or what is wrong with it, worded for the organiser."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from babel import Locale

from locales import N_, bidi
from missions.contact_details import is_email, tidy_email
from missions.loading.plan.errors import FileMessage
from missions.loading.plan.known import countries
from missions.loading.plan.known import languages as language_codes
from missions.matching import sectors, sectors_in, tags
from missions.sheets import days, phones
from missions.sheets.columns import LANGUAGES, Cell, Column
from missions.sheets.files import Value
from missions.sheets.frame import SheetFrame
from missions.sheets.words import NO, YES, by_word
from storage.tables.folding import fold, without_invisible

NO_LETTER = N_("“{value}” has no letter or digit")
TOO_LONG = N_("has {n} characters; at most {limit}")
NO_DAY = N_("“{value}” cannot be read as a day; write it as {example}")
TWO_DAYS = N_("“{value}” may be {one} or {other}; write it as {example}")
OUTSIDE = N_("{day} is not a day of the mission ({first} to {last})")
NO_HOUR = N_("“{value}” is not an hour; write it as 09:30")
NO_NUMBER = N_("“{value}” is not a whole number")
NO_DEGREES = N_("“{value}” is not a position in degrees, as 36.7368")
NO_PHONE = N_("“{value}” is not a phone number; write it with its country code, as +212 600 000 001")
SHORTENED = N_("“{value}”: the spreadsheet kept only the first digits of this number; type it again as text")
MORE_PHONES = N_("“{value}” has several numbers; {number} is taken")
NO_EMAIL = N_("“{value}” is not an e-mail address")
MORE_EMAILS = N_("“{value}” has several addresses; {address} is taken")
NO_LANGUAGE = N_("“{value}” is not a known language")
NO_KIND = N_("“{value}” is not a known kind: {known}")
NO_SECTOR = N_("“{value}” is in no sector of the list")
NO_COUNTRY = N_("“{value}” is not a known country")
NO_SPAN = N_("“{value}” is not a stretch of time; write it as {example}")
NO_YES = N_("“{value}” is neither yes nor no")

_CHECKS = frozenset("✓✔☑✅xX×")
_EVERY_DAY = frozenset(
    map(
        fold,
        (
            *("tous", "tous les jours", "toute la mission", "tout", "all", "all days", "every day", "whole mission"),
            *("todos", "todos los días", "toda la misión", "كل الأيام", "جميع الأيام", "طيلة البعثة", "الكل"),
        ),
    )
)
_AT = re.compile(r"\s*(?:@|＠|[\[(]\s*(?:at|arobase|arroba)\s*[\])])\s*", re.IGNORECASE)
_LIST = re.compile(r"[,;،؛/+&|\n]|\s-\s|\bet\b|\band\b|\by\b|\be\b|\sو\s?")


@dataclass(frozen=True, slots=True)
class CellRead:
    """value: None where the cell is empty or wrong. note: what was taken is not all that the cell has."""

    value: Any = None
    wrong: FileMessage | None = None
    note: FileMessage | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What a cell is read with, besides its column."""

    frame: SheetFrame
    region: str = ""
    """Countries in which a number without its code may be dialled, parted by spaces."""
    since_1904: bool = False


EMPTY = CellRead()


def read(column: Column, value: Value, around: Around) -> CellRead:
    """What a cell holds."""
    shown = clean(value)
    if not shown or shown in ("-", "–", "—", "/", "n/a", "N/A", "#N/A", "néant", "NULL", "."):
        return EMPTY
    return _READERS[column.cell](column, value, around)


def clean(value: Value, *, lines: bool = False) -> str:
    """As it is kept: without what is drawn as nothing, with single spaces."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, str) and value.isascii() and value.isprintable():
        return " ".join(value.split())
    text = without_invisible(bidi.strip_controls(str(value))).replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("_x000D_", "\n")
    kept = "".join(one for one in text if one == "\n" or unicodedata.category(one) not in {"Cc", "Cs", "Co"})
    if lines:
        return "\n".join(filter(None, (" ".join(line.split()) for line in kept.split("\n"))))
    return " ".join(kept.split())


def _wrong(msgid: str, value: Value, **values: object) -> CellRead:
    return CellRead(wrong=FileMessage(msgid, {"value": clean(value)[:60], **values}))


def _text(column: Column, value: Value, _around: Around) -> CellRead:
    text = clean(value, lines=column.cell is Cell.PARAGRAPH)
    if not fold(text):
        return _wrong(NO_LETTER, value)
    if len(text) > column.limit:
        return CellRead(wrong=FileMessage(TOO_LONG, {"n": len(text), "limit": column.limit}))
    return CellRead(text)


def _day(_column: Column, value: Value, around: Around) -> CellRead:
    found = days.day(value, around.frame, since_1904=around.since_1904)
    example = around.frame.starts_on.isoformat()
    if not found:
        return _wrong(NO_DAY, value, example=example)
    if len(found) > 1:
        return _wrong(TWO_DAYS, value, one=found[0].isoformat(), other=found[1].isoformat(), example=example)
    return _inside(found, around.frame) or CellRead(found[0])


def _inside(found: list[date], frame: SheetFrame) -> CellRead | None:
    for each in found:
        if not frame.holds(each):
            first, last = frame.starts_on.isoformat(), frame.ends_on.isoformat()
            return CellRead(wrong=FileMessage(OUTSIDE, {"day": each.isoformat(), "first": first, "last": last}))
    return None


def _days(_column: Column, value: Value, around: Around) -> CellRead:
    text = clean(value)
    if fold(text) in _EVERY_DAY or set(text) <= _CHECKS or by_word(Cell.YES_NO).get(fold(text)) == YES:
        return CellRead(())
    found, all_of_it = days.days(value, around.frame, since_1904=around.since_1904)
    if not all_of_it or not found:
        return _wrong(NO_DAY, value, example=around.frame.starts_on.isoformat())
    return _inside(found, around.frame) or CellRead(tuple(dict.fromkeys(found)))


def _hour(_column: Column, value: Value, _around: Around) -> CellRead:
    found = days.hours(value)
    return CellRead(tuple(found)) if 1 <= len(found) <= 2 else _wrong(NO_HOUR, value)


def _spans(_column: Column, value: Value, around: Around) -> CellRead:
    found, all_of_it = days.spans(value, around.frame, since_1904=around.since_1904)
    if not all_of_it or not found:
        return _wrong(NO_SPAN, value, example=f"{around.frame.starts_on} 09:00–11:00")
    return _inside([each.day for each in found], around.frame) or CellRead(tuple(found))


def _whole(_column: Column, value: Value, _around: Around) -> CellRead:
    text = days.plain(value).replace(" ", "")
    found = re.fullmatch(r"(\d{1,6})(?:[.,]0+)?(?:min|mn|minutes|mins|دقيقة|دقائق|')?\.?", text, re.IGNORECASE)
    return CellRead(int(found[1])) if found else _wrong(NO_NUMBER, value)


def _degrees(column: Column, value: Value, _around: Around) -> CellRead:
    text = days.plain(value).replace(",", ".").rstrip("° ")
    try:
        number = float(text)
    except ValueError:
        return _wrong(NO_DEGREES, value)
    most = 90 if column.key == "latitude" else 180
    return CellRead(number) if abs(number) <= most else _wrong(NO_DEGREES, value)


def _phone(_column: Column, value: Value, around: Around) -> CellRead:
    read = [phones.read(value, region) for region in around.region.split() or ("",)]
    numbers = {each.number: each for each in read if each.number}
    found = next(iter(numbers.values())) if len(numbers) == 1 else phones.PhoneRead(shortened=read[0].shortened)
    if found.shortened:
        return _wrong(SHORTENED, value)
    if not found.number:
        return _wrong(NO_PHONE, value)
    values = {"value": clean(value)[:60], "number": found.number}
    return CellRead(found.number, note=FileMessage(MORE_PHONES, values) if found.others else None)


def _email(_column: Column, value: Value, _around: Around) -> CellRead:
    text = _AT.sub("@", clean(value))
    parts = [tidy_email(part) for part in re.split(r"[;,/\s]+", text) if "@" in part]
    good = [part for part in dict.fromkeys(parts) if is_email(part)]
    if not good or len(good) != len(dict.fromkeys(parts)):
        whole = tidy_email(text)
        return CellRead(whole) if is_email(whole) else _wrong(NO_EMAIL, value)
    values = {"value": clean(value)[:60], "address": good[0]}
    return CellRead(good[0], note=FileMessage(MORE_EMAILS, values) if len(good) > 1 else None)


def _languages(_column: Column, value: Value, _around: Around) -> CellRead:
    found, unknown = [], ""
    for part in filter(None, (fold(each) for each in _LIST.split(re.sub(r"\([^)]*\)", " ", clean(value))))):
        known = language_names().get(part)
        several = [language_names().get(word) for word in part.split()]
        if known:
            found.append(known)
        elif any(several):
            found += [each for each in several if each]
        else:
            unknown = unknown or part
    note = FileMessage(NO_LANGUAGE, {"value": unknown}) if unknown else None
    return CellRead(tuple(dict.fromkeys(found)), note=note) if found else _wrong(NO_LANGUAGE, value)


def _language(column: Column, value: Value, around: Around) -> CellRead:
    found = _languages(column, value, around)
    return CellRead(found.value[0], note=found.note) if found.value else found


@cache
def language_names() -> Mapping[str, str]:
    """Codes by folded names, in the languages of sheets; by codes too."""
    found = {code: code for code in language_codes()}
    for reader in LANGUAGES:
        for code, name in Locale(reader).languages.items():
            if str(code) in language_codes():
                plain = fold(str(name))
                found.setdefault(plain, str(code))
                found.setdefault(plain.removeprefix("ال"), str(code))
    more = {"castillan": "es", "castellano": "es", "darija": "ar", "دارجه": "ar", "الدارجه": "ar", "esp": "es"}
    short = {"ang": "en", "angl": "en", "fra": "fr", "ara": "ar", "eng": "en", "spa": "es", "arb": "ar", "all": "de"}
    return {**more, **short, **found}


def _yes_no(_column: Column, value: Value, _around: Around) -> CellRead:
    known = yes_or_no(value)
    return _wrong(NO_YES, value) if known is None else CellRead(known)


def yes_or_no(value: Value) -> bool | None:
    """What a tick, an x, a word or a number says; None where it is none of these."""
    if isinstance(value, bool):
        return value
    text = clean(value)
    if text and set(text) <= _CHECKS:
        return True
    return {"1": True, "0": False, YES: True, NO: False}.get(by_word(Cell.YES_NO).get(fold(text), text))


def _one_of(column: Column, value: Value, _around: Around) -> CellRead:
    words, plain = by_word(column.cell), fold(clean(value))
    known = words.get(plain)
    if known is None and column.cell is Cell.WISH and set(clean(value)) <= _CHECKS:
        known = "must"
    if known is None:
        parts = [word for word in words if len(word) > 3 and f" {word} " in f" {plain} "]
        known = words[max(parts, key=len)] if parts else None
    if known is None:
        shown = ", ".join(dict.fromkeys(words.values()))
        return _wrong(NO_KIND, value, known=shown)
    return CellRead(known)


def _sectors(_column: Column, value: Value, _around: Around) -> CellRead:
    found, unknown = [], ""
    whole = _sector_words().get(fold(clean(value)))
    for part in [] if whole else filter(None, (each.strip() for each in re.split(r"[,;،؛|\n]|\s/\s", clean(value)))):
        known = _sector_words().get(fold(part))
        several = [known] if known else list(sectors_in(part))
        found += several
        unknown = unknown or ("" if several else part)
    note = FileMessage(NO_SECTOR, {"value": unknown[:60]}) if unknown else None
    return CellRead((whole,) if whole else tuple(dict.fromkeys(found)), note=note)


@cache
def _sector_words() -> Mapping[str, str]:
    from missions.matching import sector_label  # noqa: PLC0415 - loads the taxonomy

    found = {fold(each): each for each in sectors()}
    for each in sectors():
        for language in LANGUAGES:
            found.setdefault(fold(sector_label(each, language)), each)
    return found


def _tags(_column: Column, value: Value, _around: Around) -> CellRead:
    found, unknown = [], ""
    for part in filter(None, (each.strip() for each in re.split(r"[,;،؛|\n]", clean(value)))):
        known = _tag_words().get(fold(part))
        if known:
            found.append(known)
        else:
            unknown = unknown or part
    note = FileMessage(NO_SECTOR, {"value": unknown[:60]}) if unknown else None
    return CellRead(tuple(dict.fromkeys(found)), note=note)


@cache
def _tag_words() -> Mapping[str, str]:
    from missions.matching import tag_label  # noqa: PLC0415 - loads the taxonomy

    found = {fold(each): each for each in tags()}
    for each in tags():
        for language in LANGUAGES:
            found.setdefault(fold(tag_label(each, language)), each)
    return found


def _country(_column: Column, value: Value, _around: Around) -> CellRead:
    known = country_names().get(fold(clean(value)))
    return CellRead(known) if known else CellRead(note=FileMessage(NO_COUNTRY, {"value": clean(value)[:60]}))


@cache
def country_names() -> Mapping[str, str]:
    """Codes of countries by their folded names, in the languages of sheets; by codes too."""
    found = {fold(code): code for code in countries()}
    for reader in LANGUAGES:
        for code, name in Locale(reader).territories.items():
            if str(code) in countries():
                found.setdefault(fold(str(name)), str(code))
    more = {"usa": "US", "uk": "GB", "angleterre": "GB", "england": "GB", "emirats": "AE", "uae": "AE", "ksa": "SA"}
    return {**more, **found}


def _labels(column: Column, value: Value, around: Around) -> CellRead:
    """Labels of tables, also as a range."""
    text = days.plain(value)
    between = re.fullmatch(r"(\d{1,3})\s*(?:-|–|à|a|to|إلى|hasta)\s*(\d{1,3})", text, re.IGNORECASE)
    if between and int(between[1]) < int(between[2]):
        return CellRead(tuple(str(each) for each in range(int(between[1]), int(between[2]) + 1)))
    parts = [each.strip() for each in re.split(r"[,;،/\n]", text) if each.strip()]
    return CellRead(tuple(dict.fromkeys(parts))) if parts else _text(column, value, around)


_READERS: Mapping[Cell, Callable[[Column, Value, Around], CellRead]] = {
    Cell.TEXT: _text,
    Cell.NAME: _text,
    Cell.PARAGRAPH: _text,
    Cell.DELEGATION: _text,
    Cell.VENUE: _text,
    Cell.INVITED: _text,
    Cell.DAY: _day,
    Cell.DAYS: _days,
    Cell.HOUR: _hour,
    Cell.SPANS: _spans,
    Cell.WHOLE: _whole,
    Cell.DEGREES: _degrees,
    Cell.PHONE: _phone,
    Cell.EMAIL: _email,
    Cell.LANGUAGE: _language,
    Cell.LANGUAGES: _languages,
    Cell.YES_NO: _yes_no,
    Cell.COUNTRY: _country,
    Cell.ORGANISATION_KIND: _one_of,
    Cell.SESSION_KIND: _one_of,
    Cell.WISH: _one_of,
    Cell.SECTORS: _sectors,
    Cell.TAGS: _tags,
    Cell.LABELS: _labels,
}
