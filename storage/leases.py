"""Leases: which process may do what only one may do at a time, and how the one before it is kept from going on.

See docs/decisions/leases.md.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import socket
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import IO

from sqlalchemy import ColumnElement, exists, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from storage import tables
from storage.database import Database
from storage.postgres_channel import LEASE, PostgresChannel

LEASE_SECONDS = 5.0
"""How long a lease holds that is not renewed."""
RENEW_SECONDS = 1.0

_TAKE = f"""
INSERT INTO lease AS held (role, number, holder, backend, until)
VALUES ($1, 1, $2, pg_backend_pid(), clock_timestamp() + interval '{LEASE_SECONDS} seconds')
ON CONFLICT (role) DO UPDATE
SET number = held.number + 1, holder = excluded.holder, backend = excluded.backend,
    until = clock_timestamp() + interval '{LEASE_SECONDS} seconds'
WHERE held.until <= clock_timestamp()
    OR NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = held.backend)
RETURNING number
"""  # noqa: S608 - nobody's words
_RENEW = f"""
UPDATE lease SET until = clock_timestamp() + interval '{LEASE_SECONDS} seconds', backend = pg_backend_pid()
WHERE role = $1 AND number = $2 RETURNING number
"""  # noqa: S608
_GIVE_BACK = "UPDATE lease SET until = clock_timestamp() WHERE role = $1 AND number = $2"
# The row lock makes a successor wait for the end of this transaction, and this one for a successor's.
_STAND = text("SELECT number FROM lease WHERE role = :role AND number = :number FOR SHARE")


class LeaseLost(Exception):
    """Someone else holds the lease now: what was to be written is not ours to write."""


class Fence:
    """A fencing token: what work of a single holder must pass. This one lets everything pass, for a lone process."""

    number: int | None = None
    """Of the lease under which the work is done."""

    @property
    def valid(self) -> bool:
        """Whether the lease is still this process's, as far as can be told without asking."""
        return True

    async def until_valid(self) -> None:
        """Wait as long as that cannot be told."""

    def condition(self) -> ColumnElement[bool] | None:
        """For the statements that claim work: nothing is found under a number that is not the newest."""
        return None

    async def stand(self, connection: AsyncConnection) -> None:
        """Make sure, inside a transaction, that all of it is done under the newest number or not at all.

        Raises:
            LeaseLost: there is a newer number.
        """


class Lease(Fence, ABC):
    """A role's lease, which this process may take, renew and give back."""

    def __init__(self, role: str) -> None:
        self.role = role
        self.given_back = asyncio.Event()
        """Set when some role's holder has given its lease back."""

    @abstractmethod
    async def take(self) -> bool:
        """Try to become the holder."""

    @abstractmethod
    async def renew(self) -> bool:
        """Go on being the holder. False: someone else is.

        Raises:
            Whatever the database's trouble is: then it is not known.
        """

    @abstractmethod
    async def give_back(self) -> None:
        """Let the next one have it at once."""


class LentLease(Fence):
    """A lease of PostgreSQL's that another process holds, as its child knows it: for writing under only."""

    def __init__(self, role: str, number: int) -> None:
        self.role = role
        self.number = number

    async def stand(self, connection: AsyncConnection) -> None:
        await _stand(connection, self.role, self.number)


class DatabaseLease(Lease):
    """A row of PostgreSQL's, good until a time by the server's clock. Each holder has a higher number."""

    def __init__(self, role: str, line: PostgresChannel) -> None:
        super().__init__(role)
        self._line = line
        self._deadline = float("-inf")
        self._confirmed = asyncio.Event()
        line.when_lost(self._doubt)
        line.hear(LEASE, self.given_back.set)

    @property
    def valid(self) -> bool:
        return _now() < self._deadline

    async def until_valid(self) -> None:
        while not self.valid:
            self._confirmed.clear()
            await self._confirmed.wait()

    def condition(self) -> ColumnElement[bool]:
        held = col(tables.LeaseRow.number) == self.number
        return exists(select(col(tables.LeaseRow.role)).where(col(tables.LeaseRow.role) == self.role, held))

    async def stand(self, connection: AsyncConnection) -> None:
        try:
            await _stand(connection, self.role, self.number)
        except LeaseLost:
            self._doubt()
            raise

    async def take(self) -> bool:
        asked = _now()
        rows = await self._line.ask(_TAKE, self.role, f"{socket.gethostname()}:{os.getpid()}", durable=True)
        if rows:
            self.number = rows[0]["number"]
            self._hold(asked)
        return bool(rows)

    async def renew(self) -> bool:
        asked = _now()
        rows = await self._line.ask(_RENEW, self.role, self.number)
        if rows:
            self._hold(asked)
        else:
            self._doubt()
        return bool(rows)

    async def give_back(self) -> None:
        self._doubt()
        await self._line.ask(_GIVE_BACK, self.role, self.number)
        await self._line.tell(LEASE)

    def _hold(self, asked: float) -> None:
        # Counted from before the question left: the server's time runs out later than ours.
        self._deadline = asked + LEASE_SECONDS
        self._confirmed.set()

    def _doubt(self) -> None:
        self._deadline = float("-inf")


class FileLease(Lease):
    """Beside a file of SQLite's, which is one machine's: a lock of the system's, free the moment its holder ends."""

    def __init__(self, role: str, database: Database) -> None:
        super().__init__(role)
        self._path = Path(f"{make_url(database.url).database}-{role}")
        self._file: IO[bytes] | None = None

    async def take(self) -> bool:
        file = self._path.open("wb")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    async def renew(self) -> bool:
        return True

    async def give_back(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


async def _stand(connection: AsyncConnection, role: str, number: int | None) -> None:
    if (await connection.execute(_STAND, {"role": role, "number": number})).first() is None:
        raise LeaseLost(role)


def _now() -> float:
    # Unlike the monotonic clock it goes on while the machine sleeps.
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def lease_of(role: str, database: Database, line: PostgresChannel | None) -> Lease:
    """The lease of a role, of the kind that the database can keep."""
    return FileLease(role, database) if line is None else DatabaseLease(role, line)
