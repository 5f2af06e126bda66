"""Quarantine: a row that cannot be read, or made anything of, is set aside and counted, and stops no other row.

A loop reads its rows with `rows`, or works on each under `blaming`. Both raise `Poisoned`, which names the rows; what
runs the loop undoes the failed unit of work, puts the rows aside with `put`, and begins again without them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, delete, func, inspect
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from storage.database import UnitSession
from storage.errors import DatabaseGone, is_passing
from storage.leases import LeaseLost
from storage.tables.quarantine import QuarantinedRow
from storage.upsert import insert_missing

log = structlog.get_logger()

KEPT = timedelta(hours=1)
"""Then a row is tried once more: it may have been mended, or the fault that could not read it."""
UNREADABLE = (ValueError, TypeError, LookupError)
"""What the types of the columns raise on values that they cannot read: no JSON, no time, no state."""


class Poisoned(Exception):
    """Rows of a table of which nothing can be made."""

    def __init__(self, table: type[SQLModel], rows: Collection[int], error: BaseException) -> None:
        super().__init__(f"rows of {name_of(table)}")
        self.table = table
        self.rows = list(rows)
        self.kind = type(error).__name__


def name_of(table: type[SQLModel]) -> str:
    return str(table.__tablename__)


def aside(table: type[SQLModel]) -> SelectOfScalar[int]:
    """A query for the ids of the rows of a table that are set aside."""
    return select(QuarantinedRow.row_id).where(col(QuarantinedRow.of_table) == name_of(table))


def admitted(table: type[SQLModel]) -> ColumnElement[bool]:
    """The condition that a row of the table is not set aside."""
    admits: ColumnElement[bool] = _key(table).not_in(aside(table))
    return admits


async def rows(session: AsyncSession, table: type[SQLModel], statement: Any) -> Sequence[Any]:  # noqa: ANN401 - a select of any width  # noqa: ANN401 - as SQLAlchemy has it
    """What a loop reads: the statement's rows, each of which is of one row of the table, without those set aside.

    Raises:
        Poisoned: some cannot be read.
    """
    wanted = statement.where(admitted(table))
    try:
        found: Sequence[Any] = (await session.exec(wanted)).all()
    except UNREADABLE as error:
        unreadable = await _unreadable(session, table, wanted)
        if not unreadable:
            raise
        raise Poisoned(table, unreadable, error) from error
    return found


@contextmanager
def blaming(table: type[SQLModel], row_id: int) -> Iterator[None]:
    """Work on one row: an error that is the database's own, or that already names rows, is not laid to it.

    Raises:
        Poisoned: the work failed.
    """
    try:
        yield
    except (Poisoned, DBAPIError, DatabaseGone, LeaseLost, OSError, MemoryError):
        raise
    except Exception as error:
        if is_passing(error):
            raise
        raise Poisoned(table, [row_id], error) from error


async def put(session: UnitSession, found: Poisoned) -> bool:
    """Set rows aside; whether any of them was not yet, so that the work may be begun again without them."""
    log.error("rows set aside", table=name_of(found.table), rows=found.rows, error=found.kind)
    values = {"of_table": name_of(found.table), "error": found.kind, "since": session.now}
    return await insert_missing(session, QuarantinedRow, [{**values, "row_id": row_id} for row_id in found.rows])


async def release(session: UnitSession, before: datetime) -> None:
    """Let rows be tried once more that were set aside before an instant."""
    await session.exec(delete(QuarantinedRow).where(col(QuarantinedRow.since) < before))


async def count(session: AsyncSession) -> int:
    """How many rows are set aside."""
    return (await session.exec(select(func.count()).select_from(QuarantinedRow))).one()


async def listed(session: AsyncSession, most: int) -> list[str]:
    """The first of them, as "meeting 12"."""
    some = select(QuarantinedRow.of_table, QuarantinedRow.row_id).order_by(QuarantinedRow.of_table).limit(most)
    return [f"{table} {row_id}" for table, row_id in await session.exec(some)]


async def _unreadable(session: AsyncSession, table: type[SQLModel], statement: Any) -> list[int]:  # noqa: ANN401 - as `rows`
    key = _key(table)
    ids = (await session.exec(statement.with_only_columns(key, maintain_column_froms=True))).all()
    found = []
    for row_id in (each if isinstance(each, int) else each[0] for each in ids):
        try:
            (await session.exec(statement.where(key == row_id))).all()
        except UNREADABLE:
            found.append(row_id)
    return found


def _key(table: type[SQLModel]) -> Any:  # noqa: ANN401 - a column
    return getattr(table, inspect(table).primary_key[0].name)
