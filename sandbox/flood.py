"""Telegram's pace: 30 messages in any second in all, one a second in a chat with short bursts.

A chat's is kept as the generic cell rate algorithm: `due` is when the next message would be on time, and one may be
early by so much as the burst allows.
"""

from __future__ import annotations

import math
import time
from collections import deque

from sandbox.errors import too_many


class Pace:
    def __init__(self, per_second: float, burst: float) -> None:
        self._interval = 1 / per_second
        self._ahead = burst * self._interval
        self._due: dict[int, float] = {}

    def wait(self, key: int, now: float) -> float:
        """Seconds until one more is allowed; 0 now."""
        return max(0.0, self._due.get(key, 0.0) + self._interval - self._ahead - now)

    def count(self, key: int, now: float) -> None:
        self._due[key] = max(self._due.get(key, 0.0), now) + self._interval


class Second:
    """At most so many in any second, wherever it begins."""

    def __init__(self, most: float) -> None:
        self._seconds = 1.0 if most >= 1 else 1 / most
        self._taken: deque[float] = deque(maxlen=max(1, math.floor(most)))

    def wait(self, now: float) -> float:
        """Seconds until one more is allowed; 0 now."""
        full = len(self._taken) == self._taken.maxlen
        return max(0.0, self._taken[0] + self._seconds - now) if full else 0.0

    def count(self, now: float) -> None:
        self._taken.append(now)


class FloodControl:
    """Groups have 20 a minute; the sandbox has private chats only, so theirs would never be asked for."""

    def __init__(self, overall: float = 30, chat: float = 1, chat_burst: float = 4) -> None:
        self._overall = Second(overall)
        self._chat = Pace(chat, chat_burst)
        self._webhook = Pace(1, 1)

    def check(self, chat: int) -> None:
        """Counts a message to a chat; refuses it with 429 where it comes too early."""
        now = time.monotonic()
        wait = max(self._overall.wait(now), self._chat.wait(chat, now))
        if wait > 0:
            raise too_many(math.ceil(wait))
        self._overall.count(now)
        self._chat.count(chat, now)

    def check_webhook(self) -> None:
        """setWebhook is taken once a second: replicas that start together meet this."""
        now = time.monotonic()
        if self._webhook.wait(0, now) > 0:
            raise too_many(1)
        self._webhook.count(0, now)
