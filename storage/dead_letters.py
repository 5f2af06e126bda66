"""Dead letters: calls of the outbox that Telegram refused for good, or that are held back after a restore."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, exists, literal_column
from sqlalchemy.orm import aliased
from sqlmodel import col, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import UnitSession
from storage.tables import Lane, OutboxRow, OutboxState, Person

GIVEN_UP = "given up"
Chats = Select[Any] | None
"""A query for the Telegram ids of those whose calls are meant; None: everyone's."""


@dataclass(frozen=True, slots=True)
class Sort:
    """Calls of one state and lane: how many, since when, and how many of them can still be sent."""

    state: OutboxState
    lane: Lane
    count: int
    blanked: int
    """Whose words were erased meanwhile."""
    oldest: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """One call, without anything that is said in it."""

    id: int
    person_id: int | None
    lane: Lane
    method: str
    created_at: datetime
    error: str
    expires_at: datetime | None
    blanked: bool


@dataclass(frozen=True, slots=True)
class SentAgain:
    """What became of calls that were to be sent after all."""

    pending: int = 0
    pointless: int = 0
    """Superseded by a newer one meanwhile: dropped."""
    blanked: int = 0
    """Their words were erased: there is nothing left to send."""


async def sorts(session: AsyncSession, chats: Chats = None) -> list[Sort]:
    """All there are, by state and lane."""
    columns: list[Any] = [
        OutboxRow.state,
        OutboxRow.lane,
        func.count(),
        func.sum(case((col(OutboxRow.blanked), 1), else_=0)),
        func.min(OutboxRow.created_at),
    ]
    query = (
        select(*columns)
        .where(condition(), *_of(chats))
        .group_by(col(OutboxRow.state), col(OutboxRow.lane))
        .order_by(col(OutboxRow.state), col(OutboxRow.lane))
    )
    found = (await session.exec(query)).all()
    return [Sort(OutboxState(state), Lane(lane), count, int(gone), since) for state, lane, count, gone, since in found]


async def listed(session: AsyncSession, state: OutboxState) -> list[Listed]:
    """Each one, the oldest first."""
    columns: list[Any] = [
        OutboxRow.id,
        Person.id,
        OutboxRow.lane,
        OutboxRow.method,
        OutboxRow.created_at,
        OutboxRow.error,
        OutboxRow.expires_at,
        OutboxRow.blanked,
    ]
    query = (
        select(*columns)
        .outerjoin(Person, col(Person.telegram_id) == col(OutboxRow.chat_id))
        .where(condition(), col(OutboxRow.state) == state)
        .order_by(col(OutboxRow.id))
    )
    return [Listed(row[0], row[1], Lane(row[2]), *row[3:]) for row in await session.exec(query)]


async def hold_pending(session: UnitSession, *, pointless: Collection[str]) -> tuple[int, int]:
    """Hold back all that is pending, but the methods named: those are dropped. What has expired is held as well.

    How many are held, and how many dropped.
    """
    pending = col(OutboxRow.state) == OutboxState.PENDING
    dropped = await session.exec(
        update(OutboxRow)
        .where(pending, col(OutboxRow.method).in_(pointless))
        .values(state=OutboxState.DROPPED, finished_at=session.now, error="expired")
    )
    held = await session.exec(update(OutboxRow).where(pending).values(state=OutboxState.HELD))
    return held.rowcount, dropped.rowcount


async def send_again(
    session: UnitSession, state: OutboxState, *, ids: Collection[int] | None = None, chats: Chats = None
) -> SentAgain:
    """Let the courier send those of a state, all of them or those named, once each and in their order.

    What was superseded is dropped instead; what was blanked stays where it is. Whether one has expired is for the
    courier to say, who asks both clocks.
    """
    which = _which(state, ids, chats)
    newer = aliased(OutboxRow)
    superseded = and_(
        col(OutboxRow.key).is_not(None),
        exists().where(col(newer.key) == col(OutboxRow.key), col(newer.id) > col(OutboxRow.id)),
    )
    pointless = await session.exec(
        update(OutboxRow)
        .where(*which, superseded)
        .values(state=OutboxState.DROPPED, finished_at=session.now, error="superseded")
        .execution_options(synchronize_session=False)
    )
    pending = await session.exec(
        update(OutboxRow)
        .where(*which, col(OutboxRow.blanked).is_(False))
        .values(state=OutboxState.PENDING, finished_at=None, attempts=0, error="")
        .execution_options(synchronize_session=False)
    )
    session.mark_posted()
    left = (await session.exec(select(func.count()).select_from(OutboxRow).where(*which))).one()
    return SentAgain(pending.rowcount, pointless.rowcount, left)


async def give_up(
    session: UnitSession, state: OutboxState, *, ids: Collection[int] | None = None, chats: Chats = None
) -> int:
    """Never send those of a state, all of them or those named. How many there were."""
    given_up = await session.exec(
        update(OutboxRow)
        .where(*_which(state, ids, chats))
        .values(state=OutboxState.DROPPED, finished_at=session.now, error=GIVEN_UP)
        .execution_options(synchronize_session=False)
    )
    return given_up.rowcount


def _which(state: OutboxState, ids: Collection[int] | None, chats: Chats) -> list[Any]:
    named = [] if ids is None else [col(OutboxRow.id).in_(ids)]
    return [condition(), col(OutboxRow.state) == state, *named, *_of(chats)]


def _of(chats: Chats) -> list[Any]:
    return [] if chats is None else [col(OutboxRow.chat_id).in_(chats)]


def condition() -> Any:  # noqa: ANN401 - SQLAlchemy's
    """Which rows are set aside: written out, so that the engines see that the index made for it serves."""
    return col(OutboxRow.state).in_([literal_column("'dead'"), literal_column("'held'")])
