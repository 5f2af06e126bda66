"""Places among all messages of a second: when the next reply and the next push may take one.

Replies and pushes pass one window; pushes keep a rate of their own within it, and announcements leave room for replies.
Times are in seconds of a monotonic clock.
"""

from __future__ import annotations

import math

from bot.courier.calls import Call
from bot.courier.paid_broadcasts import FREE_RATE
from bot.courier.rate_windows import MARGIN, LastSecond, Meter, Quickest, Window
from storage.tables import Lane

_MOST_FREE = math.floor(FREE_RATE)
_SLACK_SECONDS = 0.1
"""How far pushes may run ahead of an even pace, to make up for a busy event loop."""
_LONGEST_YIELD_SECONDS = 1.0
"""However many replies there are, one push leaves so often; and one announcement, however many replies may come."""
_LARGEST_HEADROOM = 3.0
"""Room that announcements leave for more replies than there were in the last second."""
_LATEST_REPLY_SECONDS = 5.0
"""A reply that has waited so long leaves regardless: more come than could ever leave, and Telegram may take them."""


class Places:
    """bulk_rate is in messages a second; above FREE_RATE they are paid for. limits: False keeps none of them."""

    def __init__(self, bulk_rate: float, *, limits: bool) -> None:
        self._limits = limits
        self._paid = bulk_rate > FREE_RATE
        self._most_pushes = max(1, math.floor(bulk_rate))
        seconds = MARGIN * self._most_pushes / bulk_rate
        interval = seconds / self._most_pushes
        self._even = Meter(interval, max(0.0, _SLACK_SECONDS - interval))
        self._even_replies = Meter(1 / FREE_RATE, 0.0)
        """After a halt they leave one by one."""
        self._replies_lately = LastSecond()
        self.quickest = Quickest()
        self._pushes_window = Window(seconds, self.quickest)
        self._free_window = Window(MARGIN, self.quickest)
        """All that Telegram counts together, where nothing is paid for."""
        self._last_push = self._last_bulk = -math.inf

    @property
    def held_seconds(self) -> float:
        """Seconds for which a call keeps its place after its answer."""
        return self._free_window.held_seconds

    def push_overdue(self, now: float) -> bool:
        """Whether replies have kept pushes waiting for long enough."""
        return now >= self._last_push + self._even.interval + _LONGEST_YIELD_SECONDS

    def reply_ready_at(self, now: float, since: float, *, one_by_one: bool, wary: bool) -> float:
        """since: when it began to wait. wary: after a 429 none leaves regardless of the limits."""
        ready = self._even_replies.ready_at() if one_by_one else -math.inf
        if self._limits and not self._paid:
            ready = max(ready, self._free_window.ready_at(_MOST_FREE, now))
        return min(ready, math.inf if wary else since + _LATEST_REPLY_SECONDS)

    def push_ready_at(self, now: float, lane: Lane) -> float:
        if not self._limits:
            return -math.inf
        ready = max(self._even.ready_at(), self._pushes_window.ready_at(self._most_pushes, now))
        if self._paid:
            return ready
        ready = max(ready, self._free_window.ready_at(_MOST_FREE, now))
        if lane is not Lane.BULK:
            return ready
        room = math.floor(FREE_RATE - self._reserved(now))
        place = self._pushes_window.ready_at(room, now) if room >= 1 else math.inf
        return max(ready, min(place, self._last_bulk + _LONGEST_YIELD_SECONDS))

    def _reserved(self, now: float) -> float:
        """How many replies announcements leave room for: as many as there were in the last second, and some."""
        replies = self._replies_lately.count(now)
        return replies + min(math.sqrt(replies), _LARGEST_HEADROOM)

    def take_for_reply(self, call: Call, now: float) -> None:
        self._even_replies.take(now)
        self._replies_lately.note(now)
        self._take(call, now)

    def take_for_push(self, call: Call, now: float) -> None:
        self._even.take(now)
        self._last_push = now
        if call.lane is Lane.BULK:
            self._last_bulk = now
        self._take(call, now, self._pushes_window)

    def _take(self, call: Call, now: float, *windows: Window) -> None:
        call.windows = windows if self._paid else (*windows, self._free_window)
        for window in call.windows:
            window.take(call, now)

    def hold(self, until: float) -> None:
        """Nothing leaves until then, and no burst after it."""
        self._even.spend_slack(until)
        self._last_push = max(self._last_push, until)

    def release(self, now: float) -> None:
        """The next push need not wait for the end of a halt that was lifted."""
        self._even.due = min(self._even.due, now)

    def without_burst(self, now: float) -> None:
        self._even.spend_slack(now)

    def count(self, call: object, now: float) -> None:
        """A message that another courier has sent."""
        self._free_window.answered(call, now)
