"""What loading a file did."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

KINDS = (
    *("mission", "delegation", "venue", "travel", "table", "slot", "session", "interpreter", "organisation"),
    *("delegate", "pair"),
)


@dataclass(slots=True)
class LoadReport:
    """How many of each kind of thing were created, changed, removed, or found as they were.

    kept are those that someone changed in the chat since, where the file says what it said before.
    """

    mission: str
    created: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    settings_kept: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    """Settings of the mission that stay as changed in the chat: the value there, and that of the file."""
    overruled: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    """Settings that were changed in the chat, and that the file now says otherwise: the same two."""
    delegates_not_in_file: int = 0
    """Loaded once, no longer in the file, and left alone."""
    meetings_forgotten: int = 0
    """Declined, withdrawn, cancelled or lapsed ones that went with the slot they were for."""
    meetings_changed: int = 0
    """Confirmed ones that are elsewhere now: those who meet there read it in the chat."""
    delegates_erased: int = 0
    """In the file, but erased in the chat: not brought back."""

    @property
    def changed_anything(self) -> bool:
        return bool(self.created or self.changed or self.removed)
