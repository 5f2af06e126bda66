"""Looks into the outbox: takes in hand what may be sent, lets go what is not wanted, drops what expired."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import metrics
from bot.courier import queue
from bot.courier.delivery import Delivery
from bot.courier.hand import Hand
from bot.courier.rate_limiter import PaceKeeper
from bot.courier.results import ResultBook
from bot.time_check import TimeCheck
from storage import chat_halts, rate_halt
from storage.database import Database
from storage.leases import Fence
from storage.tables import Lane
from storage.tables.base import utc_now

log = structlog.get_logger()

LOOK_SECONDS = 1.0
_STRAYS_SECONDS = 60.0
_EXPIRED_AT_ONCE = 500
_LATELY = timedelta(seconds=5)
"""How far back a courier looks for what the one before it sent: a chat's burst is paid for by then."""
_UNMARKED = 30
"""Messages that a killed courier may have sent within its last second and not marked: Telegram takes no more."""


class Lookout:
    """Reads for one courier: into its hand, and for its pace keeper what Telegram has said to the one before."""

    def __init__(
        self,
        database: Database,
        hand: Hand,
        pace: PaceKeeper,
        book: ResultBook,
        delivery: Delivery,
        *,
        time_check: TimeCheck,
        fence: Fence,
    ) -> None:
        self._database, self._hand, self._pace = database, hand, pace
        self._book, self._delivery = book, delivery
        self._time_check, self._fence = time_check, fence
        self._looked_for_strays = float("-inf")
        self._inherited = False
        """Whether it is known what the courier before this one was told by Telegram."""

    async def look(self, lanes: Iterable[Lane], *, slow: bool) -> None:
        """Take in hand what there is. Slowly: also what had to wait for its hour, and let go what is not wanted."""
        self._hand.look_begins()
        try:
            async with self._database.reading() as session:
                connection = await session.connection()
                if not self._inherited:
                    await self._inherit(connection)
                if slow:
                    await self._look_for_strays(connection)
                    metrics.HALTED_CHATS.set(self._pace.halted_chats)
                    await self._look_whether_lifted(connection)
                if slow and self._hand.rows:
                    await self._look_again(connection)
                elif slow and not await queue.anything(connection):
                    return
                unreadable = [row for lane in lanes for row in await self._fill(connection, lane, slow=slow)]
            if unreadable:
                log.error("unreadable rows set aside", rows=unreadable)
                await self._book.set_aside(unreadable)
        except Exception as error:  # noqa: BLE001 - the drivers have errors of their own for a database that is away
            log.error("outbox not read", error=type(error).__name__)
            await asyncio.sleep(LOOK_SECONDS)

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
        asked = list(self._hand.rows.values())
        pending = await queue.still_pending(connection, [row.id for row in asked])
        for row in asked:
            if row.id in pending:
                row.read_at = now
            elif row.ending is None and not row.on_wire:
                row.gone = True

    async def keep_dropping_expired(self) -> None:
        """Until cancelled."""
        while True:
            late: list[int] = []
            try:
                late = await self._late(utc_now())
                if late and (by := await self._time_check.both()) is not None:
                    late = await self._late(by)  # nothing is dropped on the word of one clock
                elif late:
                    late = []
                if late:
                    await self._book.drop_expired(late)
            except Exception as error:  # noqa: BLE001 - the drivers have errors of their own for a database that is away
                log.error("expired rows not dropped", error=type(error).__name__)
                late.clear()
            if len(late) < _EXPIRED_AT_ONCE:
                await asyncio.sleep(LOOK_SECONDS)

    async def _late(self, by: datetime) -> list[int]:
        async with self._database.reading() as session:
            connection = await session.connection()
            return await queue.expired(connection, by=by, in_hand=self._hand.rows, limit=_EXPIRED_AT_ONCE)

    async def _fill(self, connection: AsyncConnection, lane: Lane, *, slow: bool) -> list[int]:
        """Take in hand what may be sent of a lane; the ids of rows that cannot be read."""
        window, unreadable = self._hand.windows[lane], list[int]()
        for read in (queue.ready, queue.timed) if slow else (queue.ready,):
            room = self._hand.size - len(window.ids)
            if room <= 0:
                window.more = True
                return unreadable
            found = await read(
                connection, lane, in_hand=self._hand.rows, crowded=window.crowded, limit=room, fence=self._fence
            )
            window.more = len(found.rows) + len(found.unreadable) == room or bool(window.crowded)
            unreadable += found.unreadable
            for row in found.rows:
                self._hand.take(row, window)
        return unreadable
