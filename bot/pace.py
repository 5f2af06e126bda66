"""The pace keeper: how fast calls may leave, so that Telegram never has to say 429, and what follows when it does.

Bulk is everything but replies. It keeps its rate in any second that one may pick, one message a second in a chat with
short bursts, and twenty a minute in a group. Replies wait for none of that, and bulk leaves room for them: for as many
as there lately were. After a 429 everyone waits for one deadline, and then leaves one by one, urgent first; and for a
while replies keep Telegram's limits too, since this server has shown that it does.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import math
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from telegram.ext import BaseRateLimiter

from bot.allowance import MARGIN, Chat, Meter, Peak, Window
from bot.transport import TooManyRequests
from storage.tables import Lane

Answer = bool | dict[str, Any] | list[dict[str, Any]]
Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]

FREE_RATE = 30.0
"""Messages a second, replies among them, that Telegram takes of a bot that pays for no broadcasts:
https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this"""
_SLACK_SECONDS = 0.1
"""How far bulk may run ahead of an even pace, to make up for a busy event loop."""
_LONGEST_YIELD_SECONDS = 1.0
_REMEMBERED_SECONDS = 10.0
_LARGEST_RESERVE = 6.0
_RUSH_SECONDS = 0.25
_RUSH = 4
"""So many replies within so short a time are taken for the beginning of a second full of them."""
_WARY_SECONDS = 60.0
_WARIEST_SECONDS = 600.0
_CHAT_WARY_SECONDS = 600.0
_MARGIN_SECONDS = 0.05
"""After a halt: retry_after is in whole seconds, and the two clocks are not one."""


class NoLongerWanted(Exception):
    """The call's turn has come too late: nobody wants it sent any more."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What the pace keeper must know of a call. wanted is asked last, when its turn has come."""

    lane: int
    wanted: Callable[[], Awaitable[bool]]


