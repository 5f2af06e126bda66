"""The courier: drains the outbox to Telegram, urgent lanes first, in order within a chat and lane.

All that must last is in the rows. A crash between "sent" and "marked sent" repeats at most what was in flight, and
never loses a message.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import metrics
from bot.courier import queue
from bot.courier.circuit_breaker import Breaker
from bot.courier.delivery import Delivery
from bot.courier.outbox_row import Row
from bot.courier.outcomes import Ending
from bot.courier.ptb_bot import OutboxBot
from bot.courier.rate_limiter import PaceKeeper
from bot.courier.results import Result, ResultBook
from bot.courier.telegram_api import TELEGRAM, BotApi, TokenRefused
from bot.shutdown import Stop
from bot.time_check import TimeCheck
from storage import chat_halts, rate_halt
from storage.database import Database
from storage.leases import Fence
from storage.tables import Lane, OutboxState
from storage.tables.base import utc_now

log = structlog.get_logger()

_LOOK_SECONDS = 1.0
_OTHERS_SECONDS = 0.1
"""How long what is no reply may wait to be looked for while replies are posted without end."""
_STRAYS_SECONDS = 60.0
_WINDOW = 200
"""Rows of a lane in hand at once (more where bulk is very fast): memory stays the same however many wait."""
_ROWS_OF_A_CHAT = 8
"""Rows of one chat and lane in hand at once, so that one chat's thousand leave room for the others."""
_EXPIRED_AT_ONCE = 500
_LATELY = timedelta(seconds=5)
"""How far back a courier looks for what the one before it sent: a chat's burst is paid for by then."""
_UNMARKED = 30
"""Messages that a killed courier may have sent within its last second and not marked: Telegram takes no more."""
_WRITE_SECONDS = 2.0
"""How long the last results may take to be written."""
_DRAIN_SECONDS = 5.0
"""How long what is on the wire may take when the process stops; what is left stays in the outbox."""


@dataclass(slots=True, eq=False)
class _Line:
    """The rows of one chat and lane, sent one after another."""

    key: tuple[int, int, int]
    rows: deque[Row] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None


