"""Entries of a JSON file, read one by one: what is wrong is said in one line that names the entry."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from missions.solver.values import Key

Choice = TypeVar("Choice", bound=StrEnum)


class ProblemError(ValueError):
    """The problem cannot be read. Its text is one line: where, what is wrong, and what would be right."""


def shown(value: object) -> str:
    text = repr(value) if not isinstance(value, str) else f'"{value}"'
    return text if len(text) <= 60 else text[:57] + "…"


class Entry:
    """One JSON object, at `where` in the file. Fields are taken out; what is left at `done` is a mistake."""

    def __init__(self, value: object, where: str) -> None:
        if not isinstance(value, dict):
            raise ProblemError(f"{where or 'the file'}: an object {{…}} is expected, not {shown(value)}")
        self.fields: dict[str, Any] = dict(value)
        self.where = where

    def at(self, name: str) -> str:
        return f"{self.where}.{name}" if self.where else name

    def wrong(self, name: str, what: str) -> ProblemError:
        return ProblemError(f"{self.at(name)}: {what}")

    def has(self, name: str) -> bool:
        return self.fields.get(name) is not None

    def take(self, name: str) -> Any:  # noqa: ANN401 -- any JSON value
        value = self.fields.pop(name, None)
        if value is None:
            raise self.wrong(name, "is missing")
        return value

    def done(self) -> None:
        for name in self.fields:
            if not name.startswith("$"):
                raise self.wrong(name, "there is no such field here")

    def entries(self, name: str, *, required: bool = False) -> list[Entry]:
        if not required and not self.has(name):
            self.fields.pop(name, None)
            return []
        value = self.take(name)
        if not isinstance(value, list):
            raise self.wrong(name, f"a list is expected, not {shown(value)}")
        return [Entry(one, f"{self.at(name)}[{number}]") for number, one in enumerate(value)]

    def key(self, name: str, known: Collection[Hashable] | None = None, kind: str = "") -> Key:
        return _key(self.take(name), self.at(name), known, kind)

    def maybe_key(self, name: str, known: Collection[Hashable], kind: str) -> Key | None:
        if self.has(name):
            return self.key(name, known, kind)
        self.fields.pop(name, None)
        return None

    def keys(self, name: str, known: Collection[Hashable], kind: str) -> tuple[Key, ...]:
        value = self.take(name)
        if not isinstance(value, list):
            raise self.wrong(name, f"a list is expected, not {shown(value)}")
        found = tuple(_key(one, f"{self.at(name)}[{number}]", known, kind) for number, one in enumerate(value))
        if len(set(found)) < len(found):
            twice = next(key for key in found if found.count(key) > 1)
            raise self.wrong(name, f"{shown(twice)} is there twice")
        return found

    def maybe_keys(self, name: str, known: Collection[Hashable], kind: str) -> frozenset[Key] | None:
        if self.has(name):
            return frozenset(self.keys(name, known, kind))
        self.fields.pop(name, None)
        return None

    def pairs(
        self, name: str, first: tuple[Collection[Hashable], str], second: tuple[Collection[Hashable], str]
    ) -> list[tuple[Key, Key]]:
        """Lists of two keys, each of its kind; none where the field is left out."""
        value = self.fields.pop(name, None) or []
        if not isinstance(value, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in value):
            raise self.wrong(name, f'a list such as [["mon-0930", "hotel"]] is expected, not {shown(value)}')
        where = [f"{self.at(name)}[{number}]" for number in range(len(value))]
        return [
            (_key(one, at, *first), _key(other, at, *second)) for at, (one, other) in zip(where, value, strict=True)
        ]

    def words(self, name: str) -> tuple[str, ...]:
        value = self.fields.pop(name, None)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
            raise self.wrong(name, f'a list of texts is expected, such as ["fr", "ar"], not {shown(value)}')
        return tuple(value)

    def number(self, name: str, least: int, default: int | None = None) -> int | None:
        value = self.fields.pop(name, None)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self.wrong(name, f"a whole number from {least} up is expected, not {shown(value)}")
        return value

    def metres(self, name: str) -> float:
        value = self.fields.pop(name, None)
        if value is None:
            return 0.0
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.wrong(name, f"a number of metres is expected, not {shown(value)}")
        return float(value)

    def moment(self, name: str) -> datetime:
        value = self.take(name)
        try:
            return datetime.fromisoformat(value)
        except (TypeError, ValueError):
            raise self.wrong(name, f'a time such as "2027-05-10T09:30" is expected, not {shown(value)}') from None

    def day(self, name: str, otherwise: date) -> date:
        value = self.fields.pop(name, None)
        if value is None:
            return otherwise
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            raise self.wrong(name, f'a date such as "2027-05-10" is expected, not {shown(value)}') from None

    def choice(self, name: str, choices: type[Choice], default: Choice) -> Choice:
        value = self.fields.pop(name, None)
        if value is None:
            return default
        if not isinstance(value, str) or value not in [choice.value for choice in choices]:
            raise self.wrong(name, f"one of {', '.join(choices)} is expected, not {shown(value)}")
        return choices(value)


def _key(value: object, where: str, known: Collection[Hashable] | None, kind: str) -> Key:
    if isinstance(value, bool) or not isinstance(value, int | str) or value == "":
        raise ProblemError(f"{where}: a key is expected, a text or a whole number, not {shown(value)}")
    if known is not None and value not in known:
        raise ProblemError(f"{where}: there is no {kind} {shown(value)}")
    return value
