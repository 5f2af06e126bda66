"""A pending row of the outbox in the courier's hands."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.courier.outcomes import Ending
from storage.tables import OutboxState


@dataclass(slots=True, eq=False, repr=False)
class Row:
    """As it was read, and what has become of it since."""

    id: int
    lane: int
    chat_id: int | None
    method: str
    params: dict[str, Any]
    after_id: int | None
    expires_at: datetime | None
    quiet_from: datetime | None
    """When it may not be sent any more, but at the end of its reader's quiet time."""
    attempts: int
    """So far; those that 429 turned away do not count."""
    trace: str
    """What it came of, for the log."""
    after_state: OutboxState | None
    after_message_id: int | None
    taken_at: float = field(default_factory=time.monotonic)
    """When it came into the courier's hands."""
    read_at: float = field(default_factory=time.monotonic)
    after: Row | None = None
    """The earlier row, while the courier has that one in its hands too."""
    instead_of: tuple[int, int] | None = None
    """Chat and number of the deleted message in whose place this one is sent."""
    in_place: bool = False
    on_wire: bool = False
    closed: bool = False
    """Its chat has turned out to be unreachable."""
    gone: bool = False
    """It is not pending any more: superseded, held or erased by others."""
    ending: Ending | None = None
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def end(self, ending: Ending | None) -> None:
        """ending is empty when it is gone."""
        self.ending = ending
        self.ended.set()


def sound(row: Row) -> bool:
    """Whether it can be a call at all."""
    # The columns are typed, but SQLite keeps whatever it is given, and JSON may be of any shape.
    method, params, attempts, chat_id = (getattr(row, name) for name in ("method", "params", "attempts", "chat_id"))
    if not (isinstance(method, str) and method.isalpha() and isinstance(params, dict)):
        return False
    return isinstance(attempts, int) and isinstance(chat_id, int | None)
