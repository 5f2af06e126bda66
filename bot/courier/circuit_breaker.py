"""Circuit breaker: after failures in a row, one call at a time probes whether the server answers again."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import random
from collections.abc import Callable

from bot.courier.usher import Sleep

_IN_A_ROW = 5
_FIRST_SECONDS = 0.5
_MOST_SECONDS = 15.0


def pause(failures: int, *, first: float = _FIRST_SECONDS, most: float = _MOST_SECONDS) -> float:
    """Seconds of backoff after this many failures in a row: doubling, with jitter."""
    return min(most, first * 2.0 ** min(failures - 1, 16)) * random.uniform(0.5, 1.0)  # noqa: S311 - no secret


class Breaker:
    """Opens after a few failures in a row, of any rows, and closes at the first answer."""

    def __init__(self, *, closed: Callable[[], None], sleep: Sleep = asyncio.sleep) -> None:
        self._closed = closed
        self._sleep = sleep
        self._failures = 0
        self._waiting: list[tuple[int, int, asyncio.Future[bool]]] = []
        self._numbers = itertools.count()
        self._prober: asyncio.Task[None] | None = None

    @property
    def open(self) -> bool:
        return self._prober is not None

    async def passed(self, lane: int) -> bool:
        """Wait until calls may leave: while it is open, only probes do, most urgent first. True: this one probes."""
        if not self.open:
            return False
        turn: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (lane, next(self._numbers), turn))
        return await turn

    def unused(self) -> None:
        """Let the next call probe: the one that was to do it makes no call after all."""
        if self.open:
            self._let_one_through(probing=True)

    def failed(self) -> None:
        """Count a call that was not answered."""
        self._failures += 1
        if self._failures >= _IN_A_ROW and not self.open:
            self._prober = asyncio.create_task(self._probe())

    def answered(self) -> None:
        """Close: a call was answered, whatever the answer."""
        self._failures = 0
        if self._prober is not None:
            self._prober.cancel()
            self._prober = None
            self._closed()
            while self._waiting:
                self._let_one_through(probing=False)

    def stop(self) -> None:
        if self._prober is not None:
            self._prober.cancel()

    async def _probe(self) -> None:
        for probes in itertools.count(1):
            await self._sleep(pause(probes))
            self._let_one_through(probing=True)

    def _let_one_through(self, *, probing: bool) -> None:
        while self._waiting:
            turn = heapq.heappop(self._waiting)[2]
            if not turn.done():
                turn.set_result(probing)
                return
