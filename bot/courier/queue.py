"""Reading the outbox: what may be sent now, urgent first, a window at a time through the indexes made for it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Select,
    SmallInteger,
    String,
    and_,
    any_,
    bindparam,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import col

from bot.courier.outcomes import Ending
from storage.leases import Fence
from storage.quarantine import UNREADABLE
from storage.tables import Attachment, Lane, OutboxRow, OutboxState
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
    taken_at: float = field(default_factory=time.monotonic)
    """When it came into the courier's hands."""
    read_at: float = field(default_factory=time.monotonic)
    after: Row | None = None
    """The earlier row, while the courier has that one in its hands too."""
    instead_of: tuple[int, int] | None = None
    """Chat and number of the deleted message in whose place this one is sent."""
    in_place: bool = False
    on_wire: bool = False
    closed: bool = False
    """Its chat has turned out to be unreachable."""
    gone: bool = False
    """It is not pending any more: superseded, held or erased by others."""
    ending: Ending | None = None
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def end(self, ending: Ending | None) -> None:
        """ending is empty when it is gone."""
        self.ending = ending
        self.ended.set()


@dataclass(slots=True)
class Read:
    """Rows as they were read, and the ids of those that cannot be read."""

    rows: list[Row]
    unreadable: list[int] = field(default_factory=list)


async def anything(connection: AsyncConnection) -> bool:
    """Whether there is any row that might be sent now: at rest, this is all that is asked."""
    return bool((await connection.execute(_ANYTHING, {"hour": utc_now()})).scalar())


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
    query = _claim(connection.dialect.name, "ready", fence, fence.number)
    return await _rows(connection, query, {"of_lane": lane, "most": limit}, in_hand=in_hand, crowded=crowded)


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
    query = _claim(connection.dialect.name, "timed", fence, fence.number)
    values = {"of_lane": lane, "most": limit, "hour": utc_now()}
    return await _rows(connection, query, values, in_hand=in_hand, crowded=crowded)


async def expired(connection: AsyncConnection, *, by: datetime, in_hand: Collection[int], limit: int) -> list[int]:
    """Ids of rows that have expired by an instant."""
    values = {"hour": by, "most": limit, "in_hand": _list(connection.dialect.name, in_hand)}
    return list((await connection.execute(_expired(connection.dialect.name), values)).scalars())


async def strays(connection: AsyncConnection) -> list[int]:
    """Ids of pending rows that no lane and no hour would ever bring to their turn: nobody would miss them."""
    return list((await connection.execute(_STRAYS)).scalars())


async def still_pending(connection: AsyncConnection, rows: Collection[int]) -> set[int]:
    """Those of the rows that have been neither superseded nor held nor erased since they were read."""
    values = {"in_hand": _list(connection.dialect.name, rows)}
    return set((await connection.execute(_still_pending(connection.dialect.name), values)).scalars())


async def lately_sent(connection: AsyncConnection, lately: timedelta) -> list[tuple[int, float]]:
    """The chats to which a message was sent of late, and how many seconds ago each, oldest first."""
    now = utc_now()
    try:
        found = (await connection.execute(_LATELY_SENT, {"since": now - lately, "now": now + lately})).all()
    except ValueError:  # a row that cannot be read: the pace is merely careful for it
        return []
    return [(chat, max(0.0, (now - at).total_seconds())) for chat, at in found if chat is not None and at is not None]


async def first_in_line(connection: AsyncConnection, limit: int) -> list[int | None]:
    """The chats of the messages that would leave first: one that stopped just now may have been sending them."""
    found: list[int | None] = []
    for lane in Lane:
        values = {"of_lane": lane, "most": limit - len(found)}
        found += (await connection.execute(_FIRST_IN_LINE, values)).scalars()
    return found


async def said_otherwise(connection: AsyncConnection, row_id: int) -> bool:
    """Whether the tap that a toast answers was answered by anything else in the chat."""
    found = await connection.execute(_SAID_OTHERWISE, {"row": row_id})
    return found.first() is not None


async def attachments(connection: AsyncConnection, row_id: int) -> list[tuple[str, str, bytes]]:
    """The files of a row: the name its parameters say, file name, content."""
    query = select(col(Attachment.name), col(Attachment.file_name), col(Attachment.content)).where(
        col(Attachment.outbox_id) == row_id
    )
    return [(name, file_name, content) for name, file_name, content in await connection.execute(query)]


# Lists of numbers go as one value each, so that each statement has one text: databases remember by the text how a
# statement is done. All are built once.


