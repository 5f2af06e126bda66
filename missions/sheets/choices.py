"""What an organiser has said of a file: which column is which, and the answers to what was in doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from missions.loading.plan.errors import FileMessage

SAME, OTHER = "same", "other"
"""Answers where two people, or two firms, may be one."""
LEFT_OUT = "-"
"""Answer for a sheet that is not read."""
NEW = "new:"
"""Before the name of a delegation that is to be added."""


@dataclass(frozen=True, slots=True)
class Option:
    """An answer: its value, and how it reads: a message, a text, or a text per language."""

    value: str
    said: FileMessage | str | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SheetQuestion:
    """What is asked before anything is written. about: the two that may be one, each in lines."""

    id: str
    said: FileMessage
    options: Sequence[Option]
    about: Sequence[Sequence[str]] = ()


@dataclass(frozen=True, slots=True)
class Choices:
    """headings: the key of each column that was corrected, by sheet and column; answers by the question's id."""

    headings: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, detail: Mapping[str, Any]) -> Choices:
        """As JSON keeps them."""
        headings = {
            int(sheet): {int(at): str(key) for at, key in columns.items()}
            for sheet, columns in detail.get("headings", {}).items()
        }
        return cls(headings, dict(detail.get("answers", {})))
