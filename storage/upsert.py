"""Upserts for both engines: INSERT … ON CONFLICT, which SQLAlchemy has in each dialect and not in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

Insert = sqlite.Insert | postgresql.Insert
Rows = Mapping[str, Any] | Sequence[Mapping[str, Any]]


def insert_into(dialect: str, table: type[SQLModel]) -> Insert:
    """An INSERT of this dialect, "sqlite" or "postgresql", that knows `on_conflict_do_nothing` and `…_do_update`."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


async def insert_missing(session: AsyncSession, table: type[SQLModel], rows: Rows) -> bool:
    """Insert one row or several, skipping those that any unique constraint has already; whether any was new.

    On PostgreSQL this waits for a transaction that is inserting the same row.
    """
    key = list(table.__table__.primary_key.columns)  # type: ignore[attr-defined] # SQLModel's typing does not know it
    statement = insert_into(session.get_bind().dialect.name, table).values(rows).on_conflict_do_nothing()
    return (await session.exec(statement.returning(*key))).first() is not None


async def upsert(session: AsyncSession, table: type[SQLModel], rows: Rows, *, key: str, update: Sequence[str]) -> None:
    """Insert rows; for those whose key is there, overwrite the columns in `update` with the new values."""
    statement = insert_into(session.get_bind().dialect.name, table).values(rows)
    new = {name: statement.excluded[name] for name in update}
    await session.exec(statement.on_conflict_do_update(index_elements=[key], set_=new))
