"""aiosqlite with one trip to its thread for a statement, where SQLAlchemy makes four: cursor, execute, fetch, close.

A trip costs more than most statements do: two switches of thread, and a wait for the interpreter's lock.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from functools import partial
from typing import Any, Self

import aiosqlite


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
        await self._connection.do(self._run, sqlite3.Cursor.execute, sql, parameters)

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> None:
        await self._connection.do(self._run, sqlite3.Cursor.executemany, sql, parameters)

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Nothing is open."""

    def _run(self, database: sqlite3.Connection, execute: Any, sql: str, parameters: Any) -> None:  # noqa: ANN401 - one of two signatures
        cursor = database.cursor()
        try:
            execute(cursor, sql, parameters)
            self.description = cursor.description
            self._rows = cursor.fetchall()
            self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        finally:
            cursor.close()


class Connection(aiosqlite.Connection):
    """A connection whose cursors are ours."""

    def cursor(self) -> Cursor:  # type: ignore[override] # SQLAlchemy asks no more of it
        return Cursor(self)

    async def do(self, work: Any, *arguments: Any) -> None:  # noqa: ANN401 - any function of the database's connection
        """Run work(connection, …) in the thread that the database belongs to."""
        await self._execute(work, self._conn, *arguments)  # type: ignore[no-untyped-call] # aiosqlite types it not


def connect(path: str, **options: Any) -> Connection:  # noqa: ANN401 - sqlite3's
    """A connection that opens when it is awaited."""
    connection = Connection(partial(sqlite3.connect, path, **options), iter_chunk_size=64)
    # As SQLAlchemy does where it connects by itself: what was never closed must not keep the process.
    connection._thread.daemon = True
    return connection
