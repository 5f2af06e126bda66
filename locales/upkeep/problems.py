"""What a check found."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """Something wrong at a line (from 1) of a file, and what would be right."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


def quoted(text: str) -> str:
    """A text in one short line, to be recognised by."""
    line = " ".join(text.split())
    return f'"{line[:60]}…"' if len(line) > 61 else f'"{line}"'
