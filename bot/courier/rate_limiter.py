"""The pace keeper: how fast calls may leave, so that Telegram never has to say 429, and what follows when it does.

At most thirty messages leave in any second, replies first. Pushes are everything but replies: they keep a rate of
their own within that, and share it by lane. The answer to a press is no message and waits for nothing but a halt of
its own. See docs/decisions/pace.md.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiogram import methods
from aiogram.methods import TelegramMethod
from telegram.ext import BaseRateLimiter

from bot.courier.chat_pace import ChatPace
from bot.courier.halts import Halt, Refusals, bounded
from bot.courier.lane_shares import LaneShares, Waiter
from bot.courier.rate_windows import MARGIN, LastSecond, Meter, Quickest, Window
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
"""How far pushes may run ahead of an even pace, to make up for a busy event loop."""
_LONGEST_YIELD_SECONDS = 1.0
"""However many replies there are, one push leaves so often; and one announcement, however many replies may come."""
_LONGEST_CHAT_YIELD_SECONDS = 2.0
_LARGEST_HEADROOM = 3.0
"""Room that announcements leave for more replies than there were in the last second."""
_LATEST_REPLY_SECONDS = 5.0
"""A reply that has waited so long leaves regardless: more come than could ever leave, and Telegram may take them."""
_WARY_SECONDS = 600.0
"""After a 429 nothing leaves regardless of the limits for so long: this server has shown that it keeps them."""
_LOOK_SECONDS = 1.0
"""How often a call that waits for a halt looks whether it was lifted."""
_PAID_FIELD = "allow_paid_broadcast"


class NoLongerWanted(Exception):
    """The call's turn has come too late: it is superseded, expired or not ours to send."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What the pace keeper must know of a call. wanted is asked last, when its turn has come."""

    lane: int
    wanted: Callable[[], Awaitable[bool]]
    since: float | None = None
    """When it began to wait (monotonic); by default when it reaches the pace keeper."""


@dataclass(slots=True, eq=False)
class _Call:
    """A call in the pace keeper's hands, and the windows in which it has a place."""

    lane: Lane
    chat: ChatPace | None
    """None for what is no message, as the answer to a press."""
    since: float
    redraws: bool = False
    """Whether it changes or takes away a message of the chat, and is not of a mass change."""
    windows: tuple[Window, ...] = ()
    left_at: float | None = None


@dataclass(slots=True)
class _Replies:
    """Replies that wait for a place, and how many left during the last second."""

    waiting: deque[Waiter[_Call]] = field(default_factory=deque)
    lately: LastSecond = field(default_factory=LastSecond)
    even: Meter = field(default_factory=lambda: Meter(1 / FREE_RATE, 0.0))
    """After a halt they leave one by one."""

    def __bool__(self) -> bool:
        while self.waiting and self.waiting[0].may_leave.done():  # cancelled while it waited
            self.waiting.popleft()
        return bool(self.waiting)


