"""The halt that Telegram asked for with a 429: kept, so that the courier after this one keeps it too."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from storage.tables import Installation
from storage.tables.base import utc_now
from storage.tables.installation import ONLY
from storage.upsert import insert_into


async def keep(connection: AsyncConnection, at: datetime, until: datetime) -> None:
    """Telegram said at one instant to wait until another; an earlier halt that lasts longer stays.

    Not so one of a later hour: the clock was set back since.
    """
    new = insert_into(connection.dialect.name, Installation).values(id=ONLY, halted_at=at, halted_until=until)
    began, ends = col(Installation.halted_at), col(Installation.halted_until)
    await connection.execute(
        new.on_conflict_do_update(
            index_elements=["id"],
            set_={"halted_at": at, "halted_until": until},
            where=or_(ends.is_(None), ends < until, began > at),
        )
    )


async def left(connection: AsyncConnection) -> timedelta:
    """How much of it is left; nothing where there is none.

    Never more than there was, however far the clock was set back meanwhile.
    """
    columns = col(Installation.halted_at), col(Installation.halted_until)
    found = (await connection.execute(select(*columns).where(col(Installation.id) == ONLY))).first()
    at, until = found or (None, None)
    if at is None or until is None:
        return timedelta(0)
    return max(timedelta(0), min(until - utc_now(), until - at))
