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

from bot.courier.rate_windows import MARGIN, Chat, Meter, Peak, Quickest, Recent, Window
from bot.courier.telegram_api import TooManyRequests
from storage.tables import Lane

Answer = bool | dict[str, Any] | list[dict[str, Any]]
Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]

FREE_RATE = 30.0
"""Messages a second, replies among them, that Telegram takes of a bot that pays for no broadcasts:
https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this"""
_MOST_FREE = math.floor(FREE_RATE)
_SLACK_SECONDS = 0.1
"""How far bulk may run ahead of an even pace, to make up for a busy event loop."""
_LONGEST_YIELD_SECONDS = 1.0
_LONGEST_CHAT_YIELD_SECONDS = 2.0
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


@dataclass(slots=True, eq=False)
class _Call:
    """A call in the pace keeper's hands, and the windows in which it has a place."""

    lane: int
    chat: Chat | None
    """None for what is no message, as the answer to a press."""
    windows: tuple[Window, ...] = ()
    left_at: float | None = None


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
        self._quickest = Quickest()
        self._bulk_window = Window(seconds, self._quickest)
        self._free_window = Window(MARGIN, self._quickest)
        """All that Telegram counts together, where nothing is paid for."""
        self._rate = max(FREE_RATE, bulk_rate)
        self._replies = Meter(1 / self._rate, 0.0)
        self._recent_replies = Recent(1.0)
        self._rush = Recent(_RUSH_SECONDS)
        self._replies_peak = Peak(_REMEMBERED_SECONDS)
        self._last_bulk = -math.inf
        self._chats: dict[int | str, Chat] = {}
        self._sweep_at = 1024
        self._halted_until = -math.inf
        self._wary_until = -math.inf
        self._wary_seconds = _WARY_SECONDS
        self._one_by_one = False
        self._waiting: list[tuple[int, int, asyncio.Future[None], _Call]] = []
        self._numbers = itertools.count()
        self._usher: asyncio.Task[None] | None = None
        self._asleep_until = -math.inf
        """The usher: it may be woken earlier by an answer."""

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
        chat = _chat(data.get("chat_id"))
        call = _Call(
            Lane.REPLY if rate_limit_args is None else rate_limit_args.lane,
            self._chat(chat) if chat is not None else None,
        )
        try:
            await self._turn(call)
            if rate_limit_args is not None and not await rate_limit_args.wanted():
                raise NoLongerWanted
            self._leave(call)
            answer = await callback(*args, **kwargs)
            self._note_answer(call)
        except TooManyRequests as refusal:
            self._be_wary(call.chat)
            self.halt(refusal.retry_after or 1.0)
            raise
        finally:
            self._end(call)
        return answer

    def halt(self, seconds: float) -> None:
        """Nobody leaves for so long, and then one by one. 0 only stops a herd, after a server came back."""
        until = self._now() + (seconds + _MARGIN_SECONDS if seconds > 0 else 0.0)
        self._halted_until = max(self._halted_until, until)
        self._one_by_one = True
        self._bulk.spend_slack(self._halted_until)
        self._last_bulk = max(self._last_bulk, self._halted_until)

    def take_over(self, seconds: float) -> None:
        """Go on where another courier stopped, maybe just now: so much is left of what Telegram told it to wait."""
        self._bulk.spend_slack(self._now())
        if seconds > 0:
            self._be_wary(None)
            self.halt(seconds)

    def _be_wary(self, chat: Chat | None) -> None:
        """Telegram has found us too fast: that chat alone, or all in all."""
        now = self._now()
        if chat is not None:
            chat.wary_until = now + _CHAT_WARY_SECONDS
        if now - self._wary_until > 0:
            again = now - self._wary_until < _WARY_SECONDS
            self._wary_seconds = min(_WARIEST_SECONDS, 2 * self._wary_seconds) if again else _WARY_SECONDS
        self._wary_until = now + self._wary_seconds

    async def _turn(self, call: _Call) -> None:
        now = self._now()
        reply = call.lane == Lane.REPLY
        if call.chat is not None:
            if reply and call.chat.wary_until <= now:
                call.chat.charge(call, now)
            else:
                await self._turn_of_chat(call, call.chat)
        if reply and not self._one_by_one and (call.chat is None or self._wary_until <= self._now()):
            self._count_reply(call, waited=False)
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (call.lane, next(self._numbers), turn, call))
        if self._waiting[0][2] is turn or self._usher is None or self._usher.done():
            self._wake_usher()  # who was first until now may have longer to wait than this one
        await turn

    async def _turn_of_chat(self, call: _Call, chat: Chat) -> None:
        if chat.turn is None and chat.ready_at(now := self._now()) <= now:
            chat.take(call, now)
            return
        chat.turn = chat.turn or asyncio.Lock()
        async with chat.turn:
            # Whoever goes on tapping is answered each time: what there is to tell besides still comes.
            patience = self._now() + _LONGEST_CHAT_YIELD_SECONDS
            while (ready := chat.ready_at(now := self._now(), patience)) > now:
                await self._sleep(ready - now)
            chat.take(call, now)

    def _wake_usher(self) -> None:
        if self._usher is not None:
            self._usher.cancel()
        self._usher = asyncio.create_task(self._let_pass())

    async def _let_pass(self) -> None:
        while self._waiting:
            lane, _, turn, call = self._waiting[0]
            if turn.done():  # whoever waited has been cancelled
                heapq.heappop(self._waiting)
                continue
            now = self._now()
            reply = lane == Lane.REPLY
            if (ready := self._reply_ready_at(now) if reply else self._bulk_ready_at(now)) > now:
                self._asleep_until = ready
                await self._sleep(ready - now)
                continue  # meanwhile someone more urgent may have come, or a longer halt
            if reply:
                self._replies.interval = self._reply_interval(now)
                self._replies.take(now)
                self._count_reply(call, waited=True)
            else:
                self._one_by_one = False  # no reply is waiting any more, and the halt is over
                self._bulk.take(now)
                self._last_bulk = now
                self._place(call, now, self._bulk_window)
            heapq.heappop(self._waiting)
            turn.set_result(None)
        if self._now() >= self._halted_until:
            self._one_by_one = False

    def _reply_interval(self, now: float) -> float:
        """Between two replies that leave one by one: each second twice as many, where Telegram has not said 429."""
        seconds = 0.0 if self._wary_until > now else now - self._halted_until
        return math.pow(0.5, min(seconds, 20.0)) / self._rate

    def _reply_ready_at(self, now: float) -> float:
        ready = max(self._halted_until, self._replies.ready_at())
        wary = not self._paid and self._wary_until > now
        return max(ready, self._free_window.ready_at(_MOST_FREE, now)) if wary else ready

    def _bulk_ready_at(self, now: float) -> float:
        most = self._bulk_window.ready_at(self._most_bulk, now)
        ready = max(self._halted_until, self._bulk.ready_at(), most)
        if self._paid:
            return ready
        ready = max(ready, self._free_window.ready_at(_MOST_FREE, now))
        if self._wary_until > now:
            return ready
        # However many replies there are, bulk keeps moving a little.
        patience = max(self._halted_until, most, self._last_bulk + self._bulk.interval + _LONGEST_YIELD_SECONDS)
        room = math.floor(FREE_RATE - self._replies_to_come(now))
        return min(patience, max(ready, self._bulk_window.ready_at(room, now)) if room >= 1 else patience)

    def _replies_to_come(self, now: float) -> float:
        """How many replies to leave room for within a second of now: as many as there lately were in one, and some."""
        most = self._replies_peak.most(now)
        return most + min(2 * math.sqrt(most), _LARGEST_RESERVE)

    def _count_reply(self, call: _Call, *, waited: bool) -> None:
        if call.chat is None:  # the answer to a press is no message
            return
        now = self._now()
        self._place(call, now)
        count, rush = self._recent_replies.note(now), self._rush.note(now)
        if waited:
            return
        self._replies_peak.note(count, now)
        if rush >= _RUSH:
            self._replies_peak.note(round(rush / _RUSH_SECONDS), now)

    def _place(self, call: _Call, now: float, *windows: Window) -> None:
        call.windows = windows if self._paid else (*windows, self._free_window)
        for window in call.windows:
            window.take(call, now)

    def _leave(self, call: _Call) -> None:
        call.left_at = now = self._now()
        for window in call.windows:
            window.take(call, now)
        if call.chat is not None:
            call.chat.leave(call, now)

    def _note_answer(self, call: _Call) -> None:
        """Only of what is counted: other calls may be answered sooner than messages ever are."""
        if call.windows and call.left_at is not None:
            now = self._now()
            self._quickest.note(now - call.left_at, now)

    def _end(self, call: _Call) -> None:
        """It has its answer, or none will come, or it has not even left."""
        now = self._now()
        places: tuple[Window | Chat, ...] = call.windows if call.chat is None else (*call.windows, call.chat)
        for place in places:
            if call.left_at is None:
                place.give_back(call)
            else:
                place.answered(call, now)
        free_at = now if call.left_at is None else now + self._bulk_window.held_seconds
        if self._waiting and self._asleep_until > free_at:
            self._wake_usher()

    def _chat(self, chat: int | str) -> Chat:
        if chat not in self._chats:
            if len(self._chats) >= self._sweep_at:
                now = self._now()
                self._chats = {key: value for key, value in self._chats.items() if not value.idle(now)}
                self._sweep_at = max(1024, 2 * len(self._chats))
            self._chats[chat] = Chat(chat, self._quickest)
        return self._chats[chat]


def _chat(value: object) -> int | str | None:
    if isinstance(value, str):
        return int(value) if value.removeprefix("-").isdecimal() else value
    return value if isinstance(value, int) else None
