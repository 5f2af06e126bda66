"""What happened, numbered, for the page and the tests: kept for a while, streamed as server-sent events."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sandbox.params import Json
from sandbox.store import Store

REMEMBERED = 10_000
BLOCK = 100_000


class Events:
    """The latest events. Numbers go on growing after a restart, with a gap that tells old listeners."""

    def __init__(self, store: Store) -> None:
        rows = dict(store.load("seq"))
        begin = rows.get("high", 0)
        self.seq = begin if isinstance(begin, int) else 0
        self._store = store
        self._high = self.seq
        self._kept: deque[Json] = deque(maxlen=REMEMBERED)
        self._listeners: set[asyncio.Queue[Json | None]] = set()

    def publish(self, kind: str, person: int | None = None, **fields: object) -> None:
        """Values given must not be changed afterwards: they are written out only when someone listens."""
        self.seq += 1
        if self.seq > self._high:
            # Numbers are reserved by the block, so that an event costs no write.
            self._high = self.seq + BLOCK
            self._store.put("seq", "high", self._high)
        event: Json = {"seq": self.seq, "type": kind}
        if person is not None:
            event["person"] = person
        event.update(fields)
        self._kept.append(event)
        for listener in self._listeners:
            listener.put_nowait(event)

    def after(self, since: int) -> list[Json] | None:
        """Remembered events after a number; None if some of them are forgotten or the number is not ours."""
        if since == self.seq:
            return []
        if since > self.seq or not self._kept or self._kept[0]["seq"] > since + 1:
            return None
        first = self._kept[0]["seq"]
        return list(self._kept)[since + 1 - first :]

    @asynccontextmanager
    async def listen(self) -> AsyncIterator[asyncio.Queue[Json | None]]:
        """A queue of the events from now on; None ends it."""
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    def close(self) -> None:
        for listener in self._listeners:
            listener.put_nowait(None)
