"""The queue of updates: numbered one by one from a random place, kept for a day, gone when acknowledged."""

from __future__ import annotations

import json
import random
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from itertools import islice

from sandbox.params import Json
from sandbox.store import Store
from timekeeping import clock

KEPT_SECONDS = 24 * 3600
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, slots=True)
class Update:
    number: int
    kind: str
    queue: int
    """Updates of one queue (a person) are delivered to a webhook one after another."""
    date: float
    body: str
    """The update as Telegram sends it, in JSON."""
    forced: bool = False
    """To be delivered whatever was acknowledged."""


class Updates:
    def __init__(self, store: Store) -> None:
        self._store = store
        self.pending: deque[Update] = deque(Update(**row) for _, row in store.load("update") if isinstance(row, dict))
        kept = dict(store.load("updates"))
        following = kept.get("next")
        self._next = following if isinstance(following, int) else random.randrange(10**8, 9 * 10**8)  # noqa: S311
        allowed = kept.get("allowed")
        self.allowed: list[str] | None = allowed if isinstance(allowed, list) else None
        self.listeners: list[Callable[[Update], None]] = []

    def allow(self, kinds: list[str] | None) -> None:
        """The kinds a bot asked for stay until it asks otherwise; an empty list is the default set."""
        if kinds is None:
            return
        self.allowed = kinds or None
        self._store.put("updates", "allowed", self.allowed)

    def wanted(self, kind: str) -> bool:
        return kind not in NOT_BY_DEFAULT if self.allowed is None else kind in self.allowed

    def add(self, kind: str, content: Json, queue: int = 0) -> int | None:
        """Its number, or None where the bot does not want this kind."""
        if not self.wanted(kind):
            return None
        return self.inject({kind: content}, kind, queue)

    def inject(self, raw: Json, kind: str = "", queue: int = 0) -> int:
        """Any update at all, for hostile tests. `update_id` is given if missing.

        One with a number that was acknowledged before is delivered all the same, once: Telegram may do so.
        """
        number = raw.get("update_id")
        if not isinstance(number, int):
            number = self._next
        body = json.dumps({"update_id": number, **raw}, separators=(",", ":"))
        update = Update(number, kind, queue, clock.machine_seconds(), body, forced=number < self._next)
        self.pending.append(update)
        self._next = max(self._next, number + 1)
        self._store.put("updates", "next", self._next)
        self._store.put("update", number, asdict(update))
        for listener in self.listeners:
            listener(update)
        return number

    def take(self, offset: int, limit: int) -> list[Update]:
        """Acknowledges what is before `offset` (negative: all but the last so many), answers what follows."""
        self._expire()
        if offset < 0:
            while len(self.pending) > -offset:
                self._store.drop("update", self.pending.popleft().number)
        elif offset > 0:
            for update in [update for update in self.pending if update.number < offset and not update.forced]:
                self.acknowledge(update)
        taken = list(islice(self.pending, limit))
        for update in taken:
            if update.forced:
                self.pending[self.pending.index(update)] = replace(update, forced=False)
        return taken

    def acknowledge(self, update: Update) -> None:
        # It stands first, or nearly: updates are taken in order.
        self.pending.remove(update)
        self._store.drop("update", update.number)

    def _expire(self) -> None:
        while self.pending and self.pending[0].date < clock.machine_seconds() - KEPT_SECONDS:
            self._store.drop("update", self.pending.popleft().number)

    def clear(self) -> None:
        """Forgets what is pending; numbers go on."""
        self.pending.clear()
        self._store.clear("update")

    def reset(self) -> None:
        self.clear()
        self.allowed = None
        self._store.put("updates", "allowed", None)