class PaceKeeper(BaseRateLimiter[Passage]):
    """python-telegram-bot's rate limiter. bulk_rate is in messages a second; above FREE_RATE they are paid for."""

    def __init__(self, *, bulk_rate: float = 25.0, now: Clock = time.monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self._now = now
        self._sleep = sleep
        self._paid = bulk_rate > FREE_RATE
        self._most_bulk = max(1, math.floor(bulk_rate))
        seconds = MARGIN * self._most_bulk / bulk_rate
        interval = seconds / self._most_bulk
        self._bulk = Meter(interval, max(0.0, _SLACK_SECONDS - interval))
        self._bulk_left = Window(seconds)
        self._rate = max(FREE_RATE, bulk_rate)
        self._replies = Meter(1 / self._rate, 0.0)
        self._replies_left = Window(MARGIN)
        self._rush = Window(_RUSH_SECONDS)
        self._replies_peak = Peak(_REMEMBERED_SECONDS)
        self._last_bulk = -math.inf
        self._chats: dict[int | str, Chat] = {}
        self._sweep_at = 1024
        self._halted_until = -math.inf
        self._wary_until = -math.inf
        self._wary_seconds = _WARY_SECONDS
        self._one_by_one = False
        self._waiting: list[tuple[int, int, asyncio.Future[None], int | str | None]] = []
        self._numbers = itertools.count()
        self._usher: asyncio.Task[None] | None = None

    @property
    def halted(self) -> bool:
        return self._now() < self._halted_until

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
        chat = _chat(data.get("chat_id"))
        await self._turn(lane, chat)
        if rate_limit_args is not None and not await rate_limit_args.wanted():
            raise NoLongerWanted
        if lane != Lane.REPLY:
            self._bulk_left.last_left_at(self._now())
        try:
            return await callback(*args, **kwargs)
        except TooManyRequests as refusal:
            self._be_wary(chat)
            self.halt(refusal.retry_after or 1.0)
            raise

    def halt(self, seconds: float) -> None:
        """Nobody leaves for so long, and then one by one. 0 only stops a herd, after a server came back."""
        until = self._now() + (seconds + _MARGIN_SECONDS if seconds > 0 else 0.0)
        self._halted_until = max(self._halted_until, until)
        self._one_by_one = True
        self._bulk.spend_slack(self._halted_until)
        self._last_bulk = max(self._last_bulk, self._halted_until)

    def take_over(self, seconds: float) -> None:
        """Telegram has found the courier before this one too fast: so much is left of the halt."""
        self._be_wary(None)
        self.halt(seconds)

    def _be_wary(self, chat: int | str | None) -> None:
        """Telegram has found us too fast: that chat alone, or all in all."""
        now = self._now()
        if chat is not None:
            self._chat(chat).wary_until = now + _CHAT_WARY_SECONDS
        if now - self._wary_until > 0:
            again = now - self._wary_until < _WARY_SECONDS
            self._wary_seconds = min(_WARIEST_SECONDS, 2 * self._wary_seconds) if again else _WARY_SECONDS
        self._wary_until = now + self._wary_seconds

    async def _turn(self, lane: int, chat: int | str | None) -> None:
        now = self._now()
        if lane == Lane.REPLY:
            if chat is not None and self._chat(chat).wary_until > now:
                await self._sleep_until(self._chat(chat).reserve(now))
            elif chat is not None:
                self._chat(chat).charge(now)
            if not self._one_by_one and (chat is None or self._wary_until <= self._now()):
                self._count_reply(chat, waited=False)
                return
        elif chat is not None:
            await self._sleep_until(self._chat(chat).reserve(now))
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (lane, next(self._numbers), turn, chat))
        if self._waiting[0][2] is turn or self._usher is None or self._usher.done():
            # Who was first until now may have longer to wait than this one.
            if self._usher is not None:
                self._usher.cancel()
            self._usher = asyncio.create_task(self._let_pass())
        await turn

    async def _let_pass(self) -> None:
        while self._waiting:
            lane, _, turn, chat = self._waiting[0]
            if turn.done():  # whoever waited has been cancelled
                heapq.heappop(self._waiting)
                continue
            now = self._now()
            reply = lane == Lane.REPLY
            if (ready := self._reply_ready_at(now) if reply else self._bulk_ready_at(now)) > now:
                await self._sleep(ready - now)
                continue  # meanwhile someone more urgent may have come, or a longer halt
            if reply:
                self._replies.interval = self._reply_interval(now)
                self._replies.take(now)
                self._count_reply(chat, waited=True)
            else:
                self._one_by_one = False  # no reply is waiting any more, and the halt is over
                self._bulk.take(now)
                self._bulk_left.take(now)
                self._last_bulk = now
            heapq.heappop(self._waiting)
            turn.set_result(None)
        if self._now() >= self._halted_until:
            self._one_by_one = False

    def _reply_interval(self, now: float) -> float:
        """Between two replies that leave one by one: each second twice as many, where Telegram has not said 429."""
        seconds = 0.0 if self._wary_until > now else now - self._halted_until
        return math.pow(0.5, min(seconds, 20.0)) / self._rate

    def _reply_ready_at(self, now: float) -> float:
        return max(self._halted_until, self._replies.ready_at(), self._room_at(now))

    def _bulk_ready_at(self, now: float) -> float:
        ready = max(self._halted_until, self._bulk.ready_at(), self._bulk_left.ready_at(self._most_bulk))
        if self._paid or self._wary_until > now:
            return max(ready, self._room_at(now))
        # However many replies there are, bulk keeps moving a little.
        patience = max(self._halted_until, self._last_bulk + self._bulk.interval + _LONGEST_YIELD_SECONDS)
        room = math.floor(FREE_RATE - self._replies_to_come(now))
        return min(patience, max(ready, self._bulk_left.ready_at(room)) if room >= 1 else patience)

    def _room_at(self, now: float) -> float:
        """When there is room for one more within Telegram's limit, where replies wait for that too."""
        if self._paid or self._wary_until <= now:
            return -math.inf
        return self._replies_left.ready_at(max(1, math.floor(FREE_RATE) - self._bulk_left.count(now)))

    def _replies_to_come(self, now: float) -> float:
        """How many replies to leave room for within a second of now: as many as there lately were in one, and some."""
        most = self._replies_peak.most(now)
        return most + min(2 * math.sqrt(most), _LARGEST_RESERVE)

    def _count_reply(self, chat: int | str | None, *, waited: bool) -> None:
        if chat is not None:  # the answer to a press is no message
            now = self._now()
            self._replies_left.take(now)
            self._rush.take(now)
            if waited:
                return
            self._replies_peak.note(self._replies_left.count(now), now)
            if (rush := self._rush.count(now)) >= _RUSH:
                self._replies_peak.note(round(rush / _RUSH_SECONDS), now)

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
