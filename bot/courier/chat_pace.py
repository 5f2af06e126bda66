"""The pace of one chat: about one message a second with short bursts; in a group, twenty a minute as well.

Times are in seconds of a monotonic clock.
"""

from __future__ import annotations

import asyncio
from math import inf

from bot.courier.halts import Halt
from bot.courier.rate_windows import MARGIN, Meter, Quickest, Window

_SECONDS = 1.0 * MARGIN
_BURST_SECONDS = 1.0
"""Slack of pushes: two may follow each other at once."""
_REPLY_BURST_SECONDS = 2.5
"""Slack of replies and of what a tap redraws: Telegram takes about four at once; half a second covers late reading."""
_DEBT_SECONDS = 3.0
"""How far replies that did not wait may put off what follows them."""
_PATIENCE_SECONDS = 3.0
"""How long the replies of a chat wait for its pace, in all, before they leave regardless: the person is looking."""
_PATIENCE_BACK = _PATIENCE_SECONDS / 60.0
"""Seconds of patience that come back each second."""
_GROUP_MESSAGES = 20
_GROUP_SECONDS = 60.0 * MARGIN


class ChatPace:
    """When the next message of a chat may leave. A group's id is negative, or a name."""

    __slots__ = ("_meter", "_minute", "_patience", "_patience_at", "_quickest", "halt", "id", "turn", "wary_until")

    def __init__(self, chat: int | str, quickest: Quickest) -> None:
        self.id = chat
        group = not isinstance(chat, int) or chat < 0
        self._quickest = quickest
        self._meter = Meter(_SECONDS, _BURST_SECONDS)
        self._minute = Window(_GROUP_SECONDS, quickest) if group else None
        self._patience = _PATIENCE_SECONDS
        self._patience_at = -inf
        self.turn: asyncio.Lock | None = None
        """Of pushes that wait until it is ready; most chats never need one."""
        self.wary_until = -inf
        """Until when replies wait for its pace whatever it takes: Telegram has refused one."""
        self.halt = Halt()
        """Telegram has said 429 here. It is probed by the chat's next call."""

    def ready_at(self, now: float, patience: float = inf) -> float:
        """When a push can leave; where only the chat's own second is waited for, at the latest when patience ends."""
        ready = max(self.halt.probe_at, min(self._meter.ready_at(), patience))
        return ready if self._minute is None else max(ready, self._minute.ready_at(_GROUP_MESSAGES, now))

    def redraw_ready_at(self, now: float, patience: float = inf) -> float:
        """When a message of one tap can be redrawn: with a reply's burst, unless Telegram has refused one here."""
        ready = self.ready_at(now, patience)
        if self.wary_until > now or self._minute is not None:
            return ready
        return min(ready, max(self.halt.probe_at, self._meter.due - _REPLY_BURST_SECONDS))

    def reply_ready_at(self, now: float) -> float:
        """When a reply can leave: within the chat's pace, as long as the chat has patience left."""
        ready = self._meter.due - _REPLY_BURST_SECONDS
        if self.wary_until > now:
            ready = self.ready_at(now)
        elif ready - now > self._patience_left(now):
            ready = now
        return max(ready, self.halt.probe_at)

    def take(self, call: object, now: float) -> None:
        self._meter.take(now)
        self.leave(call, now)

    def take_reply(self, call: object, now: float, waited: float) -> None:
        """Count a reply; waited: its seconds of waiting. What follows is put off by a few seconds at most."""
        if waited:
            self._patience = max(0.0, self._patience_left(now) - waited)
            self._patience_at = now
        self._meter.charge(now, _DEBT_SECONDS)
        self.leave(call, now)

    def leave(self, call: object, now: float) -> None:
        """Note when a call that was counted before really leaves."""
        if self._minute is not None:
            self._minute.take(call, now)

    def answered(self, call: object, now: float) -> None:
        """Note an answer: the call may have been read only now, or as much earlier as an answer takes."""
        self._meter.not_before(now - self._quickest.seconds)
        if self._minute is not None:
            self._minute.answered(call, now)

    def give_back(self, call: object) -> None:
        if self._minute is not None:
            self._minute.give_back(call)

    def idle(self, now: float) -> bool:
        """Whether nothing about it need be remembered."""
        free = max(self.wary_until, self.halt.until) <= now and not (self.turn and self.turn.locked())
        rested = self._meter.idle(now) and self._patience_left(now) >= _PATIENCE_SECONDS
        return free and rested and (self._minute is None or self._minute.idle(now))

    def _patience_left(self, now: float) -> float:
        if self._patience >= _PATIENCE_SECONDS:
            return _PATIENCE_SECONDS
        return min(_PATIENCE_SECONDS, self._patience + _PATIENCE_BACK * (now - self._patience_at))
