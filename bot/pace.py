"""The pace keeper: how fast calls may leave, so that Telegram never has to say 429, and what follows when it does.

Bulk is everything but replies. It keeps an overall rate, one message a second in a chat with short bursts, and twenty
a minute in a group. Replies wait for none of that; they are charged to it, so that bulk yields to them. After a 429
everyone waits for one deadline, and then leaves one by one, urgent first, until those who waited are gone.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from telegram.ext import BaseRateLimiter

from bot.transport import TooManyRequests
from storage.tables import Lane

Answer = bool | dict[str, Any] | list[dict[str, Any]]
Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]

_SLACK_SECONDS = 0.2
"""How far bulk may run ahead of its rate: enough to make up for a busy event loop, too little to break the second."""
_HEADROOM = 0.2
"""What is left between our rate for bulk and Telegram's limit, as a part of the former: replies use it first."""
_LONGEST_YIELD_SECONDS = 1.0
_CHAT_SECONDS = 1.0
_CHAT_BURST_SECONDS = 2.0
_CHAT_DEBT_SECONDS = 3.0
_GROUP_MESSAGES = 20
_GROUP_SECONDS = 60.0
_MARGIN_SECONDS = 0.05
"""After a halt: retry_after is in whole seconds, and the two clocks are not one."""


class NoLongerWanted(Exception):
    """The call's turn has come too late: nobody wants it sent any more."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What the pace keeper must know of a call. wanted is asked last, when its turn has come."""

    lane: int
    wanted: Callable[[], Awaitable[bool]]


class Meter:
    """A steady rate with some slack (the generic cell rate algorithm). Times are in seconds of a monotonic clock."""

    __slots__ = ("_due", "_slack", "interval")

    def __init__(self, interval: float, slack: float) -> None:
        self.interval = interval
        self._slack = slack
        self._due = float("-inf")

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


class Chat:
    """The pace of one chat; of a group (its id is negative, or a name) the last twenty messages as well."""

    __slots__ = ("_meter", "_minute")

    def __init__(self, chat: int | str) -> None:
        group = not isinstance(chat, int) or chat < 0
        self._meter = Meter(_CHAT_SECONDS, _CHAT_BURST_SECONDS)
        self._minute: deque[float] | None = deque(maxlen=_GROUP_MESSAGES) if group else None

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
        self._meter.charge(now, _CHAT_DEBT_SECONDS)
        if self._minute is not None:
            self._minute.append(max(now, self._minute[-1]) if self._minute else now)

    def idle(self, now: float) -> bool:
        return self._meter.idle(now) and (not self._minute or self._minute[-1] + _GROUP_SECONDS <= now)


class PaceKeeper(BaseRateLimiter[Passage]):
    """python-telegram-bot's rate limiter. bulk_rate is in messages a second."""

    def __init__(self, *, bulk_rate: float = 25.0, now: Clock = time.monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self._now = now
        self._sleep = sleep
        self._bulk = Meter(1 / bulk_rate, max(0.0, _SLACK_SECONDS - 1 / bulk_rate))
        self._headroom = Meter(1 / (_HEADROOM * bulk_rate), 0.0)
        self._after_halt = Meter(1 / ((1 + _HEADROOM) * bulk_rate), 0.0)
        self._last_bulk = float("-inf")
        self._chats: dict[int | str, Chat] = {}
        self._sweep_at = 1024
        self._halted_until = float("-inf")
        self._one_by_one = False
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()
        self._usher: asyncio.Task[None] | None = None

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        if self._usher is not None:
            self._usher.cancel()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,  # noqa: ANN401 - python-telegram-bot's signature
        kwargs: dict[str, Any],
        endpoint: str,  # noqa: ARG002
        data: dict[str, Any],
        rate_limit_args: Passage | None,
    ) -> Answer:
        """Let a call pass when its turn has come. Without a passage it counts as a reply.

        Raises:
            NoLongerWanted: its turn came too late.
            ApiError: as the transport; on 429 the halt has begun.
        """
        lane = Lane.REPLY if rate_limit_args is None else rate_limit_args.lane
        await self._turn(lane, _chat(data.get("chat_id")))
        if rate_limit_args is not None and not await rate_limit_args.wanted():
            raise NoLongerWanted
        try:
            return await callback(*args, **kwargs)
        except TooManyRequests as refusal:
            self.halt(refusal.retry_after or 1.0)
            raise

    def halt(self, seconds: float) -> None:
        """Nobody leaves for so long, and then one by one. 0 only stops a herd, after a server came back."""
        until = self._now() + (seconds + _MARGIN_SECONDS if seconds > 0 else 0.0)
        self._halted_until = max(self._halted_until, until)
        self._one_by_one = True
        self._bulk.spend_slack(self._halted_until)
        self._headroom.spend_slack(self._halted_until)
        self._last_bulk = max(self._last_bulk, self._halted_until)

    async def _turn(self, lane: int, chat: int | str | None) -> None:
        if lane == Lane.REPLY:
            if chat is not None:
                self._chat(chat).charge(self._now())
                if not self._one_by_one:
                    self._charge_reply()
            if not self._one_by_one:
                return
        elif chat is not None:
            await self._sleep_until(self._chat(chat).reserve(self._now()))
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (lane, next(self._numbers), turn))
        if self._usher is None or self._usher.done():
            self._usher = asyncio.create_task(self._let_pass())
        await turn

    async def _let_pass(self) -> None:
        while self._waiting:
            if self._waiting[0][2].done():  # whoever waited has been cancelled
                heapq.heappop(self._waiting)
                continue
            now = self._now()
            reply = self._waiting[0][0] == Lane.REPLY
            if (ready := self._ready_at(reply=reply)) > now:
                await self._sleep(ready - now)
                continue  # meanwhile someone more urgent may have come, or a longer halt
            if reply:
                self._after_halt.take(now)
                self._charge_reply()
            else:
                self._one_by_one = False  # no reply is waiting any more, and the halt is over
                self._bulk.take(now)
                self._last_bulk = now
            heapq.heappop(self._waiting)[2].set_result(None)
        if self._now() >= self._halted_until:
            self._one_by_one = False

    def _ready_at(self, *, reply: bool) -> float:
        if reply:
            return max(self._halted_until, self._after_halt.ready_at())
        # However many replies there are, bulk keeps moving a little.
        patience = self._last_bulk + self._bulk.interval + _LONGEST_YIELD_SECONDS
        return max(self._halted_until, min(self._bulk.ready_at(), patience))

    def _charge_reply(self) -> None:
        now = self._now()
        if self._headroom.ready_at() <= now:
            self._headroom.take(now)
        else:
            self._bulk.charge(now, _LONGEST_YIELD_SECONDS)

    def _chat(self, chat: int | str) -> Chat:
        if chat not in self._chats:
            if len(self._chats) >= self._sweep_at:
                now = self._now()
                self._chats = {key: value for key, value in self._chats.items() if not value.idle(now)}
                self._sweep_at = max(1024, 2 * len(self._chats))
            self._chats[chat] = Chat(chat)
        return self._chats[chat]

    async def _sleep_until(self, moment: float) -> None:
        if (seconds := moment - self._now()) > 0:
            await self._sleep(seconds)


def _chat(value: object) -> int | str | None:
    if isinstance(value, str):
        return int(value) if value.removeprefix("-").isdecimal() else value
    return value if isinstance(value, int) else None