_ONE = (
    select(*_COLUMNS)
    .outerjoin(_Earlier, col(_Earlier.id) == col(OutboxRow.after_id))
    .where(col(OutboxRow.id) == bindparam("row"))
)
_Other = aliased(OutboxRow)
_SAID_OTHERWISE = (
    select(col(_Other.id))
    .join(OutboxRow, and_(col(_Other.chat_id) == col(OutboxRow.chat_id), col(_Other.trace) == col(OutboxRow.trace)))
    .where(col(OutboxRow.id) == bindparam("row"), col(_Other.method) != "answerCallbackQuery")
    .limit(1)
)
_LATELY_SENT = (
    select(col(OutboxRow.chat_id), col(OutboxRow.finished_at))
    # Said as the index of what is not yet blanked says it.
    .where(
        not_(col(OutboxRow.blanked)),
        col(OutboxRow.finished_at).between(bindparam("since"), bindparam("now")),
        col(OutboxRow.state) == OutboxState.SENT,
        col(OutboxRow.method) != "answerCallbackQuery",
    )
    .order_by(col(OutboxRow.finished_at))
    .limit(500)
)
_FIRST_IN_LINE = (
    select(col(OutboxRow.chat_id))
    .where(
        _PENDING,
        col(OutboxRow.lane) == bindparam("of_lane", type_=SmallInteger),
        col(OutboxRow.not_before).is_(None),
        col(OutboxRow.method) != "answerCallbackQuery",
    )
    .order_by(col(OutboxRow.id))
    .limit(bindparam("most"))
)
_NO_LANE = (col(OutboxRow.lane) < min(Lane), col(OutboxRow.lane) > max(Lane))
_NEVER: ColumnElement[Any] = literal_column("'9999-12-31'")
"""SQLite keeps any text as an hour, and compares it as such."""
_STRAYS = union_all(
    *(
        select(col(OutboxRow.id)).where(_PENDING, when, lane)
        for when in (col(OutboxRow.not_before).is_(None), col(OutboxRow.not_before).is_not(None))
        for lane in _NO_LANE
    ),
    *(
        select(col(OutboxRow.id)).where(
            _PENDING, col(OutboxRow.lane) == literal_column(str(lane.value)), col(OutboxRow.not_before) > _NEVER
        )
        for lane in Lane
    ),
).limit(100)
# By lane, as the indexes are.
_ANYTHING = select(
    or_(
        *(
            exists().where(_PENDING, col(OutboxRow.lane) == literal_column(str(lane.value)), when)
            for lane in Lane
            for when in (col(OutboxRow.not_before).is_(None), col(OutboxRow.not_before) <= bindparam("hour"))
        )
    )
)


@cache
def _expired(dialect: str) -> Select[Any]:
    late = col(OutboxRow.expires_at) <= bindparam("hour")
    return (
        select(col(OutboxRow.id))
        .where(_PENDING, late, not_(_among(dialect, col(OutboxRow.id), "in_hand")))
        .limit(bindparam("most"))
    )


@cache
def _still_pending(dialect: str) -> Select[Any]:
    return select(col(OutboxRow.id)).where(_PENDING, _among(dialect, col(OutboxRow.id), "in_hand"))


@lru_cache(maxsize=16)
def _claim(dialect: str, which: Literal["ready", "timed"], fence: Fence, _number: int | None) -> Select[Any]:
    lane: BindParameter[int] = bindparam("of_lane", type_=SmallInteger)
    # A row after one that still waits in the tables of another lane is not read: many of them would fill the window.
    near = or_(col(_Earlier.lane) == lane, _among(dialect, col(_Earlier.id), "in_hand"))
    follows = or_(
        col(OutboxRow.after_id).is_(None),
        col(_Earlier.state).is_(None),
        col(_Earlier.state).not_in((OutboxState.PENDING, OutboxState.HELD)),
        and_(col(_Earlier.state) == OutboxState.PENDING, near),
    )
    query = (
        select(*_COLUMNS)
        .outerjoin(_Earlier, col(_Earlier.id) == col(OutboxRow.after_id))
        .where(
            _PENDING,
            col(OutboxRow.lane) == lane,
            follows,
            not_(_among(dialect, col(OutboxRow.id), "in_hand")),
            or_(
                col(OutboxRow.chat_id).is_(None),
                col(OutboxRow.method) == literal_column("'answerCallbackQuery'"),
                not_(_among(dialect, col(OutboxRow.chat_id), "crowded")),
            ),
        )
        .limit(bindparam("most"))
    )
    if (held := fence.condition()) is not None:
        query = query.where(held)
    if which == "ready":
        return query.where(col(OutboxRow.not_before).is_(None)).order_by(col(OutboxRow.id))
    due = col(OutboxRow.not_before) <= bindparam("hour")
    return query.where(due).order_by(col(OutboxRow.not_before), col(OutboxRow.id))


def _among(dialect: str, column: Mapped[Any], name: str) -> ColumnElement[bool]:
    if dialect == "sqlite":
        return column.in_(select(func.json_each(bindparam(name, type_=String)).table_valued("value").c.value))
    return column == any_(bindparam(name, type_=ARRAY(BigInteger)))


def _list(dialect: str, numbers: Collection[int]) -> str | list[int]:
    return json.dumps(list(numbers)) if dialect == "sqlite" else list(numbers)


async def _rows(
    connection: AsyncConnection,
    query: Select[Any],
    values: dict[str, Any],
    *,
    in_hand: Collection[int],
    crowded: Collection[int],
) -> Read:
    dialect = connection.dialect.name
    values |= {"in_hand": _list(dialect, in_hand), "crowded": _list(dialect, crowded)}
    try:
        found = (await connection.execute(query, values)).all()
    except UNREADABLE:
        return await _one_by_one(connection, query, values)
    rows = [Row(*columns) for columns in found]
    return Read([row for row in rows if _sound(row)], [row.id for row in rows if not _sound(row)])


async def _one_by_one(connection: AsyncConnection, query: Select[Any], values: dict[str, Any]) -> Read:
    """Read each row alone, since one of them cannot be read: it must not stop the others."""
    ids = (await connection.execute(query.with_only_columns(col(OutboxRow.id)), values)).scalars().all()
    read = Read([])
    for row_id in ids:
        try:
            found = (await connection.execute(_ONE, {"row": row_id})).first()
        except UNREADABLE:
            read.unreadable.append(row_id)
            continue
        if found is not None and _sound(row := Row(*found)):
            read.rows.append(row)
        elif found is not None:
            read.unreadable.append(row_id)
    return read


def _sound(row: Row) -> bool:
    """Whether it can be a call at all."""
    # The columns are typed, but SQLite keeps whatever it is given, and JSON may be of any shape.
    method, params, attempts, chat_id = (getattr(row, name) for name in ("method", "params", "attempts", "chat_id"))
    if not (isinstance(method, str) and method.isalpha() and isinstance(params, dict)):
        return False
    return isinstance(attempts, int) and isinstance(chat_id, int | None)