@dataclass(slots=True)
class _Window:
    """What the courier has in hand of a lane. more: there is something left that was not read."""

    ids: set[int] = field(default_factory=set)
    crowded: set[int] = field(default_factory=set)
    more: bool = False


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
        self._breaker = Breaker(closed=lambda: self._pace.halt(0))
        self._book = ResultBook(self._database, written=self._forget, fence=self._fence)
        self._delivery = Delivery(
            *(self._database, self._bot, self.api, self._breaker, self._book),
            time_check=self.time_check,
            bulk_rate=bulk_rate,
            fence=self._fence,
        )
        self._window = max(_WINDOW, round(bulk_rate / 2))
        self._windows = {lane: _Window() for lane in Lane}
        self._rows: dict[int, Row] = {}
        self._lines: dict[tuple[int, int, int], _Line] = {}
        self._forgotten_meanwhile: set[int] = set()
        """Rows finished since the look under way began: it may still see them pending."""
        self._closing: dict[int, bool] = {}
        """Chats found unreachable, whose queues may still be read as pending, and whether that is written."""
        self._failure: BaseException | None = None
        self._looked_for_strays = float("-inf")
        self._inherited = False
        """Whether it is known what the courier before this one was told by Telegram."""

    @property
    def in_hand(self) -> Collection[int]:
        """Ids of the rows that wait here for their turn, are on the wire, or are not yet written."""
        return self._rows.keys()

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
        helpers = [asyncio.create_task(self._book.keep_writing()), asyncio.create_task(self._keep_dropping_expired())]
        try:
            slowly = wholly = float("-inf")
            while self._seconds_to_stop is None and self._failure is None:
                self._woken.clear()
                now = time.monotonic()
                slow, whole = now - slowly >= _LOOK_SECONDS, now - wholly >= _OTHERS_SECONDS
                slowly, wholly = now if slow else slowly, now if whole or slow else wholly
                await self._look(Lane if whole or slow else (Lane.REPLY,), slow=slow)
                again = slowly + _LOOK_SECONDS if whole or slow else wholly + _OTHERS_SECONDS
                await self._until_woken(again - time.monotonic())
            if self._failure is None and self._seconds_to_stop is not None:
                await self._finish_what_is_on_the_wire(self._seconds_to_stop)
        finally:
            await self._stop(helpers)
        if self._failure is not None:
            raise self._failure

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
        self._woken.set()
        if self._running:
            await self._stopped.wait()

    async def close(self) -> None:
        """Close the connections, `api`'s too."""
        await self.api.shutdown()

    # Reading

    async def _look(self, lanes: Iterable[Lane], *, slow: bool) -> None:
        """Take in hand what there is. Slowly: also what had to wait for its hour, and let go what is not wanted."""
        self._forgotten_meanwhile.clear()
        self._closing = {chat: written for chat, written in self._closing.items() if not written}
        try:
            async with self._database.reading() as session:
                connection = await session.connection()
                if not self._inherited:
                    await self._inherit(connection)
                if slow:
                    await self._look_for_strays(connection)
                    metrics.HALTED_CHATS.set(self._pace.halted_chats)
                    await self._look_whether_lifted(connection)
                if slow and self._rows:
                    await self._look_again(connection)
                elif slow and not await queue.anything(connection):
                    return
                unreadable = [row for lane in lanes for row in await self._fill(connection, lane, slow=slow)]
            if unreadable:
                log.error("unreadable rows set aside", rows=unreadable)
                await self._book.set_aside(unreadable)
        except Exception as error:  # noqa: BLE001 - the drivers have errors of their own for a database that is away
            log.error("outbox not read", error=type(error).__name__)
            await asyncio.sleep(_LOOK_SECONDS)

    async def _inherit(self, connection: AsyncConnection) -> None:
        if seconds := (await rate_halt.left(connection)).total_seconds():
            log.info("halted by Telegram before", seconds=round(seconds, 1))
        lately = await queue.lately_sent(connection, _LATELY)
        self._pace.take_over(
            seconds,
            lately,
            unmarked=await queue.first_in_line(connection, _UNMARKED),
            halted=await chat_halts.left(connection),
        )
        self._inherited = True

    def _halted(self, seconds: float) -> None:
        now = utc_now()
        self._book.halted(now, now + timedelta(seconds=seconds))

    def _chat_halted(self, chat: int, seconds: float) -> None:
        now = utc_now()
        self._book.chat_halted(chat, now, now + timedelta(seconds=seconds))

    async def _look_for_strays(self, connection: AsyncConnection) -> None:
        if time.monotonic() - self._looked_for_strays < _STRAYS_SECONDS:
            return
        self._looked_for_strays = time.monotonic()
        if found := await queue.strays(connection):
            log.error("rows that would never leave set aside", rows=found)
            await self._book.set_aside(found)

    async def _look_whether_lifted(self, connection: AsyncConnection) -> None:
        """An operator may have lifted the halts since Telegram last said 429."""
        if not (self._pace.halted or self._pace.halted_chats):
            return
        lifted = await rate_halt.lifted_at(connection)
        if lifted is not None and lifted > self._delivery.refused_at:
            log.info("halts lifted by an operator")
            self._pace.lift()

    async def _look_again(self, connection: AsyncConnection) -> None:
        """All at once, so that none has to be asked about on its own when its turn has come."""
        now = time.monotonic()
        asked = list(self._rows.values())
        pending = await queue.still_pending(connection, [row.id for row in asked])
        for row in asked:
            if row.id in pending:
                row.read_at = now
            elif row.ending is None and not row.on_wire:
                row.gone = True

    async def _keep_dropping_expired(self) -> None:
        while True:
            late: list[int] = []
            try:
                late = await self._late(utc_now())
                if late and (by := await self.time_check.both()) is not None:
                    late = await self._late(by)  # nothing is dropped on the word of one clock
                elif late:
                    late = []
                if late:
                    await self._book.drop_expired(late)
            except Exception as error:  # noqa: BLE001 - the drivers have errors of their own for a database that is away
                log.error("expired rows not dropped", error=type(error).__name__)
                late.clear()
            if len(late) < _EXPIRED_AT_ONCE:
                await asyncio.sleep(_LOOK_SECONDS)

    async def _late(self, by: datetime) -> list[int]:
        async with self._database.reading() as session:
            connection = await session.connection()
            return await queue.expired(connection, by=by, in_hand=self._rows, limit=_EXPIRED_AT_ONCE)

    async def _fill(self, connection: AsyncConnection, lane: Lane, *, slow: bool) -> list[int]:
        """Take in hand what may be sent of a lane; the ids of rows that cannot be read."""
        window, unreadable = self._windows[lane], list[int]()
        for read in (queue.ready, queue.timed) if slow else (queue.ready,):
            room = self._window - len(window.ids)
            if room <= 0:
                window.more = True
                return unreadable
            found = await read(
                connection, lane, in_hand=self._rows, crowded=window.crowded, limit=room, fence=self._fence
            )
            window.more = len(found.rows) + len(found.unreadable) == room or bool(window.crowded)
            unreadable += found.unreadable
            for row in found.rows:
                self._take(row, window)
        return unreadable

    def _take(self, row: Row, window: _Window) -> None:
        if row.id in self._rows or row.id in self._forgotten_meanwhile:
            return
        if row.after_id is not None and row.after_state is OutboxState.PENDING:
            row.after = self._rows.get(row.after_id)
            if row.after is None:  # not in hand yet, or just finished: a later look tells
                if row.after_id in self._forgotten_meanwhile:
                    self._woken.set()
                return
        # The answer to a press has no place in the chat: it neither waits for messages nor holds them up.
        alone = row.chat_id is None or row.method == "answerCallbackQuery"
        key = (row.lane, 0, row.id) if alone or row.chat_id is None else (row.lane, 1, row.chat_id)
        line = self._lines.get(key) or _Line(key)
        if len(line.rows) >= _ROWS_OF_A_CHAT:
            window.crowded.add(key[2])
            self._woken.set()
            return
        row.closed = row.chat_id in self._closing and row.lane != Lane.REPLY
        line.rows.append(row)
        self._rows[row.id] = row
        window.ids.add(row.id)
        if line.task is None:
            self._lines[key] = line
            line.task = asyncio.create_task(self._serve(line))

    async def _until_woken(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                await self._woken.wait()
        except TimeoutError:
            return

    # Sending

    async def _serve(self, line: _Line) -> None:
        try:
            while line.rows and self._seconds_to_stop is None:
                row = line.rows[0]
                ending = await self._delivery.deliver(row)
                line.rows.popleft()
                self._settle(row, ending)
        except TokenRefused as error:
            log.critical("Telegram refuses the bot's token: nothing can be sent")
            self._failure = error
            self._woken.set()
        if not line.rows:
            self._leave(line)

    def _leave(self, line: _Line) -> None:
        del self._lines[line.key]
        lane, _, chat = line.key
        crowded = self._windows[Lane(lane)].crowded
        if line.key[1] and chat in crowded:
            crowded.discard(chat)
            self._woken.set()

    def _settle(self, row: Row, ending: Ending | None) -> None:
        row.end(ending)
        result = "gone" if ending is None else ending.state.value
        metrics.SENDS.labels(metrics.lane_name(row.lane), result).inc()
        log.debug("done with", row=row.id, result=result, method=row.method, lane=row.lane, trace=row.trace)
        if ending is None:
            self._forget([row.id])
            return
        self._book.add(Result(row.id, row.attempts, utc_now(), ending, row.chat_id))
        if ending.unreachable and row.chat_id is not None:
            self._closing[row.chat_id] = False
            for lane in set(Lane) - {Lane.REPLY}:
                if (line := self._lines.get((lane, 1, row.chat_id))) is not None:
                    for other in line.rows:
                        other.closed = True

    def _forget(self, rows: list[int]) -> None:
        for row_id in rows:
            row = self._rows.pop(row_id)
            self._delivery.written(row)
            self._forgotten_meanwhile.add(row_id)
            if row.chat_id in self._closing and row.ending is not None and row.ending.unreachable:
                self._closing[row.chat_id] = True
            window = self._windows[Lane(row.lane)]
            window.ids.discard(row_id)
            if window.more and len(window.ids) <= self._window // 2:
                self._woken.set()

    # Stopping

    async def _finish_what_is_on_the_wire(self, seconds: float) -> None:
        flying = []
        for line in self._lines.values():
            if line.task is None or line.task.done():
                continue
            if line.rows and line.rows[0].on_wire:
                flying.append(line.task)
            else:
                line.task.cancel()
        if flying:
            await asyncio.wait(flying, timeout=seconds)

    async def _stop(self, helpers: list[asyncio.Task[None]]) -> None:
        tasks = [line.task for line in self._lines.values() if line.task is not None] + helpers
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
