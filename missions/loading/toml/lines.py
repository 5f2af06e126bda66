"""Line numbers of the keys of a TOML text, which the standard library's parser does not report."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

Path = tuple[str | int, ...]
"""Where a value is: ("delegates", 2, "kind"). Positions in lists count from 0."""

DEEPEST, LONGEST = 10, 200
"""Parts of a dotted key, and characters of each: far more than any key of a mission file has."""
_BLANK = re.compile(r"[ \t]*")
_BLANK_LINES = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
# Longest first. A multi-line string may end in up to five quotes, of which two are its own.
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}' + r"|'''.*?'{3,5}" + r'|"(?:\\.|[^"\\\n])*"' + r"|'[^'\n]*'",
    re.DOTALL,
)
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n]+")


def locate(text: str) -> dict[Path, int]:
    """The line, from 1, of every table, key and list entry of a text that tomllib has accepted."""
    scanner = _Scanner(text.replace("\r\n", "\n"))
    scanner.document()
    return scanner.lines


class _Scanner:
    """Reads valid TOML from one end to the other, and keeps nothing but where things are."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self._ends = [match.start() for match in re.finditer("\n", text)]
        self._last: dict[Path, int] = {}  # the newest entry of each list of tables

    def document(self) -> None:
        here: Path = ()
        while self._pass(_BLANK_LINES) < len(self.text):
            if self._take("[["):
                here = self._header(self._key(), entry=True)
                self._take("]]")
            elif self._take("["):
                here = self._header(self._key(), entry=False)
                self._take("]")
            else:
                self._pair(here)

    def _header(self, names: list[str], *, entry: bool) -> Path:
        line = self._line()
        path: Path = ()
        for depth, name in enumerate(names, start=1):
            path = (*path, name)
            self.lines.setdefault(path, line)
            if entry and depth == len(names):
                self._last[path] = self._last.get(path, -1) + 1
            if path in self._last:
                path = (*path, self._last[path])
                self.lines.setdefault(path, line)
        return path

    def _pair(self, here: Path) -> None:
        line = self._line()
        for name in self._key():
            here = (*here, name)
            self.lines.setdefault(here, line)
        self._take("=")
        self._value(here)

    def _key(self) -> list[str]:
        names: list[str] = []
        while True:
            if len(names) == DEEPEST:
                raise ValueError(f"A key has more than {DEEPEST} parts (at line {self._line()}, column 1)")
            self._pass(_BLANK)
            quoted = self.text[self.at] in "\"'"
            written = self._match(_STRING if quoted else _BARE)
            if len(written) > LONGEST:
                raise ValueError(f"A key has more than {LONGEST} characters (at line {self._line()}, column 1)")
            names.append(str(tomllib.loads(f"name = {written}")["name"]) if quoted else written)
            self._pass(_BLANK)
            if not self._take("."):
                return names

    def _value(self, path: Path) -> None:
        self._pass(_BLANK)
        if self._take("["):
            self._list(path)
        elif self._take("{"):
            while self._pass(_BLANK_LINES) < len(self.text) and not self._take("}"):
                self._pair(path)
                self._pass(_BLANK_LINES)
                self._take(",")
        else:
            self._match(_STRING if self.text[self.at] in "\"'" else _SCALAR)

    def _list(self, path: Path) -> None:
        count = 0
        while self._pass(_BLANK_LINES) < len(self.text) and not self._take("]"):
            entry = (*path, count)
            self.lines[entry] = self._line()
            self._value(entry)
            self._pass(_BLANK_LINES)
            self._take(",")
            count += 1

    def _line(self) -> int:
        return bisect_right(self._ends, self.at - 1) + 1

    def _pass(self, blanks: re.Pattern[str]) -> int:
        self._match(blanks)
        return self.at

    def _match(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise ValueError(f"not TOML on line {self._line()}")
        self.at = match.end()
        return match.group()

    def _take(self, sign: str) -> bool:
        if not self.text.startswith(sign, self.at):
            return False
        self.at += len(sign)
        return True
