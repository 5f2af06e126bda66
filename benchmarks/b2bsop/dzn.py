"""MiniZinc data files, as far as the benchmark uses them: whole numbers, lists, tables and sets of them.

`name = value;` with `%` and `/* */` comments; a value is `7`, `[1, 2]`, `[|1, 2, |3, 4, |]`, `{1, 2}`, `1..3` or
`[{1}, {}]`. See the MiniZinc handbook, "Spec", §4.1.2 and §7.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

_TOKEN = re.compile(
    r"(?P<skip>\s+|%[^\n]*|/\*.*?\*/)|(?P<number>-?[0-9]+)(?![0-9A-Za-z_])|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<mark>\[\||\|\]|\.\.|[=;,{}\[\]|])",
    re.DOTALL,
)
_LARGEST = 10**9
"""Nothing that the benchmark counts comes near; a longer number is a slip."""


class BadInstance(ValueError):
    """The file is not an instance of the benchmark. The text is one line that says what is wrong and where."""


@dataclass(frozen=True)
class Entry:
    """A number, a set or a row of a table, and the line that it begins on."""

    line: int
    value: int | frozenset[int] | tuple[int, ...]


@dataclass(frozen=True)
class Field:
    """The value of a name. `listed` tells a list or a table of entries from a single one."""

    name: str
    line: int
    entries: tuple[Entry, ...]
    listed: bool

    def wrong(self, what: str, line: int | None = None) -> NoReturn:
        """Raise BadInstance: `what` is wrong in this field, at this line or where the field begins."""
        raise BadInstance(f"line {line or self.line}: {self.name}: {what}")


@dataclass(frozen=True)
class _Token:
    line: int
    kind: str
    text: str


def parse(text: str) -> dict[str, Field]:
    """The fields by name. Raises BadInstance."""
    return _Parser(text).fields()


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    line = 1
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise BadInstance(f"line {line}: {text[at : at + 20].splitlines()[0]!r} is not MiniZinc data")
        if match.lastgroup != "skip":
            yield _Token(line, match.lastgroup or "", match.group())
        line += match.group().count("\n")
        at = match.end()
    yield _Token(line, "end", "")


class _Parser:
    """Recursive descent over the tokens, one ahead."""

    def __init__(self, text: str) -> None:
        self._left = _tokens(text)
        self._next = next(self._left)
        self._field = ""

    def fields(self) -> dict[str, Field]:
        found: dict[str, Field] = {}
        while self._next.kind != "end":
            self._field = ""
            name = self._take("name", "a field's name")
            if name.text in found:
                raise BadInstance(f"line {name.line}: {name.text} is given a second time")
            self._field = name.text
            self._mark("=")
            found[name.text] = self._value(name)
            if self._next.kind != "end":
                self._mark(";")
        return found

    def _value(self, name: _Token) -> Field:
        if self._is("[|"):
            return Field(name.text, name.line, tuple(self._rows()), listed=True)
        if self._is("["):
            return Field(name.text, name.line, tuple(self._list()), listed=True)
        return Field(name.text, name.line, (self._entry(),), listed=False)

    def _rows(self) -> Iterator[Entry]:
        self._advance()
        while not self._is("|]"):
            line = self._next.line
            row = []
            while not (self._is("|") or self._is("|]")):
                row.append(self._number())
                if not self._is(","):
                    break
                self._advance()
            yield Entry(line, tuple(row))
            if not self._is("|]"):
                self._mark("|")
        self._advance()

    def _list(self) -> Iterator[Entry]:
        self._advance()
        while not self._is("]"):
            yield self._entry()
            if not self._is("]"):
                self._mark(",")
        self._advance()

    def _entry(self) -> Entry:
        line = self._next.line
        if self._is("{"):
            return Entry(line, self._set())
        first = self._number()
        if self._is(".."):
            self._advance()
            return Entry(line, self._span(first, self._number()))
        return Entry(line, first)

    def _set(self) -> frozenset[int]:
        self._advance()
        members: set[int] = set()
        while not self._is("}"):
            members.add(self._number())
            if not self._is("}"):
                self._mark(",")
        self._advance()
        return frozenset(members)

    def _span(self, first: int, last: int) -> frozenset[int]:
        if last - first > 10_000:
            self._wrong(f"{first}..{last} is longer than anything here can be")
        return frozenset(range(first, last + 1))

    def _number(self) -> int:
        token = self._take("number", "a whole number")
        if len(token.text) > len(str(_LARGEST)):
            self._wrong(f"{token.text[:12]}… is too large", token)
        return int(token.text)

    def _is(self, mark: str) -> bool:
        return self._next.kind == "mark" and self._next.text == mark

    def _mark(self, mark: str) -> None:
        if not self._is(mark):
            self._unexpected(f"{mark!r}")
        self._advance()

    def _take(self, kind: str, wanted: str) -> _Token:
        if self._next.kind != kind:
            self._unexpected(wanted)
        return self._advance()

    def _advance(self) -> _Token:
        token = self._next
        if token.kind != "end":
            self._next = next(self._left)
        return token

    def _unexpected(self, wanted: str) -> NoReturn:
        found = "the file ends" if self._next.kind == "end" else f"{self._next.text[:20]!r} stands"
        self._wrong(f"{found} where {wanted} was expected", self._next)

    def _wrong(self, what: str, token: _Token | None = None) -> NoReturn:
        where = f"{self._field}: " if self._field else ""
        raise BadInstance(f"line {(token or self._next).line}: {where}{what}")
