"""What is not kept for ever; docs/operate.md has the table. What missions keep of people is in missions/retention."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from storage import aside
from storage.database import Database, UnitSession
from storage.tables import (
    Attachment,
    Conversation,
    FailedUpdate,
    Notice,
    OutboxRow,
    OutboxState,
    ProcessedUpdate,
    Search,
    TextVector,
)
from storage.tables.base import utc_now

UPDATES_KEPT = timedelta(days=7)
"""Telegram itself forgets an update after one day."""
WORDS_KEPT = timedelta(days=7)
ROWS_KEPT = timedelta(days=365)
HELD_KEPT = timedelta(days=30)
NOTICES_KEPT = timedelta(days=60)
REPLAYED_KEPT = timedelta(days=7)
FAILED_KEPT = timedelta(days=30)
CONVERSATIONS_KEPT = timedelta(days=30)
SEARCHES_KEPT = timedelta(days=1)
VECTORS_KEPT = timedelta(days=30)
"""Since a text was last compared with others."""
UNREAD_KEPT = timedelta(hours=1)
"""A text that waits for an encoder, where there is none."""
_AT_ONCE = 5_000


async def prune(database: Database, now: datetime | None = None) -> None:
    """Forget what nobody asks for any more, a little at a time so that no update waits long."""
    moment = now or utc_now()
    async with database.unit() as session:
        await _forget_small_things(session, moment)
    finished = col(OutboxRow.finished_at)
    to_blank = select(col(OutboxRow.id)).where(
        finished < moment - WORDS_KEPT,
        col(OutboxRow.state) != OutboxState.PENDING,
        col(OutboxRow.blanked).is_(False),
    )
    to_delete = select(col(OutboxRow.id)).where(
        finished < moment - ROWS_KEPT, col(OutboxRow.state) != OutboxState.PENDING
    )
    await _in_parts(database, to_blank, _blank)
    await _in_parts(database, to_delete, _delete)


async def _forget_small_things(session: UnitSession, now: datetime) -> None:
    forgotten = (
        (ProcessedUpdate, col(ProcessedUpdate.processed_at) < now - UPDATES_KEPT),
        (Notice, col(Notice.posted_at) < now - NOTICES_KEPT),
        (
            FailedUpdate,
            or_(
                col(FailedUpdate.replayed_at) < now - REPLAYED_KEPT,
                col(FailedUpdate.failed_at) < now - FAILED_KEPT,
            ),
        ),
        (Conversation, col(Conversation.updated_at) < now - CONVERSATIONS_KEPT),
        (Search, col(Search.asked_at) < now - SEARCHES_KEPT),
        (
            TextVector,
            or_(
                col(TextVector.used_at) < now - VECTORS_KEPT,
                col(TextVector.waiting).is_not(None) & (col(TextVector.used_at) < now - UNREAD_KEPT),
            ),
        ),
    )
    for table, condition in forgotten:
        await session.exec(delete(table).where(condition))
    await session.exec(
        update(OutboxRow)
        .where(
            col(OutboxRow.state) == OutboxState.HELD,
            aside.condition(),
            col(OutboxRow.created_at) < now - HELD_KEPT,
        )
        .values(state=OutboxState.DROPPED, finished_at=now, error="never released")
    )


async def _in_parts(
    database: Database, which: SelectOfScalar[int], work: Callable[[UnitSession, list[int]], Any]
) -> None:
    while True:
        async with database.unit() as session:
            ids = list((await session.exec(which.limit(_AT_ONCE))).all())
            await work(session, ids)
        if len(ids) < _AT_ONCE:
            return


async def _blank(session: UnitSession, ids: list[int]) -> None:
    await session.exec(delete(Attachment).where(col(Attachment.outbox_id).in_(ids)))
    await session.exec(update(OutboxRow).where(col(OutboxRow.id).in_(ids)).values(params={}, blanked=True))


async def _delete(session: UnitSession, ids: list[int]) -> None:
    await session.exec(delete(OutboxRow).where(col(OutboxRow.id).in_(ids)))
