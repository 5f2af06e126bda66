"""Telling the database's own trouble, which passes, from what is wrong with a statement, which does not."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError, PendingRollbackError, ResourceClosedError
from sqlalchemy.exc import TimeoutError as NoConnectionFree


class DatabaseGone(Exception):
    """The database that is open is no longer the one that is there: nothing more may be acknowledged."""


_SQLITE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
}
_CLASHES = {"40001", "40P01"}
"""serialization_failure and deadlock_detected: https://www.postgresql.org/docs/current/errcodes-appendix.html"""
_POSTGRESQL = {*_CLASHES, "25006", "55000", "55P03"}
_POSTGRESQL_CLASSES = ("08", "53", "57", "58")
"""Connections, resources, the server's shutdown, its disks."""


def is_passing(error: BaseException) -> bool:
    """Whether the same may well succeed later: locked, full, away, out of connections, a clash with others."""
    return any(_is_passing(cause) for cause in _causes(error))


def is_clash(error: BaseException) -> bool:
    """Whether two transactions stood in each other's way, and this one may be begun again at once."""
    return any(isinstance(cause, DBAPIError) and _state(cause) in _CLASHES for cause in _causes(error))


def _is_passing(error: BaseException) -> bool:
    if isinstance(error, NoConnectionFree | PendingRollbackError | ResourceClosedError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlite_errorcode", None)
    if isinstance(code, int):
        return code & 0xFF in _SQLITE  # the kind stands in the low byte
    state = _state(error)
    return error.connection_invalidated or state in _POSTGRESQL or state.startswith(_POSTGRESQL_CLASSES)


def _state(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error, and those that it came from."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__
