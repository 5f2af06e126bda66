"""The pace keeper: how fast calls may leave, so that Telegram never has to say 429, and what follows when it does.

At most thirty messages leave in any second, replies first. Pushes are everything but replies: they keep a rate of
their own within that, and share it by lane. The answer to a press is no message and waits for nothing but a halt of
its own. See docs/decisions/pace.md.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from telegram.ext import BaseRateLimiter

from bot.courier.calls import Call, NoLongerWanted, Passage, chat_of
from bot.courier.chat_pace import ChatPace
from bot.courier.chat_turns import ChatTurns
from bot.courier.halts import Halt, Refusals, bounded
from bot.courier.places import Places
from bot.courier.rate_windows import Window
from bot.courier.telegram_api import TooManyRequests
from bot.courier.usher import LOOK_SECONDS, WARY_SECONDS, Clock, Sleep, Usher
from storage.tables import Lane

Answer = bool | dict[str, Any] | list[dict[str, Any]]


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
        self._now, self._sleep = now, sleep
        self._places = Places(bulk_rate, limits=limits)
        self._usher = Usher(self._places, now=now, sleep=sleep)
        self._chats = ChatTurns(self._places.quickest, limits=limits, now=now, sleep=sleep)
        self._callback_halt = Halt()
        self._refusals = Refusals()
        self._halted_chats: set[ChatPace] = set()

    @property
    def halted(self) -> bool:
        """Whether everything is."""
        return self._usher.halt.holds(self._now())

    @property
    def halted_seconds(self) -> float:
        """How long everything still is, as far as Telegram has said."""
        return max(0.0, self._usher.halt.until - self._now())

    @property
    def halted_chats(self) -> int:
        """How many chats are halted alone."""
        now = self._now()
        self._halted_chats = {chat for chat in self._halted_chats if chat.halt.holds(now)}
        return len(self._halted_chats)

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        self._usher.stop()

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
        call = self._call(chat_of(data.get("chat_id")), rate_limit_args, endpoint)
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

    async def _turn(self, call: Call) -> None:
        """A chat's turn, then a place among all."""
        if call.chat is not None:
            await self._chats.turn(call, call.chat)
        else:
            while (until := self._callback_halt.probe_at) > (now := self._now()):
                await self._sleep(min(until - now, LOOK_SECONDS))
            if call.lane is Lane.REPLY:
                return
        await self._usher.turn(call)

    # Halts

    def halt(self, seconds: float) -> None:
        """Let no message leave for so long, and then one by one. 0 only stops a herd, after a server came back."""
        self._usher.hold(seconds)

    def lift(self) -> None:
        """End all halts, as an operator's word; what waits leaves one by one."""
        now = self._now()
        for halt in (self._usher.halt, self._callback_halt, *(chat.halt for chat in self._halted_chats)):
            halt.end(now)
        self._usher.lifted()

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
        self._places.without_burst(now)
        for told, age in sent:
            self._chats.of(told).take_reply(self, now - age, 0.0)
            self._places.count(self, now - age)
        for chat in unmarked:
            self._places.count(self, now)
            if chat is not None:
                self._chats.of(chat).take_reply(self, now, 0.0)
        for refused, left in (halted or {}).items():
            self._hold_chat(self._chats.of(refused), bounded(left))
        if seconds > 0:
            self._usher.hold(seconds)

    def _refused(self, call: Call, seconds: float) -> None:
        now, chat = self._now(), call.chat
        if chat is None:
            self._callback_halt.begin(now, seconds)
            return
        chat.wary_until = now + WARY_SECONDS
        general = self._refusals.is_general(chat, broadcast=call.lane is Lane.BULK, now=now, seconds=seconds)
        probed = call is self._usher.probe
        if general or probed:
            self._usher.hold(seconds, probed=probed)
            self._on_halt(self.halted_seconds)
        else:
            self._hold_chat(chat, seconds, probed=chat.halt.probe_at <= now < chat.halt.until)

    def _hold_chat(self, chat: ChatPace, seconds: float, *, probed: bool = False) -> None:
        now = self._now()
        chat.halt.begin(now, seconds, probed=probed)
        chat.wary_until = now + WARY_SECONDS
        self._halted_chats.add(chat)
        if isinstance(chat.id, int):
            self._on_chat_halt(chat.id, chat.halt.until - now)

    # Leaving and answers

    def _leave(self, call: Call) -> None:
        call.left_at = now = self._now()
        for window in call.windows:
            window.take(call, now)
        if call.chat is not None:
            call.chat.leave(call, now)

    def _note_answer(self, call: Call) -> None:
        """Only of what is counted: other calls may be answered sooner than messages ever are."""
        if call.windows and call.left_at is not None:
            now = self._now()
            self._places.quickest.note(now - call.left_at, now)
        if call.chat is not None and call.left_at is not None and call.left_at >= call.chat.halt.probe_at:
            self._end_halt_of(call.chat)
        if call is self._usher.probe:
            self._usher.halt.end(self._now())
            self._on_halt(0.0)

    def _end_halt_of(self, chat: ChatPace) -> None:
        if chat.halt.holds(self._now()) and isinstance(chat.id, int):
            self._on_chat_halt(chat.id, 0.0)
        chat.halt.end(self._now())

    def _end(self, call: Call) -> None:
        """It has its answer, or none will come, or it has not even left."""
        now = self._now()
        places: tuple[Window | ChatPace, ...] = call.windows if call.chat is None else (*call.windows, call.chat)
        for place in places:
            if call.left_at is None:
                place.give_back(call)
            else:
                place.answered(call, now)
        self._usher.ended(call)

    def _call(self, chat: int | str | None, passage: Passage | None, endpoint: str) -> Call:
        lane = Lane.REPLY if passage is None else Lane(passage.lane)
        since = self._now() if passage is None or passage.since is None else passage.since
        redraws = lane is not Lane.BULK and endpoint.startswith(("edit", "delete"))
        return Call(lane, self._chats.of(chat) if chat is not None else None, since, redraws)
