"""Reading the outbox: what may be sent now, urgent first, a window at a time through the indexes made for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.outcomes import Ending
from storage.leases import Fence
from storage.tables import Attachment, OutboxRow, OutboxState
from storage.tables.base import utc_now

# Written out, so that the engines see that the partial indexes serve.
_PENDING = col(OutboxRow.state) == literal_column("'pending'")
_NO_FENCE = Fence()
_Earlier = aliased(OutboxRow)
_COLUMNS = (
    col(OutboxRow.id),
    col(OutboxRow.lane),
    col(OutboxRow.chat_id),
    col(OutboxRow.method),
    col(OutboxRow.params),
    col(OutboxRow.after_id),
    col(OutboxRow.expires_at),
    col(OutboxRow.attempts),
    col(OutboxRow.trace),
    col(_Earlier.state),
    col(_Earlier.message_id),
)


@dataclass(slots=True, eq=False, repr=False)
class Row:
    """A pending row of the outbox in the courier's hands."""

    id: int
    lane: int
    chat_id: int | None
    method: str
    params: dict[str, Any]
    after_id: int | None
    expires_at: datetime | None
    attempts: int
    """So far; those that 429 turned away do not count."""
    trace: str
    """What it came of, for the log."""
    after_state: OutboxState | None
    after_message_id: int | None
    read_at: float = field(default_factory=time.monotonic)
    after: Row | None = None
    """The earlier row, while the courier has that one in its hands too."""
    in_place: bool = False
    on_wire: bool = False
    closed: bool = False
    """Its chat has turned out to be unreachable."""
    gone: bool = False
    """It is not pending any more: superseded, held or erased by others."""
    ending: Ending | None = None
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= utc_now()

    def end(self, ending: Ending | None) -> None:
        """ending is empty when it is gone."""
        self.ending = ending
        self.ended.set()


async def ready(
    connection: AsyncConnection,
    lane: int,
    *,
    in_hand: Collection[int],
    crowded: Collection[int],
    limit: int,
    fence: Fence = _NO_FENCE,
) -> list[Row]:
    """The next rows of a lane in their order, but those in hand and those of the crowded chats.

    None at all where someone else may claim them: the claim carries the number of the lease.
    """
    query = _claimable(lane, in_hand, crowded, fence).where(col(OutboxRow.not_before).is_(None))
    return await _rows(connection, query.order_by(col(OutboxRow.id)).limit(limit))


async def timed(
    connection: AsyncConnection,
    lane: int,
    *,
    in_hand: Collection[int],
    crowded: Collection[int],
    limit: int,
    fence: Fence = _NO_FENCE,
) -> list[Row]:
    """As `ready`, of those that had to wait for their hour and need not any more."""
    query = _claimable(lane, in_hand, crowded, fence).where(col(OutboxRow.not_before) <= utc_now())
    return await _rows(connection, query.order_by(col(OutboxRow.not_before), col(OutboxRow.id)).limit(limit))


async def expired(connection: AsyncConnection, *, in_hand: Collection[int], limit: int) -> list[int]:
    """Ids of rows that nobody needs any more."""
    query = select(col(OutboxRow.id)).where(
        _PENDING, col(OutboxRow.expires_at) <= utc_now(), col(OutboxRow.id).not_in(in_hand)
    )
    return list((await connection.execute(query.limit(limit))).scalars())


async def still_pending(connection: AsyncConnection, row_id: int) -> bool:
    """Whether it has been neither superseded nor held nor erased since it was read."""
    query = select(col(OutboxRow.id)).where(col(OutboxRow.id) == row_id, _PENDING)
    return (await connection.execute(query)).first() is not None


async def attachments(connection: AsyncConnection, row_id: int) -> list[tuple[str, str, bytes]]:
    """The files of a row: the name its parameters say, file name, content."""
    query = select(col(Attachment.name), col(Attachment.file_name), col(Attachment.content)).where(
        col(Attachment.outbox_id) == row_id
    )
    return [(name, file_name, content) for name, file_name, content in await connection.execute(query)]


def _claimable(lane: int, in_hand: Collection[int], crowded: Collection[int], fence: Fence) -> Select[Any]:
    # A row after one that still waits in the tables of another lane is not read: many of them would fill the window.
    follows = or_(
        col(OutboxRow.after_id).is_(None),
        col(_Earlier.state).is_(None),
        col(_Earlier.state).not_in((OutboxState.PENDING, OutboxState.HELD)),
        and_(
            col(_Earlier.state) == OutboxState.PENDING, or_(col(_Earlier.lane) == lane, col(_Earlier.id).in_(in_hand))
        ),
    )
    query = (
        select(*_COLUMNS)
        .outerjoin(_Earlier, col(_Earlier.id) == col(OutboxRow.after_id))
        .where(_PENDING, col(OutboxRow.lane) == lane, follows)
    )
    if (held := fence.condition()) is not None:
        query = query.where(held)
    if in_hand:
        query = query.where(col(OutboxRow.id).not_in(in_hand))
    if crowded:
        query = query.where(or_(col(OutboxRow.chat_id).is_(None), col(OutboxRow.chat_id).not_in(crowded)))
    return query


async def _rows(connection: AsyncConnection, query: Select[Any]) -> list[Row]:
    return [Row(*values) for values in await connection.execute(query)]
