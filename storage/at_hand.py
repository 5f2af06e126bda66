"""Rows that a chunk of work is made from, loaded by one statement a table instead of one each."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from typing import Any, cast

from sqlmodel import SQLModel, select

from storage.database import UnitSession
from storage.quarantine import UNREADABLE


async def load(session: UnitSession, table: type[SQLModel], ids: Collection[int]) -> None:
    """Keep these rows at hand in a unit that keeps what it loads; one that cannot be read fails where it is used."""
    if session.info.get("kept") is None or not ids:
        return
    key = cast(Any, table).id
    with suppress(*UNREADABLE):
        (await session.exec(select(table).where(key.in_(ids)))).all()
