"""Reading one table of the file, key by key, and noting what is wrong instead of stopping at it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, TypeVar

from missions.loading.plan.errors import FileError
from missions.loading.plan.known import language_named, languages, nearest
from missions.loading.plan.settings import Day, Hour, Key, Kind, Language, OneOf, Text, Whole, Wholes, YesNo
from missions.loading.plan.values import Span
from missions.loading.toml.lines import Path
from storage.tables.folding import without_ignorable

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What follows one of them would be read the wrong way round, and so would what Wasl says after it."""
_T = TypeVar("_T")


class Problems:
    """All that is wrong so far, each on its line."""

    def __init__(self, lines: Mapping[Path, int]) -> None:
        self.lines = lines
        self.errors: list[FileError] = []

    def add(self, path: Path, message: str) -> None:
        self.errors.append(FileError(self.line(path), written(path), message))

    def has(self, path: Path) -> bool:
        """Whether something is wrong with this very key already."""
        return any(error.key == written(path) for error in self.errors)

    def line(self, path: Path) -> int:
        """The line of a key; of the table it belongs in, when it is not written."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def written(path: Path) -> str:
    """A path as people read it, entries counted from 1: delegates[3].kind."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def shown(value: object) -> str:
    """A value as written in the file, shortened."""
    match value:
        case str():
            return f'"{value if len(value) <= 40 else value[:39] + "…"}"'
        case bool():
            return str(value).lower()
        case datetime() | date() | time():
            return value.isoformat()
        case Mapping():
            return "{ … }"
        case list():
            return "[ … ]"
        case _:
            return str(value)[:40]


