"""getUpdates: one poller at a time, answered the moment something comes."""

from __future__ import annotations

import asyncio
import time

from sandbox.errors import ENDED_BY_WEBHOOK, OTHER_POLLER, WEBHOOK_ACTIVE, Refused
from sandbox.methods.webhook import read_allowed
from sandbox.params import Params
from sandbox.updates import Update
from sandbox.world import World

MAX_WAIT = 50


class Poller:
    def __init__(self, world: World) -> None:
        self._world = world
        self._waiting: asyncio.Future[str] | None = None
        self._next_conflict = 0.0
        world.updates.listeners.append(lambda _: self._end(""))
        world.webhook_listeners.append(self._webhook_changed)

    async def get(self, params: Params) -> list[Update]:
        """Waits up to `timeout` seconds. A second waiting poller ends the first with 409, as on Telegram."""
        if self._world.profile.webhook is not None:
            raise await self._conflict(WEBHOOK_ACTIVE)
        offset = params.integer("offset")
        limit = params.integer("limit", 100, 1, 100)
        timeout = params.integer("timeout", 0, 0, MAX_WAIT)
        self._world.updates.allow(read_allowed(params))
        before = len(self._world.updates.pending)
        updates = self._world.updates.take(offset, limit)
        if len(self._world.updates.pending) < before:
            self._world.events.publish("acknowledged", pending=len(self._world.updates.pending))
        self._world.store.commit()
        if updates or not timeout:
            return updates
        self._end(OTHER_POLLER)
        reason = await self._wait(timeout)
        if reason:
            raise await self._conflict(reason)
        return self._world.updates.take(max(offset, 0), limit)

    def close(self) -> None:
        self._end("")

    async def _wait(self, timeout: int) -> str:  # noqa: ASYNC109 - Telegram's own parameter
        """Why the wait ended: nothing for news or silence, else the words of a conflict."""
        waiting = asyncio.get_running_loop().create_future()
        self._waiting = waiting
        try:
            async with asyncio.timeout(timeout):
                reason: str = await waiting
                return reason
        except TimeoutError:
            return ""
        finally:
            if self._waiting is waiting:
                self._waiting = None

    def _end(self, reason: str) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_result(reason)

    def _webhook_changed(self) -> None:
        if self._world.profile.webhook is not None:
            self._end(ENDED_BY_WEBHOOK)

    async def _conflict(self, reason: str) -> Refused:
        """Telegram makes the second of two quick conflicts wait, so that rival pollers do not spin."""
        now, pause = time.monotonic(), self._world.settings.conflict_seconds
        if now < self._next_conflict:
            await asyncio.sleep(pause)
        else:
            self._next_conflict = now + pause
        return Refused(409, reason)
