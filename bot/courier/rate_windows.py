"""How many may leave: a steady rate, a window that slides, and the two of them for a chat.

A server counts a call when it reads it, and that is known only when the answer is here: see docs/decisions/pace.md.
Times are in seconds of a monotonic clock.
"""

from __future__ import annotations

import asyncio
from collections import deque
from math import inf

MARGIN = 1.003
"""Our seconds are longer than Telegram's: the way there may have become shorter than it lately was."""
LOST_SECONDS = 15.0
"""A call without an answer for so long is thought to have been read or lost: it is no longer waited for."""
_QUICKEST_SECONDS = 300.0
_FIRST_SECONDS = 10.0
_FIRST_ANSWERS = 100
"""So many over so long until the quickest is believed: whoever connects first is slow, and so are all of one heap."""
_LONGEST_WAY_SECONDS = 0.25
"""Whoever seems farther away than that may only have been slow all the time."""
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

    def not_before(self, moment: float) -> None:
        """The last one was as late as that."""
        self._due = max(self._due, moment + self.interval)

    def spend_slack(self, now: float) -> None:
        """Begin anew without a burst."""
        self._due = max(self._due, now + self._slack)

    def idle(self, now: float) -> bool:
        return self._due <= now


class Recent:
    """How many there were during the last so many seconds."""

    __slots__ = ("_moments", "_seconds")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._moments: deque[float] = deque()

    def note(self, now: float) -> int:
        """One more; how many that makes."""
        self._moments.append(now)
        while self._moments[0] + self._seconds <= now:
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
    """Who may have been read during the last so many seconds.

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
        """For how long whoever has been answered keeps a place."""
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
        """Take a place, or begin anew with the one that it has."""
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

    __slots__ = ("_meter", "_minute", "_quickest", "turn", "wary_until")

    def __init__(self, chat: int | str, quickest: Quickest) -> None:
        group = not isinstance(chat, int) or chat < 0
        self._quickest = quickest
        self._meter = Meter(_CHAT_SECONDS, _CHAT_BURST_SECONDS)
        self._minute = Window(_GROUP_SECONDS, quickest) if group else None
        self.turn: asyncio.Lock | None = None
        """Of those who wait until it is ready: there are thousands of chats where nobody ever does."""
        self.wary_until = -inf
        """Until when replies wait for its pace as well: it was too fast for Telegram."""

    def ready_at(self, now: float, patience: float = inf) -> float:
        """When one more can leave; where only the chat's own second is waited for, at the latest when patience ends."""
        ready = min(self._meter.ready_at(), patience)
        return ready if self._minute is None else max(ready, self._minute.ready_at(_GROUP_MESSAGES, now))

    def take(self, call: object, now: float) -> None:
        self._meter.take(now)
        self.leave(call, now)

    def charge(self, call: object, now: float) -> None:
        """Count a reply, which waits for nothing."""
        self._meter.charge(now, _CHAT_DEBT_SECONDS)
        self.leave(call, now)

    def leave(self, call: object, now: float) -> None:
        """What took a place before, or was charged, leaves only now."""
        if self._minute is not None:
            self._minute.take(call, now)

    def answered(self, call: object, now: float) -> None:
        """It may have been read only now, or as much earlier as an answer takes."""
        self._meter.not_before(now - self._quickest.seconds)
        if self._minute is not None:
            self._minute.answered(call, now)

    def give_back(self, call: object) -> None:
        if self._minute is not None:
            self._minute.give_back(call)

    def idle(self, now: float) -> bool:
        rested = self._meter.idle(now) and self.wary_until <= now and not (self.turn and self.turn.locked())
        return rested and (self._minute is None or self._minute.idle(now))
