"""Which message in the chat a row is about: its own number is known only once the row before it was sent."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager, nullcontext
from weakref import WeakValueDictionary

from bot.courier.outbox_row import Row

_REPLACED = 10_000
"""How many are kept: those of about a day of an installation whose delegates delete often."""

Place = tuple[int, int]
"""A chat and the number of a message in it."""


class MessagesMeant:
    """Finds the message of a row, follows those that were sent in place of deleted ones, and keeps edits apart."""

    def __init__(self) -> None:
        self._editing: WeakValueDictionary[Place, asyncio.Lock] = WeakValueDictionary()
        self._replaced: dict[Place, int] = {}

    def params(self, row: Row) -> dict[str, object]:
        """The row's parameters, with the number of the message that they are about."""
        number: object = row.params.get("message_id")
        if row.after is not None and row.after.ending is not None:
            number = row.after.ending.message_id
        elif row.after_message_id is not None:
            number = row.after_message_id
        if number is None:
            return row.params
        replaced = self._replaced.get((row.chat_id, number)) if self._replaced else None  # type: ignore[arg-type]
        return {**row.params, "message_id": replaced or number}

    def place(self, row: Row) -> Place | None:
        """The chat and message that the row is about, where it is about one."""
        params = self.params(row)
        chat, number = params.get("chat_id"), params.get("message_id")
        return (chat, number) if isinstance(chat, int) and isinstance(number, int) else None

    def alone(self, row: Row) -> AbstractAsyncContextManager[object]:
        """One edit of a message at a time, whatever its lane: of two on the wire, the older could be read last."""
        place = self.place(row) if row.method.startswith("edit") else None
        return nullcontext() if place is None else self._editing.setdefault(place, asyncio.Lock())

    def replace(self, deleted: Place, number: int) -> None:
        """Let rows about a deleted message be about the one that was sent instead."""
        self._replaced[deleted] = number
        if len(self._replaced) > _REPLACED:
            del self._replaced[next(iter(self._replaced))]
