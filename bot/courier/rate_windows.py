"""How many may leave: a steady rate, and a window that slides.

A server counts a call when it reads it, and that is known only when the answer is here: see docs/decisions/pace.md.
Times are in seconds of a monotonic clock.
"""

from __future__ import annotations

from collections import deque
from math import inf

MARGIN = 1.003
"""Our seconds are longer than Telegram's: the way there may have become shorter than it lately was."""
LOST_SECONDS = 15.0
"""A call without an answer for so long is thought to have been read or lost: it is no longer waited for."""
_QUICKEST_SECONDS = 300.0
_FIRST_SECONDS = 10.0
_FIRST_ANSWERS = 100
"""Answers needed, over the seconds above, until the quickest is believed: first connections and bursts are slow."""
_LONGEST_WAY_SECONDS = 0.25
"""A server that seems farther away than that may only have been slow all the time."""


class Meter:
    """A steady rate with some slack (the generic cell rate algorithm)."""

    __slots__ = ("_slack", "due", "interval")

    def __init__(self, interval: float, slack: float) -> None:
        self.interval = interval
        self._slack = slack
        self.due = -inf

    def ready_at(self) -> float:
        return self.due - self._slack

    def take(self, now: float) -> None:
        self.due = max(self.due, now) + self.interval

    def charge(self, now: float, most: float) -> None:
        """Count one that did not wait; the next ones are put off, by at most this many seconds."""
        self.due = min(max(self.due, now) + self.interval, max(self.due, now + self._slack + most))

    def not_before(self, moment: float) -> None:
        """The last one was as late as that."""
        self.due = max(self.due, moment + self.interval)

    def spend_slack(self, now: float) -> None:
        """Start without a burst."""
        self.due = max(self.due, now + self._slack)

    def idle(self, now: float) -> bool:
        return self.due <= now


class LastSecond:
    """Counts what happened during the last second."""

    __slots__ = ("_moments",)

    def __init__(self) -> None:
        self._moments: deque[float] = deque()

    def note(self, now: float) -> None:
        self.count(now)
        self._moments.append(now)

    def count(self, now: float) -> int:
        while self._moments and self._moments[0] + 1.0 <= now:
            self._moments.popleft()
        return len(self._moments)


class Quickest:
    """How many seconds the quickest answer took, of those of the last five to ten minutes."""

    __slots__ = ("_before", "_count", "_now", "_until", "seconds")

    def __init__(self) -> None:
        self.seconds = 0.0
        """0 for as long as too few are known."""
        self._before = self._now = inf
        self._count = 0
        self._until = inf

    def note(self, seconds: float, now: float) -> None:
        if self._count == 0:
            self._until = now + (_FIRST_SECONDS if self._before == inf else _QUICKEST_SECONDS)
        self._now = min(self._now, seconds)
        self._count += 1
        if now >= self._until and self._count >= _FIRST_ANSWERS:
            self._before, self._now, self._count = self._now, inf, 0
        if self._before < inf:
            self.seconds = min(self._before, self._now, _LONGEST_WAY_SECONDS)


class Window:
    """A sliding window over the calls that the server may have read in its last seconds.

    A call is read somewhere between its leaving and its answer, and both ways together take at least as long as the
    quickest answer did. So it holds a place while it is under way, and from its answer on for so long less that.
    """

    __slots__ = ("_answered", "_quickest", "_seconds", "_under_way")

    def __init__(self, seconds: float, quickest: Quickest) -> None:
        self._seconds = seconds
        self._quickest = quickest
        self._under_way: dict[object, float] = {}
        self._answered: deque[float] = deque()

    @property
    def held_seconds(self) -> float:
        """Seconds for which a call keeps its place after its answer."""
        return max(0.0, self._seconds - self._quickest.seconds)

    def ready_at(self, most: int, now: float) -> float:
        """When one more can leave so that no more than most are read within any such stretch. most is at least 1.

        As long as those under way are too many, only an answer can tell: then it is when the oldest counts as lost.
        """
        lost_at = inf
        while self._under_way:
            oldest = next(iter(self._under_way))
            if (lost_at := self._under_way[oldest] + LOST_SECONDS) > now:
                break
            self.answered(oldest, now)
        if (spare := most - len(self._under_way)) <= 0:
            return lost_at
        return self._answered[-spare] + self.held_seconds if len(self._answered) >= spare else -inf

    def take(self, call: object, now: float) -> None:
        """Take a place, or restart the one that the call has."""
        self._under_way.pop(call, None)
        self._under_way[call] = now

    def answered(self, call: object, now: float) -> None:
        """It may have been read only now; one that counted as lost as well."""
        self._under_way.pop(call, None)
        self._answered.append(now)
        while self._answered[0] + self._seconds <= now:
            self._answered.popleft()

    def give_back(self, call: object) -> None:
        """It has not left."""
        self._under_way.pop(call, None)

    def idle(self, now: float) -> bool:
        return not self._under_way and (not self._answered or self._answered[-1] + self._seconds <= now)
