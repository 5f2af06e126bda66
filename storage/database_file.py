"""The file of a SQLite database: that it is still there, and for its user alone."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from storage.errors import DatabaseGone

Identity = tuple[int, int]
"""Device and inode."""


class DatabaseFile:
    """Compares the file that was opened first with the one that has its name now, and so its write-ahead log.

    SQLite goes on writing to files that were deleted or replaced, and what it wrote would be lost.
    """

    def __init__(self, url: str) -> None:
        name = make_url(url).database
        self.path = Path(name).absolute() if name and name != ":memory:" else None
        self._opened: Identity | None = None
        self._connections = 0
        self._log: Identity | None = None
        """The log's: SQLite makes one where there is none, and deletes it with the last connection."""

    def opened(self, _connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        """A connection was made: called by SQLAlchemy."""
        self._connections += 1
        if self._opened is None:
            self._opened = self._present()
            self._keep_private()
        else:
            self.check()

    def closed(self, _connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        """A connection was closed: called by SQLAlchemy."""
        self._connections -= 1
        if not self._connections:
            self._log = None

    @property
    def there(self) -> bool:
        """Whether there is such a file."""
        return self._present() is not None

    def check(self) -> None:
        """Do nothing, as long as they are the same files.

        Raises:
            DatabaseGone: one of them is another one, or none.
        """
        if self._opened is not None and self._present() != self._opened:
            raise DatabaseGone(f"the database file {self.path} was replaced or deleted while Wasl runs")
        if self._connections:
            log = self._present("-wal")
            if self._log is not None and log != self._log:
                raise DatabaseGone(f"the database file {self.path}-wal was replaced or deleted while Wasl runs")
            self._log = log

    def _keep_private(self) -> None:
        """Make it readable for its user alone, whatever the umask was; SQLite's other files follow it."""
        if self.path is None:
            return
        for ending in ("", "-wal", "-shm"):
            with suppress(OSError):  # another user's, who has decided
                self.path.with_name(self.path.name + ending).chmod(0o600)

    def _present(self, ending: str = "") -> Identity | None:
        if self.path is None:
            return None
        try:
            found = os.stat(f"{self.path}{ending}")  # noqa: PTH116 - asked at every commit: pathlib costs twice as much
        except OSError:
            return None
        return found.st_dev, found.st_ino
