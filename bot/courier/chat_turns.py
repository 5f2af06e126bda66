"""The turns of calls within their chats: replies with some patience, pushes one after another."""

from __future__ import annotations

import asyncio

from bot.courier.calls import Call
from bot.courier.chat_pace import ChatPace
from bot.courier.rate_windows import Quickest
from bot.courier.usher import LOOK_SECONDS, Clock, Sleep
from storage.tables import Lane

_LONGEST_YIELD_SECONDS = 2.0
"""However fast a person taps, a push to them leaves so often."""
_SWEPT_AT = 1024
"""Chats that are remembered before those at rest are forgotten."""


class ChatTurns:
    """limits: False keeps none but halts."""

    def __init__(self, quickest: Quickest, *, limits: bool, now: Clock, sleep: Sleep) -> None:
        self._quickest = quickest
        self._limits = limits
        self._now, self._sleep = now, sleep
        self._chats: dict[int | str, ChatPace] = {}
        self._sweep_at = _SWEPT_AT

    def of(self, chat: int | str) -> ChatPace:
        """What is known of a chat."""
        if chat not in self._chats:
            if len(self._chats) >= self._sweep_at:
                now = self._now()
                self._chats = {key: value for key, value in self._chats.items() if not value.idle(now)}
                self._sweep_at = max(_SWEPT_AT, 2 * len(self._chats))
            self._chats[chat] = ChatPace(chat, self._quickest)
        return self._chats[chat]

    async def turn(self, call: Call, chat: ChatPace) -> None:
        """Wait until the chat's pace lets the call leave; it counts there then."""
        await (self._reply if call.lane is Lane.REPLY else self._push)(call, chat)

    async def _reply(self, call: Call, chat: ChatPace) -> None:
        began = self._now()
        while (ready := self._ready(chat, chat.reply_ready_at(now := self._now()))) > now:
            await self._sleep(min(ready - now, LOOK_SECONDS))
        chat.take_reply(call, now := self._now(), now - began)

    async def _push(self, call: Call, chat: ChatPace) -> None:
        ready_at = chat.redraw_ready_at if call.redraws else chat.ready_at
        if chat.turn is None and self._ready(chat, ready_at(now := self._now())) <= now:
            chat.take(call, now)
            return
        chat.turn = chat.turn or asyncio.Lock()
        async with chat.turn:
            # A person who goes on tapping is answered each time: what there is to tell as well still comes.
            patience = self._now() + _LONGEST_YIELD_SECONDS
            while (ready := self._ready(chat, ready_at(now := self._now(), patience))) > now:
                await self._sleep(min(ready - now, LOOK_SECONDS))
            chat.take(call, now)

    def _ready(self, chat: ChatPace, ready: float) -> float:
        return ready if self._limits else chat.halt.probe_at
