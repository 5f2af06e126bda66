"""The courier: drains the outbox to Telegram, urgent lanes first, in order within a chat and lane.

All that must last is in the rows. A crash between "sent" and "marked sent" repeats at most what was in flight, and
never loses a message.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection
from datetime import timedelta

import structlog

from bot.courier.circuit_breaker import Breaker
from bot.courier.delivery import Delivery
from bot.courier.hand import Hand
from bot.courier.lookout import LOOK_SECONDS, Lookout
from bot.courier.ptb_bot import OutboxBot
from bot.courier.rate_limiter import PaceKeeper
from bot.courier.results import ResultBook
from bot.courier.telegram_api import TELEGRAM, BotApi
from bot.shutdown import Stop
from bot.time_check import TimeCheck
from storage.database import Database
from storage.leases import Fence
from storage.tables import Lane
from storage.tables.base import utc_now

log = structlog.get_logger()

_OTHERS_SECONDS = 0.1
"""How long what is no reply may wait to be looked for while replies are posted without end."""
_WINDOW = 200
"""Rows of a lane in hand at once (more where bulk is very fast): memory stays the same however many wait."""
_WRITE_SECONDS = 2.0
"""How long the last results may take to be written."""
_DRAIN_SECONDS = 5.0
"""How long what is on the wire may take when the process stops; what is left stays in the outbox."""


class Courier:
    """Sends what is in the outbox. bulk_rate: messages a second of all lanes but replies; paced: off in a sandbox.

    fence: what tells that this courier is the only one; without it, it takes that for granted.
    """

    def __init__(
        self,
        database: Database,
        token: str,
        api_url: str = TELEGRAM,
        *,
        bulk_rate: float = 25.0,
        paced: bool = True,
        fence: Fence | None = None,
    ) -> None:
        self.api = BotApi(token, api_url)
        """For direct calls, as at start; open until `close`."""
        self.time_check = TimeCheck(self.api)
        """What nothing is dropped without, nor erased."""
        self._database = database
        self._fence = fence or Fence()
        self._pace = PaceKeeper(bulk_rate=bulk_rate, limits=paced, on_halt=self._halted, on_chat_halt=self._chat_halted)
        self._bot = OutboxBot(token, api_url, self.api, self._pace)
        self._bulk_rate = bulk_rate
        self._woken = asyncio.Event()
        self._running = False
        self._stopped = asyncio.Event()
        self._seconds_to_stop: float | None = None
        self._begin()
        database.when_posted(self.wake)

    def _begin(self) -> None:
        """Nothing is in hand: what an earlier run left is in the outbox, and may be others' by now."""
        bulk_rate = self._bulk_rate
        self._hand = Hand(max(_WINDOW, round(bulk_rate / 2)), self._woken)
        self._hand.stopping = self._seconds_to_stop is not None
        self._breaker = Breaker(closed=lambda: self._pace.halt(0))
        self._book = ResultBook(self._database, written=self._hand.forget, fence=self._fence)
        delivery = Delivery(
            *(self._database, self._bot, self.api, self._breaker, self._book),
            time_check=self.time_check,
            bulk_rate=bulk_rate,
            fence=self._fence,
        )
        self._hand.begin(delivery, self._book)
        self._lookout = Lookout(
            *(self._database, self._hand, self._pace, self._book, delivery),
            time_check=self.time_check,
            fence=self._fence,
        )

    @property
    def in_hand(self) -> Collection[int]:
        """Ids of the rows that wait here for their turn, are on the wire, or are not yet written."""
        return self._hand.rows.keys()

    @property
    def held_back(self) -> bool:
        """Whether it sends nothing because Telegram said 429, or says nothing at all."""
        return self._pace.halted or self._breaker.open

    def wake(self) -> None:
        """Something may be in the outbox."""
        self._woken.set()

    async def run(self) -> None:
        """Send until `drain` or cancelled; it may be run again after the latter.

        Raises:
            TokenRefused: Telegram does not know the token; nothing more is tried.
        """
        self._begin()
        self._running = True
        self._stopped.clear()
        helpers = [
            asyncio.create_task(self._book.keep_writing()),
            asyncio.create_task(self._lookout.keep_dropping_expired()),
        ]
        try:
            slowly = wholly = float("-inf")
            while self._seconds_to_stop is None and self._hand.failure is None:
                self._woken.clear()
                now = time.monotonic()
                slow, whole = now - slowly >= LOOK_SECONDS, now - wholly >= _OTHERS_SECONDS
                slowly, wholly = now if slow else slowly, now if whole or slow else wholly
                await self._lookout.look(Lane if whole or slow else (Lane.REPLY,), slow=slow)
                again = slowly + LOOK_SECONDS if whole or slow else wholly + _OTHERS_SECONDS
                await self._until_woken(again - time.monotonic())
            if self._hand.failure is None and self._seconds_to_stop is not None:
                await self._hand.finish_what_is_on_the_wire(self._seconds_to_stop)
        finally:
            await self._stop(helpers)
        if self._hand.failure is not None:
            raise self._hand.failure

    async def serve(self, stop: Stop) -> None:
        """Send until the stop; then finish what is on the wire in the time that is left, as far as it goes.

        Raises:
            TokenRefused: as `run`.
        """
        running, asked = asyncio.ensure_future(self.run()), asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({running, asked}, return_when=asyncio.FIRST_COMPLETED)
            if not running.done():
                await self.drain(min(_DRAIN_SECONDS, stop.seconds_left))
            await running
        finally:
            asked.cancel()
            running.cancel()
            await asyncio.gather(running, asked, return_exceptions=True)

    async def drain(self, deadline_seconds: float) -> None:
        """Take nothing new; finish within the deadline what is on the wire, write it back, and end `run`."""
        self._seconds_to_stop = deadline_seconds
        self._hand.stopping = True
        self._woken.set()
        if self._running:
            await self._stopped.wait()

    async def close(self) -> None:
        """Close the connections, `api`'s too."""
        await self.api.shutdown()

    def _halted(self, seconds: float) -> None:
        now = utc_now()
        self._book.halted(now, now + timedelta(seconds=seconds))

    def _chat_halted(self, chat: int, seconds: float) -> None:
        now = utc_now()
        self._book.chat_halted(chat, now, now + timedelta(seconds=seconds))

    async def _until_woken(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _stop(self, helpers: list[asyncio.Task[None]]) -> None:
        tasks = [*self._hand.tasks, *helpers]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._breaker.stop()
        await self._pace.shutdown()
        try:
            async with asyncio.timeout(_WRITE_SECONDS):
                await self._book.write()
        except Exception as error:  # noqa: BLE001 - the drivers have errors of their own for a database that is away
            log.error("results not written", error=type(error).__name__)
        self._running = False
        self._stopped.set()