class Section:
    """One table. Each getter reads one key; what is wrong is noted, and an empty value of the kind given back."""

    def __init__(self, problems: Problems, path: Path, values: Mapping[str, Any]) -> None:
        self.problems = problems
        self.path = path
        self.values = values
        self._known: list[str] = []

    @property
    def line(self) -> int:
        return self.problems.line(self.path)

    @property
    def lines(self) -> dict[str, int]:
        """The line of each of its keys."""
        return {key: self.problems.line((*self.path, key)) for key in self.values}

    def wrong(self, key: str, message: str, *deeper: str | int) -> None:
        self.problems.add((*self.path, key, *deeper), message)

    def close(self) -> None:
        """Every key that nobody asked for is unknown."""
        for key in self.values:
            if key not in self._known:
                meant = nearest(key, self._known)
                hint = f'did you mean "{meant}"?' if meant else f"known here: {', '.join(self._known)}"
                self.wrong(key, f"unknown key; {hint}")

    def known(self, key: str) -> None:
        """A key that its reader looks at itself."""
        self._known.append(key)

    def none(self, key: str) -> str:
        """A key that may be left out, and is."""
        self.known(key)
        return ""

    def setting(self, key: str, kind: Kind, default: Any) -> Any:  # noqa: ANN401 - of the kind's own type
        """A setting as the section's model declares it; its default if it is left out, or wrong and noted."""
        value: Any
        match kind:
            case Key(example, required):
                value = self.key(key, example) if required or key in self.values else self.none(key)
            case Text(limit, required):
                value = self.texts(key, required=required, limit=limit)
            case Language():
                value = self.language(key)
            case Day(required):
                value = self.day(key, required=required)
            case Hour():
                value = self.hour(key)
            case YesNo():
                value = self.yes_no(key)
            case Whole(least, most):
                value = self.whole(key, least, most, default=default)
            case Wholes(least, most, example):
                value = self.wholes(key, least, most, example) if key in self.values else self.none(key) or default
            case OneOf(known, what, required):
                value = self.one_of(key, known(), what, required=required)
        return value

    def wholes(self, key: str, least: int, most: int, example: str) -> tuple[int, ...]:
        written = enumerate(self.list(key, example))
        return self.distinct(key, [int(value) for at, value in written if self.is_whole(key, value, least, most, at)])

    def yes_no(self, key: str) -> bool:
        value = self._get(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.wrong(key, f"{shown(value)} is neither true nor false; write one of them, without quotes")
        return False

    def text(self, key: str, *, required: bool = False, limit: int = 200, example: str = "") -> str:
        value = self._get(key, required=required, right=f"a text in double quotes{example and f', as in {example}'}")
        if value is None:
            return ""
        if not isinstance(value, str):
            self.wrong(key, f"{shown(value)} is not a text: write it in double quotes, as in {example or f'{key} = '}")
            return ""
        return self._clean(key, value, required=required, limit=limit)

    def pasted(self, key: str) -> str:
        """An address or a number, without the invisible characters that come with it from elsewhere."""
        value = self.values.get(key)
        if isinstance(value, str):
            self.values = {**self.values, key: without_ignorable(value)}
        return self.text(key)

    def key(self, key: str, example: str) -> str:
        value = self.text(key, required=True, example=f'{key} = "{example}"')
        if value and not _KEY.fullmatch(value):
            right = "at most 40 small letters, digits and hyphens"
            self.wrong(key, f'{shown(value)} cannot be a key: {right}, as in "{example}"')
            return ""
        return value

    def texts(self, key: str, *, required: bool = False, limit: int = 200) -> dict[str, str]:
        """A text per language."""
        right = 'a text per language, as in { fr = "…", en = "…" }'
        value = self._get(key, required=required, right=right)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.wrong(key, f"{shown(value)} is not {right}")
            return {}
        if required and not value:
            self.wrong(key, f"is empty: write {right}")
        found = {}
        for code, text in value.items():
            if code not in languages():
                self.wrong(key, _not_a_language(code), code)
            elif not isinstance(text, str):
                self.wrong(key, f"{shown(text)} is not a text: write it in double quotes", code)
            else:
                found[code] = self._clean(key, text, code, required=True, limit=limit)
        return found

    def day(self, key: str, *, required: bool = False) -> date | None:
        right = "a date without quotes, as in 2027-07-12"
        value = self._get(key, required=required, right=right)
        return value if value is None or self.is_day(key, value) else None

    def is_day(self, key: str, value: object, *deeper: int) -> bool:
        if isinstance(value, date) and not isinstance(value, datetime):
            return True
        self.wrong(key, f"{shown(value)} is not a date without quotes, as in 2027-07-12", *deeper)
        return False

    def hour(self, key: str, *, required: bool = False) -> time | None:
        right = "a time with seconds and without quotes, as in 09:30:00"
        value = self._get(key, required=required, right=right)
        if value is None or isinstance(value, time):
            return value
        self.wrong(key, f"{shown(value)} is not {right}")
        return None

    def whole(self, key: str, least: int, most: int, *, required: bool = False, default: int = 0) -> int:
        value = self._get(key, required=required, right=f"a whole number from {least} to {most}")
        if value is None:
            return default
        return value if self.is_whole(key, value, least, most) else default

    def is_whole(self, key: str, value: object, least: int, most: int, *deeper: str | int) -> bool:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return True
        self.wrong(key, f"{shown(value)} is not a whole number from {least} to {most}", *deeper)
        return False

    def degrees(self, key: str, most: int) -> float | None:
        value = self._get(key)
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool) and -most <= value <= most:
            return float(value)
        self.wrong(key, f"{shown(value)} is not a number of degrees from -{most} to {most}, as in 36.7368")
        return None

    def one_of(self, key: str, known: Collection[str], what: str, *, required: bool = False) -> str:
        """One of a few words, or ""."""
        value = self._get(key, required=required, right=_choice(known))
        if value is None:
            return ""
        return value if self.is_one_of(key, value, known, what) else ""

    def is_one_of(self, key: str, value: object, known: Collection[str], what: str, *deeper: str | int) -> bool:
        if isinstance(value, str) and value in known:
            return True
        meant = nearest(value, known) if isinstance(value, str) else None
        hint = f'did you mean "{meant}"?' if meant else f"write {_choice(known)}"
        self.wrong(key, f"{shown(value)} is not {what}; {hint}", *deeper)
        return False

    def language(self, key: str) -> str:
        value = self._get(key)
        if value is None or (isinstance(value, str) and value in languages()):
            return value or ""
        self.wrong(key, _not_a_language(value))
        return ""

    def languages(self, key: str) -> tuple[str, ...]:
        found = []
        for index, value in enumerate(self.list(key, '["fr", "ar"]')):
            if isinstance(value, str) and value in languages():
                found.append(value)
            else:
                self.wrong(key, _not_a_language(value), index)
        return self.distinct(key, found)

    def list(self, key: str, example: str) -> list[Any]:
        value = self._get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(key, f"{shown(value)} is not a list, as in {example}")
            return []
        return value

    def mapping(self, key: str, example: str) -> Mapping[str, Any]:
        value = self._get(key)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.wrong(key, f"{shown(value)} is not a table, as in {example}")
            return {}
        return value

    def spans(self, key: str, outside: Callable[[date], str | None]) -> tuple[Span, ...]:
        """Stretches of days. outside tells what is wrong with a day that is none of the mission's."""
        example = "[{ date = 2027-07-12, from = 09:00:00, to = 12:30:00 }]"
        found = []
        for index, value in enumerate(self.list(key, example)):
            if not isinstance(value, Mapping):
                self.wrong(key, f"{shown(value)} is not a stretch of a day: write {example}", index)
                continue
            section = Section(self.problems, (*self.path, key, index), value)
            day, begins, ends = section.day("date", required=True), section.hour("from"), section.hour("to")
            section.close()
            if day and (problem := outside(day)):
                section.wrong("date", problem)
            elif begins and ends and begins >= ends:
                section.wrong("to", f"{ends:%H:%M} is not after from, {begins:%H:%M}; a stretch stays within one day")
            elif day:
                found.append(Span(day, begins, ends))
        return self.distinct(key, found)

    def distinct(self, key: str, values: Iterable[_T]) -> tuple[_T, ...]:
        seen: dict[_T, None] = {}
        for index, value in enumerate(values):
            if value in seen:
                self.wrong(key, f"{shown(value)} is there twice", index)
            seen[value] = None
        return tuple(seen)

    def clean(self, key: str, value: object, *deeper: int, limit: int) -> str:
        """An entry of a list that must be a text."""
        if isinstance(value, str):
            return self._clean(key, value, *deeper, required=True, limit=limit)
        self.wrong(key, f'{shown(value)} is not a text: write it in double quotes, as in "{shown(value)}"', *deeper)
        return ""

    def _get(self, key: str, *, required: bool = False, right: str = "") -> Any:  # noqa: ANN401 - the file's value
        self._known.append(key)
        value = self.values.get(key)
        if value is None and required:
            self.wrong(key, f"is missing; write {right}")
        return value

    def _clean(self, key: str, text: str, *deeper: str | int, required: bool, limit: int) -> str:
        text = text.strip()
        if required and not text:
            self.wrong(key, "is empty", *deeper)
        elif len(text) > limit:
            self.wrong(key, f"has {len(text)} characters; at most {limit} can be shown", *deeper)
        elif any(unicodedata.category(sign) == "Cc" and sign not in "\n\t" for sign in text):
            self.wrong(key, "has a control character in it; take it out", *deeper)
        elif any(sign in _OVERRIDES for sign in text):
            self.wrong(
                key, "turns the direction of writing with a hidden sign (U+202A to U+2069); take it out", *deeper
            )
        return text


def _choice(known: Collection[str]) -> str:
    *others, last = (f'"{word}"' for word in dict.fromkeys(known)) if known else ("nothing",)
    return f"{', '.join(others)} or {last}" if others else last


def _not_a_language(value: object) -> str:
    meant = language_named(value) if isinstance(value, str) else None
    hint = f'did you mean "{meant}"?' if meant else "write its two letters (ISO 639-1), as in fr, ar, en, es"
    return f"{shown(value)} is not a language; {hint}"
