"""Sharing the room for pushes among their lanes by weight, so that none starves (start-time fair queueing)."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from storage.tables import Lane

Call = TypeVar("Call")

_WEIGHTS = {Lane.CHANGE: 5.0, Lane.REMINDER: 4.0, Lane.BULK: 1.0}
"""Of ten pushes where every lane has a backlog: changes, reminders and requests, announcements."""


@dataclass(slots=True, eq=False)
class Waiter(Generic[Call]):
    """A call that waits, and what is resolved when it may leave."""

    call: Call
    may_leave: asyncio.Future[None]


@dataclass(slots=True)
class _Queue(Generic[Call]):
    interval: float
    tag: float = 0.0
    """Virtual time at which the lane's next call is due."""
    waiters: deque[Waiter[Call]] = field(default_factory=deque)


class LaneShares(Generic[Call]):
    """First in, first out within a lane; between lanes, the one whose share is most behind."""

    def __init__(self) -> None:
        self._queues = {lane: _Queue[Call](1.0 / weight) for lane, weight in _WEIGHTS.items()}
        self._virtual = 0.0

    def __bool__(self) -> bool:
        return any(self._head(queue) is not None for queue in self._queues.values())

    def add(self, lane: Lane, waiter: Waiter[Call]) -> None:
        queue = self._queues[lane]
        if not queue.waiters:  # a lane that was empty has saved nothing up
            queue.tag = max(queue.tag, self._virtual)
        queue.waiters.append(waiter)

    def next(self, now: float, ready_at: Callable[[Lane], float]) -> tuple[float, Lane]:
        """When the next call may leave, and its lane: of those that may leave now, by share.

        Raises:
            IndexError: none waits.
        """
        found = [
            # A lane that was held back is behind by one call at most: it must not take all the room afterwards.
            (max(now, ready_at(lane)), max(queue.tag, self._virtual - queue.interval), lane)
            for lane, queue in self._queues.items()
            if self._head(queue) is not None
        ]
        if not found:
            raise IndexError("no push waits")
        ready, _, lane = min(found)
        return ready, lane

    def take(self, lane: Lane) -> Waiter[Call]:
        """Remove the first of a lane, and count it."""
        queue = self._queues[lane]
        queue.tag = max(queue.tag, self._virtual - queue.interval)
        self._virtual = max(self._virtual, queue.tag)
        queue.tag += queue.interval
        return queue.waiters.popleft()

    @staticmethod
    def _head(queue: _Queue[Call]) -> Waiter[Call] | None:
        while queue.waiters and queue.waiters[0].may_leave.done():  # cancelled while it waited
            queue.waiters.popleft()
        return queue.waiters[0] if queue.waiters else None
