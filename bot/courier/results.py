"""Writing back what became of outbox rows: many results in one short commit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import bindparam, case, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from bot.courier.circuit_breaker import pause
from bot.courier.outcomes import Ending
from storage import chat_halts, outbox, rate_halt
from storage.database import Database
from storage.leases import Fence
from storage.tables import Lane, OutboxRow, OutboxState, Person
from storage.tables.base import utc_now

log = structlog.get_logger()

_LINGER_SECONDS = 0.01
"""How long a first result waits for company. It keeps its place in the courier meanwhile: keep it short."""
_AT_ONCE = 500

_FINISH = (
    update(OutboxRow)
    .where(col(OutboxRow.id) == bindparam("row"))
    .values(
        state=bindparam("to_state"),
        message_id=bindparam("to_message_id"),
        attempts=bindparam("to_attempts"),
        error=bindparam("to_error"),
        finished_at=bindparam("to_finished_at"),
        lease=bindparam("to_lease"),
    )
)
_NOTE_ATTEMPT = (
    update(OutboxRow)
    .where(col(OutboxRow.id) == bindparam("row"), col(OutboxRow.state) == OutboxState.PENDING)
    .values(attempts=bindparam("to_attempts"), error=bindparam("to_error"))
)


@dataclass(frozen=True, slots=True)
class Result:
    """What is to be written of one row. Without an ending it stays pending, with its failed attempts."""

    row: int
    attempts: int
    at: datetime
    ending: Ending | None = None
    chat_id: int | None = None
    error: str = ""


class ResultBook:
    """Collects results and writes them in group commits, in the order in which they came."""

    def __init__(self, database: Database, *, written: Callable[[list[int]], None], fence: Fence) -> None:
        self._database = database
        self._fence = fence
        self._written = written
        self._results: list[Result] = []
        self._halt: tuple[datetime, datetime] | None = None
        self._chat_halts: dict[int, tuple[datetime, datetime]] = {}
        self._something = asyncio.Event()

    def halted(self, at: datetime, until: datetime) -> None:
        """Note that everything is halted from one instant until another: a courier that takes over must know.

        The same instant twice: it is not halted any more.
        """
        if self._halt is None or self._halt[1] < until or until <= at:
            self._halt = at, until
            self._something.set()

    def chat_halted(self, chat: int, at: datetime, until: datetime) -> None:
        """Note as `halted` that a chat is."""
        self._chat_halts[chat] = at, until
        self._something.set()

    def add(self, result: Result) -> None:
        self._results.append(result)
        self._something.set()

    async def keep_writing(self) -> None:
        """Write until cancelled. Where the database fails, it is retried with backoff, and nothing is lost."""
        failures = 0
        while True:
            await self._something.wait()
            await asyncio.sleep(_LINGER_SECONDS)
            try:
                await self.write()
                failures = 0
            except Exception as error:  # noqa: BLE001 - the drivers have errors of their own for a database that is away
                failures += 1
                log.error("results not written", error=type(error).__name__, waiting=len(self._results))
                await asyncio.sleep(pause(failures))

    async def write(self) -> None:
        """Write all there is.

        Where the database fails, its error is raised and the results are kept.

        Raises:
            LeaseLost: they are not ours to write any more.
        """
        while (batch := self._results[:_AT_ONCE]) or self._halt is not None or self._chat_halts:
            halt, chats = self._halt, dict(self._chat_halts)
            async with self._database.transaction() as transaction:
                await self._fence.stand(transaction.connection)
                await _write(transaction.connection, batch, self._fence.number)
                if halt is not None:
                    await (rate_halt.keep if halt[0] < halt[1] else rate_halt.lift)(transaction.connection, *halt)
                if chats:
                    await chat_halts.keep(transaction.connection, chats)
            if halt is not None:
                log.warning("everything is halted", seconds=round((halt[1] - halt[0]).total_seconds(), 1))
            if self._halt is halt:
                self._halt = None
            self._chat_halts = {chat: span for chat, span in self._chat_halts.items() if chats.get(chat) != span}
            del self._results[: len(batch)]
            self._written([result.row for result in batch if result.ending is not None])
        self._something.clear()

    async def drop_expired(self, rows: Sequence[int]) -> None:
        """Drop pending rows that no line has in hand."""
        async with self._database.transaction() as transaction:
            await self._fence.stand(transaction.connection)
            await transaction.connection.execute(
                update(OutboxRow)
                .where(col(OutboxRow.id).in_(rows), col(OutboxRow.state) == OutboxState.PENDING)
                .values(state=OutboxState.DROPPED, error="expired", finished_at=utc_now())
            )

    async def set_aside(self, rows: Sequence[int]) -> None:
        """Make dead letters of pending rows that cannot be read, so that they can at least be listed."""
        aside = {"state": OutboxState.DEAD, "error": "unreadable", "finished_at": utc_now()}
        lane = case((col(OutboxRow.lane).between(min(Lane), max(Lane)), col(OutboxRow.lane)), else_=Lane.BULK)
        readable = {"expires_at": None, "not_before": None, "attempts": 0, "lane": lane}
        async with self._database.transaction() as transaction:
            await self._fence.stand(transaction.connection)
            await transaction.connection.execute(
                update(OutboxRow)
                .where(col(OutboxRow.id).in_(rows), col(OutboxRow.state) == OutboxState.PENDING)
                .values(**aside, **readable)
            )


async def _write(connection: AsyncConnection, batch: list[Result], lease: int | None) -> None:
    finished: list[dict[str, Any]] = []
    attempts: list[dict[str, Any]] = []
    unreachable: dict[int, datetime] = {}
    for result in batch:
        values: dict[str, Any] = {"row": result.row, "to_attempts": result.attempts}
        if result.ending is None:
            attempts.append(values | {"to_error": result.error})
            continue
        ending = result.ending
        finished.append(
            values
            | {
                "to_state": ending.state,
                "to_message_id": ending.message_id,
                "to_error": ending.error,
                "to_finished_at": result.at,
                "to_lease": lease,
            }
        )
        if ending.unreachable and result.chat_id is not None:
            unreachable[result.chat_id] = result.at
    if attempts:
        await connection.execute(_NOTE_ATTEMPT, attempts)
    if finished:
        await connection.execute(_FINISH, finished)
    for chat_id, at in unreachable.items():
        await _close_chat(connection, chat_id, at)


async def _close_chat(connection: AsyncConnection, chat_id: int, at: datetime) -> None:
    await connection.execute(
        update(Person)
        .where(col(Person.telegram_id) == chat_id, col(Person.unreachable_since).is_(None))
        .values(unreachable_since=at)
    )
    log.info("chat closed", undelivered=await outbox.close_chat(connection, chat_id, at))
