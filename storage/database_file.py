"""The file of a SQLite database: that it is still there, and for its user alone."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from storage.errors import DatabaseGone


class DatabaseFile:
    """Compares the file that was opened first with the one that has its name now, by device and inode.

    SQLite goes on writing to a file that was deleted or replaced, and what it wrote would be lost.
    """

    def __init__(self, url: str) -> None:
        name = make_url(url).database
        self.path = Path(name).absolute() if name and name != ":memory:" else None
        self._opened: tuple[int, int] | None = None

    def opened(self, _connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        """A connection was made: called by SQLAlchemy."""
        if self._opened is None:
            self._opened = self._present()
            self._keep_private()
        else:
            self.check()

    @property
    def there(self) -> bool:
        """Whether there is such a file."""
        return self._present() is not None

    def check(self) -> None:
        """Do nothing, as long as it is the same file.

        Raises:
            DatabaseGone: it is another one, or none.
        """
        if self._opened is not None and self._present() != self._opened:
            raise DatabaseGone(f"the database file {self.path} was replaced or deleted while Wasl runs")

    def _keep_private(self) -> None:
        """Make it readable for its user alone, whatever the umask was; SQLite's other files follow it."""
        if self.path is None:
            return
        for ending in ("", "-wal", "-shm"):
            with suppress(OSError):  # another user's, who has decided
                self.path.with_name(self.path.name + ending).chmod(0o600)

    def _present(self) -> tuple[int, int] | None:
        if self.path is None:
            return None
        try:
            found = os.stat(self.path)  # noqa: PTH116 - asked at every commit: pathlib costs twice as much
        except OSError:
            return None
        return found.st_dev, found.st_ino
