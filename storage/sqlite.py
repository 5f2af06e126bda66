"""aiosqlite without most of its trips to its thread: what is quick is done on the spot.

A trip costs far more than most statements do: two switches of thread, and a wait for the interpreter's lock. What may
take long still goes there, so that it holds nobody up: beginning (it may wait for another writer), committing (it
waits for the disk), and every statement that was not quick the last time.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable
from functools import partial
from typing import Any, Self

import aiosqlite

_QUICK_SECONDS = 0.002
"""A statement that took no longer than this the last time is done on the spot."""
_REMEMBERED = 4096
_TRUNCATE_MILLISECONDS = 200
_END_SECONDS = 1.0

_seconds: dict[str, float] = {}
"""How long each statement took the last time, by its text."""


class Cursor:
    """What SQLAlchemy asks of a cursor. When a statement is done, all that it gave is here."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> None:
        if _seconds.get(sql, 1.0) < _QUICK_SECONDS:
            self._run(self._connection.database, sqlite3.Cursor.execute, sql, parameters)
        else:
            await self._connection.do(self._run, sqlite3.Cursor.execute, sql, parameters)

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> None:
        # How long it takes depends on how many they are.
        await self._connection.do(self._run, sqlite3.Cursor.executemany, sql, parameters)

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Nothing is open."""

    def _run(self, database: sqlite3.Connection, execute: Any, sql: str, parameters: Any) -> None:  # noqa: ANN401 - one of two signatures
        began = time.perf_counter()
        cursor = database.cursor()
        try:
            execute(cursor, sql, parameters)
            self.description = cursor.description
            self._rows = cursor.fetchall()
            self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        finally:
            cursor.close()
        _remember(sql, time.perf_counter() - began)


class Connection(aiosqlite.Connection):
    """A connection whose cursors are ours."""

    @property
    def database(self) -> sqlite3.Connection:
        return self._conn

    def cursor(self) -> Cursor:  # type: ignore[override] # SQLAlchemy asks no more of it
        return Cursor(self)

    async def _connect(self) -> aiosqlite.Connection:
        try:
            return await super()._connect()
        except BaseException:
            # aiosqlite's thread would report its own end to a loop that may be closed by then.
            self._thread.join(_END_SECONDS)
            raise

    async def truncate_log(self) -> int:
        """Move the log into the file and empty it; not 0 where that has to wait for others."""
        row: tuple[int, int, int] = await self._execute(self._truncate_log)  # type: ignore[no-untyped-call] # aiosqlite types it not
        return row[0]

    def _truncate_log(self) -> Any:  # noqa: ANN401 - a row of sqlite3
        (patience,) = self._conn.execute("PRAGMA busy_timeout").fetchone()
        # While it waits for readers, no writer can begin.
        self._conn.execute(f"PRAGMA busy_timeout={_TRUNCATE_MILLISECONDS}")
        try:
            return self._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            self._conn.execute(f"PRAGMA busy_timeout={patience}")

    async def do(self, work: Any, *arguments: Any) -> None:  # noqa: ANN401 - any function of the database's connection
        """Run work(connection, …) in the thread."""
        await self._execute(work, self._conn, *arguments)  # type: ignore[no-untyped-call] # aiosqlite types it not


def connect(path: str, **options: Any) -> Connection:  # noqa: ANN401 - sqlite3's
    """A connection that opens when it is awaited."""
    # One statement after another, in whichever thread: that much SQLite allows.
    options["check_same_thread"] = False
    connection = Connection(partial(sqlite3.connect, path, **options), iter_chunk_size=64)
    # As SQLAlchemy does where it connects by itself: what was never closed must not keep the process.
    connection._thread.daemon = True
    return connection


def _remember(sql: str, seconds: float) -> None:
    if sql == "BEGIN IMMEDIATE":  # it waits for as long as others write
        return
    if len(_seconds) >= _REMEMBERED:
        _seconds.clear()
    _seconds[sql] = seconds
