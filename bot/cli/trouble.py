"""What a command says of an unforeseen error: one line, without secrets or what people wrote."""

from __future__ import annotations

import os
import sqlite3

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.exits import CannotRun
from bot.intake import failed_updates
from storage.errors import DatabaseGone
from storage.schema import SchemaTooNew


def told(error: BaseException) -> str:
    """Why the command did not succeed, and what to look at."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, CannotRun | SchemaTooNew | DatabaseGone):
        return str(error)
    if isinstance(error, DBAPIError) and isinstance(error.orig, sqlite3.Error):
        return f"the database file cannot be used ({error.orig.sqlite_errorname}): is WASL_DATABASE_URL right?"
    if isinstance(error, SQLAlchemyError) or _of_postgresql(error):
        name = type(getattr(error, "orig", None) or error).__name__
        return f"the database does not answer as it should ({name}): is the server up, and is WASL_DATABASE_URL right?"
    if isinstance(error, OSError):
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else type(error).__name__
        return f"{error.filename or 'the machine'}: {reason}"
    described = failed_updates.describe(error)
    return f"Wasl cannot do this: {described['error']} at {described['place']} {described.get('said', '')}".rstrip()


def _of_postgresql(error: BaseException) -> bool:
    return isinstance(error, ConnectionError | TimeoutError) or type(error).__module__.startswith("asyncpg")
