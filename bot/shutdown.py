"""Graceful shutdown: a signal sets a deadline that every waiter honours."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from collections.abc import Coroutine
from typing import Any, TypeVar

import structlog

log = structlog.get_logger()

T = TypeVar("T")

SECONDS = 8.0
"""How long a process may take to end once it is asked to."""
LAST_SECONDS = 9.5
"""From the signal to a hard exit: a database that no longer answers would keep the process."""


class Stop:
    """Asked for once, by a signal; every wait ends then."""

    def __init__(self) -> None:
        self._asked = asyncio.Event()
        self._deadline = float("inf")

    @property
    def asked(self) -> bool:
        return self._asked.is_set()

    @property
    def seconds_left(self) -> float:
        """Until the process should have ended; infinite before the stop is asked for."""
        return max(0.0, self._deadline - time.monotonic())

    def ask(self, seconds: float = SECONDS) -> None:
        """Give the process this many seconds to end."""
        if not self.asked:
            self._deadline = time.monotonic() + seconds
            self._asked.set()

    def on_signals(self) -> None:
        """SIGTERM and SIGINT ask for it."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._ask_by_signal)

    def _ask_by_signal(self) -> None:
        log.info("stop asked")
        asyncio.get_running_loop().call_later(LAST_SECONDS, _leave)
        self.ask()

    async def wait(self) -> None:
        await self._asked.wait()

    async def first(self, work: Coroutine[Any, Any, T]) -> T | None:
        """What the work gives back; None if the stop came first, and then the work is cancelled."""
        task, asked = asyncio.ensure_future(work), asyncio.ensure_future(self._asked.wait())
        try:
            await asyncio.wait({task, asked}, return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else None
        finally:
            task.cancel()
            asked.cancel()
            await asyncio.gather(task, asked, return_exceptions=True)

    async def finish(self, work: Coroutine[Any, Any, None], seconds: float) -> bool:
        """Let the work end by itself; after the stop is asked for, wait for it up to seconds.

        False: they were not enough, and it was cancelled.
        """
        task, asked = asyncio.ensure_future(work), asyncio.ensure_future(self._asked.wait())
        try:
            await asyncio.wait({task, asked}, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait({task}, timeout=seconds)
            if task.done():
                task.result()
            return task.done()
        finally:
            task.cancel()
            asked.cancel()
            await asyncio.gather(task, asked, return_exceptions=True)

    async def sleep(self, seconds: float) -> None:
        """Wait so long, or until the stop."""
        await self.first(asyncio.sleep(seconds))


def _leave() -> None:
    log.warning("ended in the middle: what is not committed is handed back")
    logging.shutdown()
    os._exit(0)
