"""A message before a channel has given it a form: what it says, what its buttons do, what goes with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Action(Protocol):
    """What a press asks for: ids and the revision that was shown, never words."""

    def pack(self) -> str:
        """The same as text, which a channel carries and gives back."""


@dataclass(frozen=True, slots=True)
class Button:
    """Asks for an action, opens an address, or lets its reader look up a delegate from another chat."""

    text: str
    does: Action | None = None
    url: str = ""
    elsewhere: bool = False


Rows = list[list[Button]]
"""Buttons under a message, in the reading direction of its language."""
