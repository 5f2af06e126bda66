"""Errors of a mission file, with their lines, worded for its author."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class FileMessage:
    """What is wrong, with its values, to be said in the reader's language."""

    msgid: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class FileError:
    """One thing to mend. line counts from 1, and is None where no line of the file is at fault.

    key is a path, entries counted from 1: "delegates[3].kind" is the third delegate's. Empty for the whole file.
    """

    line: int | None
    key: str
    message: str
    said: FileMessage | None = None
    """The same for a reader of any language, of a file that is loaded in the chat, too."""

    def __str__(self) -> str:
        place = "" if self.line is None else f"{self.line}: "
        return f"{place}{self.key}: {self.message}" if self.key else f"{place}{self.message}"


class MissionFileInvalid(Exception):
    """The file was not loaded, nothing of it: errors has all that was found, in the order of the file."""

    def __init__(self, errors: Sequence[FileError]) -> None:
        self.errors = tuple(sorted(errors, key=lambda error: error.line or 0))
        super().__init__("\n".join(map(str, self.errors)))
