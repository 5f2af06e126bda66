"""The database: its engine, its transactions, and who is woken when one of them posted something to send."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import sqlite
from storage.database_file import DatabaseFile
from storage.tables.base import utc_now

_READ_ONLY = "wasl_read_only"
_REBUILDING = "wasl_rebuilding"
_REBUILDING_LOCK = 0x5741534C
"""The number of PostgreSQL's advisory lock ("WASL") under which the schema is changed."""
_BUSY_MILLISECONDS = 20_000
_TRANSACTION_SECONDS = 30
_DURABLE = """
SELECT set_config('synchronous_commit', 'on', false)
WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')
"""
"""Asked for on each connection: a server, database or role may have it off, and an acknowledged update would be lost
where the server stops at once. remote_apply, which is more, stays."""
_SET_LIMIT = "SELECT set_config(name, '{seconds}s', {local}) FROM pg_settings WHERE name = 'transaction_timeout'"

Guard = Callable[[AsyncConnection], Awaitable[None]]


def async_url(url: str) -> str:
    """The URL with its asynchronous driver: postgresql:// and sqlite:// may be written without one."""
    parsed = make_url(url)
    if parsed.drivername in {"postgresql", "postgres"}:
        parsed = parsed.set(drivername="postgresql+asyncpg")
    elif parsed.drivername == "sqlite":
        parsed = parsed.set(drivername="sqlite+aiosqlite")
    return parsed.render_as_string(hide_password=False)


class DanglingReferences(Exception):
    """The rebuilt tables would leave rows that refer to nothing; it was undone."""


class _KeepingSession(Session):
    """Holds what it has loaded, where the unit asks for it: SQLAlchemy's identity map alone forgets unused rows."""


@event.listens_for(_KeepingSession, "loaded_as_persistent")
def _keep(session: Session, row: object) -> None:
    if (kept := session.info.get("kept")) is not None:
        kept.append(row)


class UnitSession(AsyncSession):
    """The session of a unit of work: it can write, and cannot commit. Who opened the unit does."""

    sync_session_class = _KeepingSession

    async def commit(self) -> NoReturn:
        raise RuntimeError("a unit of work is committed by whoever opened it")

    @property
    def now(self) -> datetime:
        """The instant of this unit of work, the same for all that it writes."""
        instant: datetime = self.info["now"]
        return instant

    def mark_erased(self) -> None:
        """Personal data were erased: after the commit, nothing of them is left in the log of the database either."""
        transaction: Transaction = self.info["transaction"]
        transaction.erased = True

    def mark_posted(self) -> None:
        """Something is in the outbox: the courier is woken after the commit."""
        transaction: Transaction = self.info["transaction"]
        transaction.posted = True


class Transaction:
    """One commit. Units of work inside it stand in savepoints: one that fails leaves the others."""

    def __init__(self, connection: AsyncConnection, *, is_sqlite: bool) -> None:
        self.connection = connection
        self.posted = False
        self.erased = False
        self._is_sqlite = is_sqlite

    @asynccontextmanager
    async def unit(self, trace: str = "", *, alone: bool = False, keeps: bool = False) -> AsyncIterator[UnitSession]:
        """A session whose effects are all in this transaction, or none of them when the block raises.

        trace names what it comes of: what it posts to the outbox carries it, and so do the lines of the log.
        alone: there is no savepoint. The caller undoes the whole transaction when the block raises.
        keeps: a row that was loaded by its id is not asked for again, unless under a lock. For short units.
        """
        session = UnitSession(
            bind=self.connection,
            join_transaction_mode="rollback_only",
            expire_on_commit=False,
            info={"transaction": self, "now": utc_now(), "trace": trace, "kept": [] if keeps else None},
        )
        async with nullcontext() if alone else self._savepoint():
            try:
                yield session
                await session.flush()
            finally:
                await session.close()  # without a word to the database: the savepoint is not the session's

    def _savepoint(self) -> AbstractAsyncContextManager[Any]:
        return self._sqlite_savepoint() if self._is_sqlite else self.connection.begin_nested()

    @asynccontextmanager
    async def _sqlite_savepoint(self) -> AsyncIterator[None]:
        # On the driver: SQLAlchemy takes a hundred times as long for each of these as SQLite does.
        connection = (await self.connection.get_raw_connection()).driver_connection
        assert isinstance(connection, sqlite.Connection)  # noqa: S101 - it is what the engine makes
        connection.database.execute("SAVEPOINT unit")
        try:
            yield
        except BaseException:
            if connection.database.in_transaction:  # SQLite ends it by itself where the disk is full, or worse
                connection.database.execute("ROLLBACK TO unit")
                connection.database.execute("RELEASE unit")
            raise
        connection.database.execute("RELEASE unit")


