"""Reading the outbox: what may be sent now, urgent first, a window at a time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from bot.courier import statements
from bot.courier.outbox_row import Row, sound
from storage.leases import Fence
from storage.quarantine import UNREADABLE
from storage.tables import Attachment, Lane, OutboxRow
from storage.tables.base import utc_now

_NO_FENCE = Fence()


@dataclass(slots=True)
class Read:
    """Rows as they were read, and the ids of those that cannot be read."""

    rows: list[Row]
    unreadable: list[int] = field(default_factory=list)


async def anything(connection: AsyncConnection) -> bool:
    """Whether there is any row that might be sent now: at rest, this is all that is asked."""
    return bool((await connection.execute(statements.ANYTHING, {"hour": utc_now()})).scalar())


async def ready(
    connection: AsyncConnection,
    lane: int,
    *,
    in_hand: Collection[int],
    crowded: Collection[int],
    limit: int,
    fence: Fence = _NO_FENCE,
) -> Read:
    """The next rows of a lane in their order, but those in hand and those of the crowded chats.

    None at all where another courier may claim them: the claim carries the number of the lease.
    """
    query = statements.claim(connection.dialect.name, "ready", fence, fence.number)
    return await _rows(
        connection, query, {"of_lane": lane, "most": limit, "hour": utc_now()}, in_hand=in_hand, crowded=crowded
    )


async def timed(
    connection: AsyncConnection,
    lane: int,
    *,
    in_hand: Collection[int],
    crowded: Collection[int],
    limit: int,
    fence: Fence = _NO_FENCE,
) -> Read:
    """As `ready`, of those that had to wait for their hour and need not any more."""
    query = statements.claim(connection.dialect.name, "timed", fence, fence.number)
    values = {"of_lane": lane, "most": limit, "hour": utc_now()}
    return await _rows(connection, query, values, in_hand=in_hand, crowded=crowded)


async def expired(connection: AsyncConnection, *, by: datetime, in_hand: Collection[int], limit: int) -> list[int]:
    """Ids of rows that have expired by an instant."""
    values = {"hour": by, "most": limit, "in_hand": statements.listed(connection.dialect.name, in_hand)}
    return list((await connection.execute(statements.expired(connection.dialect.name), values)).scalars())


async def strays(connection: AsyncConnection) -> list[int]:
    """Ids of pending rows that no lane and no hour would ever bring to their turn: nobody would miss them."""
    return list((await connection.execute(statements.STRAYS)).scalars())


async def still_pending(connection: AsyncConnection, rows: Collection[int]) -> set[int]:
    """Those of the rows that have been neither superseded nor held nor erased since they were read."""
    values = {"in_hand": statements.listed(connection.dialect.name, rows)}
    return set((await connection.execute(statements.still_pending(connection.dialect.name), values)).scalars())


async def lately_sent(connection: AsyncConnection, lately: timedelta) -> list[tuple[int, float]]:
    """The chats to which a message was sent of late, and how many seconds ago each, oldest first."""
    now = utc_now()
    try:
        found = (await connection.execute(statements.LATELY_SENT, {"since": now - lately, "now": now + lately})).all()
    except ValueError:  # a row that cannot be read: the pace is merely careful for it
        return []
    return [(chat, max(0.0, (now - at).total_seconds())) for chat, at in found if chat is not None and at is not None]


async def first_in_line(connection: AsyncConnection, limit: int) -> list[int | None]:
    """The chats of the messages that would leave first: one that stopped just now may have been sending them."""
    found: list[int | None] = []
    for lane in Lane:
        values = {"of_lane": lane, "most": limit - len(found)}
        found += (await connection.execute(statements.FIRST_IN_LINE, values)).scalars()
    return found


async def said_otherwise(connection: AsyncConnection, row_id: int) -> bool:
    """Whether the tap that a toast answers was answered by anything else in the chat."""
    found = await connection.execute(statements.SAID_OTHERWISE, {"row": row_id})
    return found.first() is not None


async def attachments(connection: AsyncConnection, row_id: int) -> list[tuple[str, str, bytes]]:
    """The files of a row: the name its parameters say, file name, content."""
    query = select(col(Attachment.name), col(Attachment.file_name), col(Attachment.content)).where(
        col(Attachment.outbox_id) == row_id
    )
    return [(name, file_name, content) for name, file_name, content in await connection.execute(query)]


async def _rows(
    connection: AsyncConnection,
    query: Select[Any],
    values: dict[str, Any],
    *,
    in_hand: Collection[int],
    crowded: Collection[int],
) -> Read:
    dialect = connection.dialect.name
    values |= {"in_hand": statements.listed(dialect, in_hand), "crowded": statements.listed(dialect, crowded)}
    try:
        found = (await connection.execute(query, values)).all()
    except UNREADABLE:
        return await _one_by_one(connection, query, values)
    rows = [Row(*columns) for columns in found]
    return Read([row for row in rows if sound(row)], [row.id for row in rows if not sound(row)])


async def _one_by_one(connection: AsyncConnection, query: Select[Any], values: dict[str, Any]) -> Read:
    """Read each row alone, since one of them cannot be read: it must not stop the others."""
    ids = (await connection.execute(query.with_only_columns(col(OutboxRow.id)), values)).scalars().all()
    read = Read([])
    for row_id in ids:
        try:
            found = (await connection.execute(statements.ONE, {"row": row_id})).first()
        except UNREADABLE:
            read.unreadable.append(row_id)
            continue
        if found is not None and sound(row := Row(*found)):
            read.rows.append(row)
        elif found is not None:
            read.unreadable.append(row_id)
    return read
