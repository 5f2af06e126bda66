"""The halt that Telegram asked for with a 429: kept, so that the next courier keeps it too, and everyone can see it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from storage.quarantine import UNREADABLE
from storage.tables import Installation
from storage.tables.base import utc_now
from storage.tables.installation import ONLY
from storage.upsert import insert_into

_began, _ends = col(Installation.halted_at), col(Installation.halted_until)


async def keep(connection: AsyncConnection, at: datetime, until: datetime) -> None:
    """Store that Telegram said at one instant to wait until another; an earlier halt that lasts longer stays.

    Not so one of a later hour: the clock was set back since.
    """
    await _store(connection, at, until, always=False)


async def lift(connection: AsyncConnection, at: datetime, _until: datetime | None = None) -> None:
    """Store that the halt is over: a halt that ends when it begins."""
    await _store(connection, at, at, always=True)


async def left(connection: AsyncConnection) -> timedelta:
    """How much of it is left; nothing where there is none."""
    return left_of(*await _read(connection))


def left_of(at: datetime | None, until: datetime | None) -> timedelta:
    """The same, of a halt that began at one instant and ends at another.

    Never more than there was, however far the clock was set back meanwhile.
    """
    if at is None or until is None:
        return timedelta(0)
    return max(timedelta(0), min(until - utc_now(), until - at))


async def until(connection: AsyncConnection) -> datetime | None:
    """When the halt ends; nothing where there is none."""
    seconds = await left(connection)
    return utc_now() + seconds if seconds else None


async def lifted_at(connection: AsyncConnection) -> datetime | None:
    """When a halt was last lifted, if nothing was halted since."""
    at, until = await _read(connection)
    return at if at is not None and until is not None and until <= at else None


async def _read(connection: AsyncConnection) -> tuple[datetime | None, datetime | None]:
    """When it began and when it ends; a halt that cannot be read is none, else nothing would be sent any more."""
    try:
        found = (await connection.execute(select(_began, _ends).where(col(Installation.id) == ONLY))).first()
    except UNREADABLE:
        return None, None
    return (None, None) if found is None else (found[0], found[1])


async def _store(connection: AsyncConnection, at: datetime, until: datetime, *, always: bool) -> None:
    new = insert_into(connection.dialect.name, Installation).values(id=ONLY, halted_at=at, halted_until=until)
    await connection.execute(
        new.on_conflict_do_update(
            index_elements=["id"],
            set_={"halted_at": at, "halted_until": until},
            where=None if always else or_(_ends.is_(None), _ends < until, _began > at),
        )
    )