class Database:
    """SQLite or PostgreSQL, by URL. On SQLite the writers of this process take turns: it has one writer anyway."""

    def __init__(
        self, url: str, *, echo: bool = False, idle_seconds: float | None = None, guard: Guard | None = None
    ) -> None:
        """guard: what each writing transaction begins with; it raises where this process may not write any more.

        idle_seconds: PostgreSQL ends a transaction that is idle for so long, and frees its locks.

        Without it, a process that is paused there would keep the others from going on.
        """
        self.url = async_url(url)
        self.is_sqlite = make_url(self.url).get_backend_name() == "sqlite"
        self.engine = _engine(self.url, is_sqlite=self.is_sqlite, echo=echo, idle_seconds=idle_seconds)
        self.file = DatabaseFile(self.url) if self.is_sqlite else None
        if self.file is not None:
            event.listen(self.engine.sync_engine, "connect", self.file.opened)
            event.listen(self.engine.sync_engine, "close", self.file.closed)
        self._turn = asyncio.Lock()
        self._to_truncate = False
        self._guard = guard
        self._wakers: list[Callable[[], None]] = []

    def when_posted(self, wake: Callable[[], None]) -> None:
        """Call wake after each commit that put something in the outbox. It must return at once."""
        self._wakers.append(wake)

    def check_file(self) -> None:
        """Make sure that the file that is open is the one that is there.

        Raises:
            DatabaseGone: it was replaced or deleted; whatever this process writes from now on would be lost.
        """
        if self.file is not None:
            self.file.check()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """A writing transaction, committed when the block ends and rolled back when it raises."""
        turn: AbstractAsyncContextManager[Any] = self._turn if self.is_sqlite else nullcontext()
        async with turn, self.engine.connect() as connection, connection.begin():
            if self._guard is not None:
                await self._guard(connection)
            self.check_file()
            transaction = Transaction(connection, is_sqlite=self.is_sqlite)
            yield transaction
        self.check_file()  # else what was just committed might be acknowledged, and be nowhere
        if transaction.erased and self.is_sqlite:
            self._to_truncate = True
            await self.truncate_log()
        if transaction.posted:
            for wake in self._wakers:
                wake()

    @asynccontextmanager
    async def unit(self, trace: str = "") -> AsyncIterator[UnitSession]:
        """A transaction with one unit of work in it; trace as `Transaction.unit` has it."""
        async with self.transaction() as transaction, transaction.unit(trace, alone=True) as session:
            yield session

    async def truncate_log(self) -> None:
        """Empty SQLite's write-ahead log after an erasure; during another's read, it is left for the next call."""
        if not self._to_truncate:
            return
        async with self.engine.connect() as connection:
            # On the driver: SQLAlchemy would begin a transaction, in which there is no checkpoint.
            driver = (await connection.get_raw_connection()).driver_connection
            assert isinstance(driver, sqlite.Connection)  # noqa: S101 - it is what the engine makes
            self._to_truncate = bool(await driver.truncate_log())

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A read-only session: it waits for no writer, and what it writes is lost."""
        async with self.engine.connect() as connection:
            await connection.execution_options(**{_READ_ONLY: True})
            info = {"now": utc_now()}
            async with AsyncSession(bind=connection, expire_on_commit=False, info=info) as session:
                yield session

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """A connection that sees everything as it was at one instant, however long it looks; others go on writing."""
        async with self.engine.connect() as connection:
            await connection.execution_options(
                **{_READ_ONLY: True} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
            )
            yield connection

    @asynccontextmanager
    async def rebuilding(self) -> AsyncIterator[AsyncConnection]:
        """One transaction in which tables may be rebuilt; another that wants the same waits for its end.

        To change a column SQLite drops the table and makes it again, and the rows that refer to it would go with it:
        references are looked at when all is done.

        Raises:
            DanglingReferences: some then lead nowhere. Nothing was done.
        """
        turn: AbstractAsyncContextManager[Any] = self._turn if self.is_sqlite else nullcontext()
        async with turn, self.engine.connect() as connection:
            await connection.execution_options(**{_REBUILDING: True})
            try:
                async with connection.begin():
                    if not self.is_sqlite:
                        await connection.exec_driver_sql(_SET_LIMIT.format(seconds=0, local="true"))
                        await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_REBUILDING_LOCK})")
                    yield connection
                    if self.is_sqlite:
                        astray = (await connection.exec_driver_sql("PRAGMA foreign_key_check")).all()
                        if astray:
                            raise DanglingReferences(f"rows of {', '.join(sorted({row[0] for row in astray}))}")
            finally:
                # It does not check references: it must not go back to the pool.
                await connection.invalidate()

    async def close(self) -> None:
        await self.engine.dispose()


def _engine(url: str, *, is_sqlite: bool, echo: bool, idle_seconds: float | None) -> AsyncEngine:
    # hide_parameters: an error's text must not carry what people wrote.
    if not is_sqlite:
        limits = {"idle_in_transaction_session_timeout": str(round(idle_seconds * 1000))} if idle_seconds else {}
        engine = create_async_engine(
            url,
            echo=echo,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=10,
            connect_args={"server_settings": {"application_name": "wasl", **limits}},
        )
        event.listen(engine.sync_engine, "connect", _commit_durably)
        if idle_seconds:
            event.listen(engine.sync_engine, "connect", _limit_transactions)
        return engine
    engine = create_async_engine(
        url, echo=echo, hide_parameters=True, connect_args={"async_creator_fn": sqlite.connect}
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _commit_durably(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    _run(connection, _DURABLE)


def _limit_transactions(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # To the server, someone who is paused between the messages of one statement is not idle. It can end them since 17.
    _run(connection, _SET_LIMIT.format(seconds=_TRANSACTION_SECONDS, local="false"))


def _run(connection: DBAPIConnection, statement: str) -> None:
    cursor = connection.cursor()
    cursor.execute(statement)
    cursor.close()
    connection.commit()  # else the setting goes with the transaction


def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # The driver's own BEGIN is too late for savepoints and never IMMEDIATE: transactions are begun below.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA secure_delete=ON")  # what is erased is overwritten, not only unlinked
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A reader that later writes would fail at once where another wrote meanwhile: writers say so from the start.
    options = connection.get_execution_options()
    if options.get(_REBUILDING, False):
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.exec_driver_sql("BEGIN" if options.get(_READ_ONLY, False) else "BEGIN IMMEDIATE")
