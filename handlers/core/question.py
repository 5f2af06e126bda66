"""What one state of a conversation waits for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery


@dataclass(frozen=True, slots=True)
class Question:
    """Any message but a command answers it, and a press of one of these buttons."""

    presses: tuple[type[CallbackData], ...] = ()
    lasting: bool = False
    ask: Callable[[Any], Awaitable[None]] | None = None
    """Puts the question again, to the `Turn` that it is given."""
    back: str = ""
    """The label of its button that leads to the answer before, as a message id."""
    takes_links: bool = False
    """Whether an invitation link that is typed is the answer, and not taken for the tap."""

    def takes_press(self, query: CallbackQuery) -> bool:
        """Whether the button belongs to the question."""
        return (query.data or "").partition(":")[0] in {kind.__prefix__ for kind in self.presses}


Questions = Mapping[str, Question]
"""By the name of the state, as aiogram writes it: "Joining:greeting"."""
