"""Delivers one row: waits for what it depends on, calls Telegram, and retries until there is an answer."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import TypeVar

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import metrics
from bot.courier import outcomes, queue
from bot.courier.calls import NoLongerWanted, Passage
from bot.courier.circuit_breaker import Breaker, pause
from bot.courier.edit_cache import Shown
from bot.courier.messages_meant import MessagesMeant
from bot.courier.outbox_row import Row
from bot.courier.outcomes import Ending
from bot.courier.paid_broadcasts import marked
from bot.courier.ptb_bot import OutboxBot
from bot.courier.results import Result, ResultBook
from bot.courier.telegram_api import ApiError, BotApi, Refused, TokenRefused, TooManyRequests, Unavailable
from bot.time_check import TimeCheck
from storage.database import Database
from storage.leases import Fence
from storage.quarantine import UNREADABLE
from storage.tables import Lane, OutboxState
from storage.tables.base import utc_now

log = structlog.get_logger()

Found = TypeVar("Found")

_IN_FLIGHT = 30
_UNWRITTEN = 30
"""How many more, already answered, may wait for their result to be written."""
_BULK_SECONDS_IN_FLIGHT = 0.2
"""How long a call is thought to be under way, at a rate for which thirty at once would be too few."""
_UNEXPECTED_ATTEMPTS = 5
_FRESH_SECONDS = 2.0
"""A row read longer ago is looked at again before it is sent: it may have been superseded, held or erased."""
_UNREACHABLE = Ending(OutboxState.UNDELIVERED, error="unreachable")


class Delivery:
    """Delivers rows, thirty of each lane at once (of bulk more, where its rate asks for it).

    A crash can repeat what is in flight, and what is answered and not yet written: of a lane at most thirty each, for a
    row keeps its place until its ending is written.
    """

    def __init__(
        self,
        database: Database,
        bot: OutboxBot,
        api: BotApi,
        breaker: Breaker,
        book: ResultBook,
        *,
        time_check: TimeCheck,
        bulk_rate: float,
        fence: Fence,
    ) -> None:
        self._database = database
        self._fence = fence
        self._bot = bot
        self._api = api
        self._breaker = breaker
        self._book = book
        self._time = time_check
        self._bulk_rate = bulk_rate
        self._shown = Shown()
        self._messages = MessagesMeant()
        self.refused_at = datetime.min.replace(tzinfo=UTC)
        """When Telegram last said 429."""
        bulk = max(_IN_FLIGHT, round(bulk_rate * _BULK_SECONDS_IN_FLIGHT))
        at_once = {lane: _IN_FLIGHT if lane is Lane.REPLY else bulk for lane in Lane}
        self._wires = {lane: asyncio.Semaphore(at_once[lane]) for lane in Lane}
        self._places = {lane: asyncio.Semaphore(at_once[lane] + _UNWRITTEN) for lane in Lane}

    async def deliver(self, row: Row) -> Ending | None:
        """Try until the row has an ending. None: it is gone, and not ours to send any more.

        Raises:
            TokenRefused: nothing can be sent at all.
        """
        if row.after is not None:
            await row.after.ended.wait()
        while not row.gone:
            if (ending := await self._early_ending(row)) is not None:
                return ending
            await self._fence.until_valid()
            probing = await self._breaker.passed(row.lane)
            try:
                async with AsyncExitStack() as wire:
                    outcome = await self._attempt(row, wire, probing=probing)
            except BaseException:
                self.written(row)
                raise
            row.on_wire = False
            if isinstance(outcome, Ending):
                return outcome
            self.written(row)
            await asyncio.sleep(outcome)
        return None

    def written(self, row: Row) -> None:
        """Give the row's place to the next one, if it has one."""
        if row.in_place:
            row.in_place = False
            self._places[Lane(row.lane)].release()

    async def _attempt(self, row: Row, wire: AsyncExitStack, *, probing: bool) -> Ending | float:
        """The row's ending, or the seconds until the next attempt. wire: closed when the call is answered."""

        async def wanted() -> bool:
            # Only now: what waits for its pace takes no place from what may leave.
            await self._places[Lane(row.lane)].acquire()
            row.in_place = True
            await wire.enter_async_context(self._wires[Lane(row.lane)])
            await wire.enter_async_context(self._messages.alone(row))
            # An edit that was on the wire before may have shown the same.
            row.on_wire = await self._wanted(row, probing=probing) and leaves()
            return row.on_wire

        try:
            params = marked(row.method, self._messages.params(row), lane=row.lane, bulk_rate=self._bulk_rate)
            files = await self._files(row)
            with self._shown.changing(row.method, params) as leaves:
                result = await self._bot.call(row.method, params, files, Passage(row.lane, wanted, row.taken_at))
        except NoLongerWanted:
            if probing:
                self._breaker.unused()
            return 0.0
        except ApiError as error:
            return await self._unsuccessful(row, error)
        except Exception as error:  # noqa: BLE001 - one row that cannot even be put on the wire must not stop the others
            return self._unexpected(row, error)
        self._breaker.answered()
        row.attempts += 1
        ending = outcomes.delivered(result, params)
        self._shown.sent(row.method, params, ending.message_id)
        if row.instead_of is not None and ending.message_id is not None:
            self._messages.replace(row.instead_of, ending.message_id)
        return ending

    async def _early_ending(self, row: Row) -> Ending | None:
        """How a row ends that is not sent at all."""
        if row.closed:
            return _UNREACHABLE
        if await self._time.is_over(row.expires_at):
            return outcomes.EXPIRED
        if row.after is not None:
            early = outcomes.after(row.after.ending.state if row.after.ending is not None else None)
        else:
            early = outcomes.after(row.after_state) if row.after_id is not None else None
        if early is None and self._shown.already(row.method, params := self._messages.params(row)):
            return outcomes.delivered(None, params)
        return early

    async def _wanted(self, row: Row, *, probing: bool) -> bool:
        """The last look before the wire, when everything that a row waits for is over."""
        # A press may have changed the message meanwhile: its reply overtakes an edit of another lane, and replaces it.
        overtaken = row.lane != Lane.REPLY and row.method.startswith("edit")
        expired = await self._time.is_over(row.expires_at)
        if (overtaken or time.monotonic() - row.read_at > _FRESH_SECONDS) and not expired:
            row.gone = not await self._read(_still_pending, row)
            row.read_at = time.monotonic()
        row.gone = row.gone or (row.quiet_from is not None and row.quiet_from <= utc_now())
        held_back = self._breaker.open and not probing
        # Last of all: a process that was paused, or has lost its database, must not send beside its successor.
        ours = self._fence.valid
        return ours and not (row.gone or row.closed or expired or held_back)

    async def _files(self, row: Row) -> list[tuple[str, str, bytes]]:
        if "attach://" not in str(row.params):
            return []
        return await self._read(queue.attachments, row)

    async def _read(self, read: Callable[[AsyncConnection, int], Awaitable[Found]], row: Row) -> Found:
        """Ask the database about a row for as long as it takes: that it is away is no failure of the row."""
        for failures in itertools.count(1):
            try:
                async with self._database.reading() as session:
                    return await read(await session.connection(), row.id)
            except UNREADABLE:  # it will not be readable later either
                raise
            except Exception as error:  # noqa: BLE001 - the drivers have errors of their own for a database that is away
                log.error("row not read again", row=row.id, error=type(error).__name__)
                await asyncio.sleep(pause(failures))
        raise AssertionError

    async def _unsuccessful(self, row: Row, error: ApiError) -> Ending | float:
        if isinstance(error, Unavailable):
            return self._failed(row, error)
        if isinstance(error, TooManyRequests):
            self._breaker.answered()
            self.refused_at = utc_now()
            log.warning(
                "halted by Telegram", seconds=error.retry_after, lane=row.lane, method=row.method, trace=row.trace
            )
            metrics.TOO_MANY.labels(metrics.lane_name(row.lane)).inc()
            return 0.0
        if isinstance(error, TokenRefused):
            raise error
        if error.code == 404 and (seconds := await self._token_in_doubt(row)) is not None:
            return seconds
        self._breaker.answered()
        row.attempts += 1
        if (plain := outcomes.in_plain_hours(error, row.params)) is not None:
            row.params = plain
            return 0.0
        if await self._said_in_a_new_message(row, error):
            return 0.0
        ending = outcomes.refused(error, row.method, row.params)
        if ending.state is OutboxState.DEAD:
            log.error("refused by Telegram", row=row.id, method=row.method, error=ending.error, trace=row.trace)
        return ending

    async def _said_in_a_new_message(self, row: Row, error: ApiError) -> bool:
        """Make a new message of the row, where its message is gone or its press too old, and it says what matters."""
        params = self._messages.params(row)
        message = outcomes.as_new_message(error, row.method, params, lane=row.lane, chat_id=row.chat_id)
        if message is None:
            return False
        if row.method == "answerCallbackQuery" and row.trace and await self._read(queue.said_otherwise, row):
            return False
        log.info("said in a new message", row=row.id, method=row.method, trace=row.trace)
        row.instead_of = self._messages.place(row)
        row.method, row.params = "sendMessage", message
        row.after = row.after_id = row.after_message_id = None
        return True

    def _failed(self, row: Row, error: Unavailable) -> float:
        self._breaker.failed()
        row.attempts += 1
        self._book.add(Result(row.id, row.attempts, utc_now(), error=outcomes.shown(error)))
        seconds = pause(row.attempts)
        metrics.RETRIES.labels(metrics.lane_name(row.lane)).inc()
        log.warning(
            "not delivered yet",
            row=row.id,
            method=row.method,
            attempts=row.attempts,
            error=error.description,
            trace=row.trace,
        )
        return seconds

    def _unexpected(self, row: Row, error: Exception) -> Ending | float:
        row.attempts += 1
        shown = f"cannot be sent ({type(error).__name__})"
        log.error(
            "row cannot be sent",
            row=row.id,
            method=row.method,
            attempts=row.attempts,
            error=type(error).__name__,
            trace=row.trace,
        )
        if row.attempts >= _UNEXPECTED_ATTEMPTS:
            return Ending(OutboxState.DEAD, error=shown)
        self._book.add(Result(row.id, row.attempts, utc_now(), error=shown))
        return pause(row.attempts)

    async def _token_in_doubt(self, row: Row) -> float | None:
        """404 means either that the method does not exist or that the token is not even one: getMe tells."""
        try:
            await self._api.call("getMe")
        except Unavailable as error:
            return self._failed(row, error)
        except Refused as refusal:
            raise TokenRefused(refusal.code, refusal.description) from None
        return None


async def _still_pending(connection: AsyncConnection, row_id: int) -> bool:
    return bool(await queue.still_pending(connection, [row_id]))
