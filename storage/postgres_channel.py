"""A connection of its own to PostgreSQL, beside the pool: LISTEN, NOTIFY and the statements of leases."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from storage.database import Database

log = structlog.get_logger()

OUTBOX = "wasl_outbox"
"""Rung when something was put in the outbox."""
LEASE = "wasl_lease"
"""Rung when a lease was given back."""

_SECONDS = 2.0
"""How long a statement may take: they are all of one row. Longer than that, the line is dead."""
_CONNECT_SECONDS = 5.0
_AGAIN_SECONDS = 0.5
# What is said on this line may be lost with the server: who takes a lease says so otherwise.
_SETTINGS = {"application_name": "wasl line", "synchronous_commit": "off"}
# And it waits for no lock until the line itself is given up.
_DURABLY = f"SET LOCAL synchronous_commit = on; SET LOCAL lock_timeout = {round(_SECONDS * 250)}"


class PostgresChannel:
    """One connection, opened when it is wanted and again when it was lost; its statements are committed one by one."""

    def __init__(self, database: Database) -> None:
        self._engine = create_async_engine(
            database.url,
            poolclass=NullPool,
            hide_parameters=True,
            connect_args={"server_settings": _SETTINGS, "timeout": _CONNECT_SECONDS},
        )
        self._pooled: Any = None
        self._driver: Any = None
        self._turn = asyncio.Lock()
        self._ears: dict[str, list[Callable[[], None]]] = {}
        self._to_ring: set[str] = set()
        self._something = asyncio.Event()
        self._when_lost: list[Callable[[], None]] = []

    def hear(self, channel: str, wake: Callable[[], None]) -> None:
        """Call wake whenever the channel was rung, and after each silence in which it may have been."""
        self._ears.setdefault(channel, []).append(wake)

    def when_lost(self, tell: Callable[[], None]) -> None:
        """Call tell at once when the connection is lost."""
        self._when_lost.append(tell)

    def ring(self, channel: str) -> None:
        """Wake the listeners of the channel, soon; many rings may become one.

        Not NOTIFY in the transaction that has something to tell: PostgreSQL lets only one such commit at a time.
        """
        self._to_ring.add(channel)
        self._something.set()

    async def keep(self) -> None:
        """Hear and ring until cancelled. A server that is away is asked again."""
        while True:
            self._something.clear()
            try:
                await self._connected()
                for channel in list(self._to_ring):
                    await self.tell(channel)
            except Exception as error:  # noqa: BLE001 - the drivers have errors of their own for a database that is away
                log.warning("no line to the database", error=type(error).__name__)
                await asyncio.sleep(_AGAIN_SECONDS)
            else:
                await self._something.wait()

    async def ask(self, statement: str, *values: object, durable: bool = False) -> list[Any]:
        """The rows that a statement gives. durable: what it changed outlives the server.

        Raises:
            Whatever the database's trouble is; the line is opened again by the next who asks.
        """
        async with self._turn:
            driver = await self._open()
            try:
                async with asyncio.timeout(_SECONDS):
                    if not durable:
                        return list(await driver.fetch(statement, *values))
                    async with driver.transaction():
                        await driver.execute(_DURABLY)
                        return list(await driver.fetch(statement, *values))
            except Exception as error:
                if getattr(error, "sqlstate", None) is None:  # not the server's answer: there may never be one
                    self._drop()
                raise

    async def tell(self, channel: str) -> None:
        """Ring now."""
        self._to_ring.discard(channel)
        try:
            await self.ask("SELECT pg_notify($1, '')", channel)
        except Exception:
            self._to_ring.add(channel)
            raise

    async def close(self) -> None:
        if self._driver is not None and not self._driver.is_closed():
            with suppress(Exception):
                async with asyncio.timeout(_SECONDS):
                    await self._driver.close()
        self._drop()
        await self._engine.dispose()

    async def _connected(self) -> None:
        async with self._turn:
            await self._open()

    async def _open(self) -> Any:  # noqa: ANN401 - asyncpg's connection, which is not typed
        if self._driver is not None and not self._driver.is_closed():
            return self._driver
        self._drop()
        self._pooled = await self._engine.raw_connection()
        driver = self._pooled.driver_connection
        for channel, ears in self._ears.items():
            await driver.add_listener(channel, partial(_wake, ears))
        driver.add_termination_listener(lambda _: self._lost())
        self._driver = driver
        for ears in self._ears.values():
            _wake(ears)
        return driver

    def _lost(self) -> None:
        for tell in self._when_lost:
            tell()
        self._something.set()

    def _drop(self) -> None:
        driver, self._driver = self._driver, None
        pooled, self._pooled = self._pooled, None
        if driver is not None and not driver.is_closed():
            driver.terminate()
        if pooled is not None:
            pooled.invalidate()


def _wake(ears: list[Callable[[], None]], *_: object) -> None:
    for wake in ears:
        wake()
