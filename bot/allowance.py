"""How many may leave: a steady rate, a window that slides, and the two of them for a chat.

Times are in seconds of a monotonic clock.
"""

from __future__ import annotations

from collections import deque
from math import inf

MARGIN = 1.01
"""Our seconds are longer than Telegram's: what leaves at an even pace arrives a little less evenly."""
_CHAT_SECONDS = 1.0 * MARGIN
_CHAT_BURST_SECONDS = 1.0
"""So that two may follow each other at once."""
_CHAT_DEBT_SECONDS = 3.0
_GROUP_MESSAGES = 20
_GROUP_SECONDS = 60.0 * MARGIN


class Meter:
    """A steady rate with some slack (the generic cell rate algorithm)."""

    __slots__ = ("_due", "_slack", "interval")

    def __init__(self, interval: float, slack: float) -> None:
        self.interval = interval
        self._slack = slack
        self._due = -inf

    def ready_at(self) -> float:
        return self._due - self._slack

    def take(self, now: float) -> None:
        self._due = max(self._due, now) + self.interval

    def charge(self, now: float, most: float) -> None:
        """Count one that did not wait; the next ones are put off, by at most so many seconds."""
        self._due = min(max(self._due, now) + self.interval, max(self._due, now + self._slack + most))

    def spend_slack(self, now: float) -> None:
        """Begin anew without a burst."""
        self._due = max(self._due, now + self._slack)

    def idle(self, now: float) -> bool:
        return self._due <= now


class Window:
    """Who left during the last so many seconds, however evenly."""

    __slots__ = ("_left", "seconds")

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._left: deque[float] = deque()

    def ready_at(self, most: int) -> float:
        """When one more can leave so that no more than most are within any such stretch. most is at least 1."""
        return self._left[-most] + self.seconds if len(self._left) >= most else -inf

    def take(self, now: float) -> None:
        self._left.append(now)
        while self._left[0] + self.seconds < now:
            self._left.popleft()

    def last_left_at(self, now: float) -> None:
        """Whoever left last did so only now."""
        self._left[-1] = max(self._left[-1], now)

    def count(self, now: float) -> int:
        while self._left and self._left[0] + self.seconds <= now:
            self._left.popleft()
        return len(self._left)


class Peak:
    """The most that a count has been during the last while."""

    __slots__ = ("_before", "_now", "_seconds", "_since")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._since = -inf
        self._now = self._before = 0

    def note(self, count: int, now: float) -> None:
        self.most(now)
        self._now = max(self._now, count)

    def most(self, now: float) -> int:
        """Over the last one to two times as many seconds as it was made for."""
        if now - self._since >= self._seconds:
            self._before = self._now if now - self._since < 2 * self._seconds else 0
            self._now, self._since = 0, now
        return max(self._now, self._before)


class Chat:
    """The pace of one chat; of a group (its id is negative, or a name) the last twenty messages as well."""

    __slots__ = ("_meter", "_minute", "wary_until")

    def __init__(self, chat: int | str) -> None:
        group = not isinstance(chat, int) or chat < 0
        self._meter = Meter(_CHAT_SECONDS, _CHAT_BURST_SECONDS)
        self._minute: deque[float] | None = deque(maxlen=_GROUP_MESSAGES) if group else None
        self.wary_until = -inf
        """Until when replies wait for its pace as well: it was too fast for Telegram."""

    def reserve(self, now: float) -> float:
        """Take the next free moment, which it gives back."""
        moment = max(now, self._meter.ready_at())
        if self._minute is not None:
            if len(self._minute) == _GROUP_MESSAGES:
                moment = max(moment, self._minute[0] + _GROUP_SECONDS)
            self._minute.append(moment)
        self._meter.take(moment)
        return moment

    def charge(self, now: float) -> None:
        """Count a reply, which waits for nothing."""
        self._meter.charge(now, _CHAT_DEBT_SECONDS)
        if self._minute is not None:
            self._minute.append(max(now, self._minute[-1]) if self._minute else now)

    def idle(self, now: float) -> bool:
        rested = self._meter.idle(now) and self.wary_until <= now
        return rested and (not self._minute or self._minute[-1] + _GROUP_SECONDS <= now)
