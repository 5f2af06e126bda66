"""Halts: what a 429 stops, for how long, and how a long one is probed.

A chat's 429 halts that chat. Everything halts where a broadcast is refused, or a second chat while the first is halted.
Times are in seconds of a monotonic clock.
"""

from __future__ import annotations

import math

MOST_SECONDS = 86_400.0
"""No halt is taken for longer than a day, whatever retry_after says."""
_FIRST_PROBE_SECONDS = 60.0
_LAST_PROBE_SECONDS = 600.0
"""A longer halt is probed after a minute, then ever less often, up to every ten minutes: one call tells if it holds."""
_SECOND_CHAT_SECONDS = 10.0
"""For so long at least, another chat's 429 means that it is not about one chat."""
_MARGIN_SECONDS = 0.05
"""retry_after is in whole seconds, and the two clocks are not one."""


def bounded(retry_after: float | None) -> float:
    """The seconds to wait, at most a day; a second where none, or no sensible number, was named."""
    if retry_after is None or math.isnan(retry_after) or retry_after <= 0:
        return 1.0
    return min(retry_after, MOST_SECONDS)


class Halt:
    """One halt: until when it holds, and when it is probed."""

    __slots__ = ("_probe_seconds", "probe_at", "until")

    def __init__(self) -> None:
        self.until = self.probe_at = -math.inf
        self._probe_seconds = _FIRST_PROBE_SECONDS

    def holds(self, now: float) -> bool:
        return now < self.until

    def begin(self, now: float, seconds: float, *, probed: bool = False) -> None:
        """Hold for so long. A longer halt stays, unless a probe has found that Telegram means another one now."""
        until = now + seconds + (_MARGIN_SECONDS if seconds > 0 else 0.0)
        if probed:
            self._probe_seconds = min(_LAST_PROBE_SECONDS, 2 * self._probe_seconds)
            self.until = until
        else:
            self.until = max(self.until, until)
        self.probe_at = min(self.until, now + self._probe_seconds)

    def end(self, now: float) -> None:
        self.until = self.probe_at = min(self.until, now)
        self._probe_seconds = _FIRST_PROBE_SECONDS


class Refusals:
    """Tells from the order of refusals whether they are about a chat or about everything."""

    def __init__(self) -> None:
        self._chat: object | None = None
        self._until = -math.inf

    def is_general(self, chat: object, *, broadcast: bool, now: float, seconds: float) -> bool:
        """Note that a chat's call was refused for some seconds, and tell whether that stops everything."""
        second = self._chat not in {None, chat} and now < self._until
        self._chat, self._until = chat, now + max(seconds, _SECOND_CHAT_SECONDS)
        return broadcast or second