class PaceKeeper(BaseRateLimiter[Passage]):
    """python-telegram-bot's rate limiter. bulk_rate is in messages a second; above FREE_RATE they are paid for.

    limits: False keeps none of Telegram's limits, nor a rate; what a 429 asks for is still done. on_halt is called with
    the seconds that everything is halted, and with 0 when a probe has found that it is not any more; on_chat_halt
    likewise with a chat.
    """

    def __init__(
        self,
        *,
        bulk_rate: float = 25.0,
        limits: bool = True,
        on_halt: Callable[[float], None] = lambda _: None,
        on_chat_halt: Callable[[int, float], None] = lambda _chat, _seconds: None,
        now: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._on_halt, self._on_chat_halt = on_halt, on_chat_halt
        self._now = now
        self._sleep = sleep
        self._limits = limits
        self._paid = bulk_rate > FREE_RATE
        self._most_pushes = max(1, math.floor(bulk_rate))
        seconds = MARGIN * self._most_pushes / bulk_rate
        interval = seconds / self._most_pushes
        self._even = Meter(interval, max(0.0, _SLACK_SECONDS - interval))
        self._quickest = Quickest()
        self._pushes_window = Window(seconds, self._quickest)
        self._free_window = Window(MARGIN, self._quickest)
        """All that Telegram counts together, where nothing is paid for."""
        self._replies = _Replies()
        self._pushes: LaneShares[_Call] = LaneShares()
        self._last_push = self._last_bulk = -math.inf
        self._chats: dict[int | str, ChatPace] = {}
        self._sweep_at = 1024
        self._halt, self._callback_halt = Halt(), Halt()
        self._refusals = Refusals()
        self._halted_chats: set[ChatPace] = set()
        self._probe: _Call | None = None
        """The call that finds out whether a long halt still holds."""
        self._wary_until = -math.inf
        self._one_by_one = False
        self._usher: asyncio.Task[None] | None = None
        self._asleep_until = -math.inf
        """The usher: it may be woken earlier by an answer."""

    @property
    def halted(self) -> bool:
        """Whether everything is."""
        return self._halt.holds(self._now())

    @property
    def halted_seconds(self) -> float:
        """How long everything still is, as far as Telegram has said."""
        return max(0.0, self._halt.until - self._now())

    @property
    def halted_chats(self) -> int:
        """How many chats are halted alone."""
        now = self._now()
        self._halted_chats = {chat for chat in self._halted_chats if chat.halt.holds(now)}
        return len(self._halted_chats)

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
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Passage | None,
    ) -> Answer:
        """Let a call pass when its turn has come. Without a passage it counts as a reply.

        Raises:
            NoLongerWanted: its turn came too late.
            ApiError: as the transport; on 429 the halt has begun.
        """
        call = self._call(_chat_of(data.get("chat_id")), rate_limit_args, endpoint)
        try:
            await self._turn(call)
            if rate_limit_args is not None and not await rate_limit_args.wanted():
                raise NoLongerWanted
            self._leave(call)
            answer = await callback(*args, **kwargs)
            self._note_answer(call)
        except TooManyRequests as refusal:
            self._refused(call, bounded(refusal.retry_after))
            raise
        finally:
            self._end(call)
        return answer

    def halt(self, seconds: float) -> None:
        """Let no message leave for so long, and then one by one. 0 only stops a herd, after a server came back."""
        self._hold(seconds)

    def lift(self) -> None:
        """End all halts, as an operator's word; what waits leaves one by one."""
        now = self._now()
        for halt in (self._halt, self._callback_halt, *(chat.halt for chat in self._halted_chats)):
            halt.end(now)
        self._probe = None
        self._even.due = min(self._even.due, now)
        self._wake_usher()

    def _refused(self, call: _Call, seconds: float) -> None:
        now, chat = self._now(), call.chat
        if chat is None:
            self._callback_halt.begin(now, seconds)
            return
        chat.wary_until = now + _WARY_SECONDS
        general = self._refusals.is_general(chat, broadcast=call.lane is Lane.BULK, now=now, seconds=seconds)
        if general or call is self._probe:
            self._hold(seconds, probed=call is self._probe)
            self._on_halt(self.halted_seconds)
        else:
            self._hold_chat(chat, seconds, probed=chat.halt.probe_at <= now < chat.halt.until)

    def _hold_chat(self, chat: ChatPace, seconds: float, *, probed: bool = False) -> None:
        now = self._now()
        chat.halt.begin(now, seconds, probed=probed)
        chat.wary_until = now + _WARY_SECONDS
        self._halted_chats.add(chat)
        if isinstance(chat.id, int):
            self._on_chat_halt(chat.id, chat.halt.until - now)

    def _hold(self, seconds: float, *, probed: bool = False) -> None:
        now = self._now()
        self._halt.begin(now, seconds, probed=probed)
        self._one_by_one = True
        self._even.spend_slack(self._halt.probe_at)
        self._last_push = max(self._last_push, self._halt.probe_at)
        if seconds > 0:
            self._wary_until = now + _WARY_SECONDS

    def take_over(
        self,
        seconds: float,
        sent: Sequence[tuple[int, float]] = (),
        *,
        unmarked: Sequence[int | None] = (),
        halted: Mapping[int, float] | None = None,
    ) -> None:
        """Go on where another courier stopped, maybe just now.

        seconds: what is left of its halt; halted: of those of chats. sent: the chats that it sent a message to, and how
        long ago, oldest first. unmarked: those to which it may have been sending one when it was killed.
        """
        now = self._now()
        self._even.spend_slack(now)
        for told, age in sent:
            self._chat(told).take_reply(self, now - age, 0.0)
            self._free_window.answered(self, now - age)
        for chat in unmarked:
            self._free_window.answered(self, now)
            if chat is not None:
                self._chat(chat).take_reply(self, now, 0.0)
        for refused, left in (halted or {}).items():
            self._hold_chat(self._chat(refused), bounded(left))
        if seconds > 0:
            self._hold(seconds)

    # A chat's turn, then a place among all

    async def _turn(self, call: _Call) -> None:
        if call.chat is None:
            while (until := self._callback_halt.probe_at) > (now := self._now()):
                await self._sleep(min(until - now, _LOOK_SECONDS))
            if call.lane is Lane.REPLY:
                return
        elif call.lane is Lane.REPLY:
            await self._reply_in_chat(call, call.chat)
        else:
            await self._push_in_chat(call, call.chat)
        if call.lane is Lane.REPLY and not self._replies and self._reply_ready_at(self._now(), call) <= self._now():
            self._let_reply_leave(call)
            return
        may_leave: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiter = Waiter(call, may_leave)
        if call.lane is Lane.REPLY:
            self._replies.waiting.append(waiter)
        else:
            self._pushes.add(call.lane, waiter)
        if self._usher is None or self._usher.done() or self._asleep_until > self._now():
            self._wake_usher()  # the next one may be this one
        await may_leave

    async def _reply_in_chat(self, call: _Call, chat: ChatPace) -> None:
        began = self._now()
        while (ready := self._in_chat(chat, chat.reply_ready_at(now := self._now()))) > now:
            await self._sleep(min(ready - now, _LOOK_SECONDS))
        chat.take_reply(call, now := self._now(), now - began)

    async def _push_in_chat(self, call: _Call, chat: ChatPace) -> None:
        ready_at = chat.redraw_ready_at if call.redraws else chat.ready_at
        if chat.turn is None and self._in_chat(chat, ready_at(now := self._now())) <= now:
            chat.take(call, now)
            return
        chat.turn = chat.turn or asyncio.Lock()
        async with chat.turn:
            # A person who goes on tapping is answered each time: what there is to tell as well still comes.
            patience = self._now() + _LONGEST_CHAT_YIELD_SECONDS
            while (ready := self._in_chat(chat, ready_at(now := self._now(), patience))) > now:
                await self._sleep(min(ready - now, _LOOK_SECONDS))
            chat.take(call, now)

    def _in_chat(self, chat: ChatPace, ready: float) -> float:
        return ready if self._limits else chat.halt.probe_at

    def _free_at(self) -> float:
        """When the next message may leave, or probe, for all that Telegram has said."""
        return self._halt.until if self._probe is not None else self._halt.probe_at

    @property
    def _waiting(self) -> bool:
        return bool(self._replies) or bool(self._pushes)

    def _wake_usher(self) -> None:
        if self._usher is not None:
            self._usher.cancel()
        self._asleep_until = -math.inf
        self._usher = asyncio.create_task(self._let_pass())

    async def _let_pass(self) -> None:
        """Let those that wait leave, each in its time: replies first, but a push once a second."""
        while self._waiting:
            now, replies = self._now(), bool(self._replies)
            overdue = now >= self._last_push + self._even.interval + _LONGEST_YIELD_SECONDS
            if replies and (self._one_by_one or not (overdue and self._pushes)):
                ready, lane = self._reply_ready_at(now, self._replies.waiting[0].call), Lane.REPLY
            else:
                ready, lane = self._pushes.next(now, self._push_ready_at)
            if ready > now:
                self._asleep_until = ready
                await self._sleep(ready - now)
                self._asleep_until = -math.inf
            elif lane is Lane.REPLY:
                waiter = self._replies.waiting.popleft()
                self._let_reply_leave(waiter.call)
                waiter.may_leave.set_result(None)
            else:
                waiter = self._pushes.take(lane)
                self._let_push_leave(waiter.call, lane)
                waiter.may_leave.set_result(None)
        if not self.halted:
            self._one_by_one = False

    def _reply_ready_at(self, now: float, call: _Call) -> float:
        ready = self._replies.even.ready_at() if self._one_by_one else -math.inf
        if self._limits and not self._paid:
            ready = max(ready, self._free_window.ready_at(_MOST_FREE, now))
        regardless = math.inf if self._wary_until > now else call.since + _LATEST_REPLY_SECONDS
        return max(self._free_at(), min(ready, regardless))

    def _push_ready_at(self, lane: Lane) -> float:
        if not self._limits:
            return self._free_at()
        now = self._now()
        most = self._pushes_window.ready_at(self._most_pushes, now)
        ready = max(self._free_at(), self._even.ready_at(), most)
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
        replies = self._replies.lately.count(now)
        return replies + min(math.sqrt(replies), _LARGEST_HEADROOM)

    def _let_reply_leave(self, call: _Call) -> None:
        now = self._now()
        self._replies.even.take(now)
        self._replies.lately.note(now)
        self._place(call, now)

    def _let_push_leave(self, call: _Call, lane: Lane) -> None:
        now = self._now()
        if not self._replies:
            self._one_by_one = False  # no reply is waiting any more, and the halt is over
        self._even.take(now)
        self._last_push = now
        if lane is Lane.BULK:
            self._last_bulk = now
        self._place(call, now, self._pushes_window)

    def _place(self, call: _Call, now: float, *windows: Window) -> None:
        if self.halted:
            self._probe = call
        call.windows = windows if self._paid else (*windows, self._free_window)
        for window in call.windows:
            window.take(call, now)

    # Leaving and answers

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
        if call.chat is not None and call.left_at is not None and call.left_at >= call.chat.halt.probe_at:
            self._end_halt_of(call.chat)
        if call is self._probe:
            self._halt.end(self._now())
            self._on_halt(0.0)

    def _end_halt_of(self, chat: ChatPace) -> None:
        if chat.halt.holds(self._now()) and isinstance(chat.id, int):
            self._on_chat_halt(chat.id, 0.0)
        chat.halt.end(self._now())

    def _end(self, call: _Call) -> None:
        """It has its answer, or none will come, or it has not even left."""
        now = self._now()
        if call is self._probe:
            self._probe = None
            if self._waiting:
                self._wake_usher()
        places: tuple[Window | ChatPace, ...] = call.windows if call.chat is None else (*call.windows, call.chat)
        for place in places:
            if call.left_at is None:
                place.give_back(call)
            else:
                place.answered(call, now)
        free_at = now if call.left_at is None else now + self._free_window.held_seconds
        if self._asleep_until > free_at:
            self._wake_usher()

    def _call(self, chat: int | str | None, passage: Passage | None, endpoint: str) -> _Call:
        lane = Lane.REPLY if passage is None else Lane(passage.lane)
        since = self._now() if passage is None or passage.since is None else passage.since
        redraws = lane is not Lane.BULK and endpoint.startswith(("edit", "delete"))
        return _Call(lane, self._chat(chat) if chat is not None else None, since, redraws)

    def _chat(self, chat: int | str) -> ChatPace:
        if chat not in self._chats:
            if len(self._chats) >= self._sweep_at:
                now = self._now()
                self._chats = {key: value for key, value in self._chats.items() if not value.idle(now)}
                self._sweep_at = max(1024, 2 * len(self._chats))
            self._chats[chat] = ChatPace(chat, self._quickest)
        return self._chats[chat]


def _chat_of(value: object) -> int | str | None:
    if isinstance(value, str):
        return int(value) if value.removeprefix("-").isdecimal() else value
    return value if isinstance(value, int) else None


def marked(method: str, params: dict[str, Any], *, lane: int, bulk_rate: float) -> dict[str, Any]:
    """The parameters; of a push beyond Telegram's free pace they say that it may be paid for (0.1 Stars a message).

    https://core.telegram.org/bots/faq#how-can-i-message-all-of-my-bot-39s-subscribers-at-once
    """
    if bulk_rate <= FREE_RATE or lane == Lane.REPLY or method not in _PAYABLE:
        return params
    return {**params, _PAID_FIELD: True}


def _payable() -> frozenset[str]:
    every = (getattr(methods, name) for name in methods.__all__)
    calls = (kind for kind in every if isinstance(kind, type) and issubclass(kind, TelegramMethod))
    return frozenset(kind.__api_method__ for kind in calls if _PAID_FIELD in kind.model_fields)


_PAYABLE = _payable()
