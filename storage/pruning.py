"""What is not kept for ever: numbers of updates, keys of notices, and the words of messages long delivered."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, update
from sqlmodel import col, select

from storage.database import Database
from storage.tables import Attachment, FailedUpdate, Notice, OutboxRow, OutboxState, ProcessedUpdate, Search, TextVector
from storage.tables.base import utc_now

UPDATES_KEPT = timedelta(days=7)
"""Telegram itself forgets an update after one day."""
WORDS_KEPT = timedelta(days=7)
NOTICES_KEPT = timedelta(days=60)
REPLAYED_KEPT = timedelta(days=7)
SEARCHES_KEPT = timedelta(days=1)
VECTORS_KEPT = timedelta(days=30)
"""Since a text was last compared with others."""
UNREAD_KEPT = timedelta(hours=1)
"""A text that waits for an encoder, where there is none."""
_AT_ONCE = 5_000


async def prune(database: Database) -> None:
    """Forget what nobody asks for any more, a little at a time so that no update waits long."""
    now = utc_now()
    async with database.unit() as session:
        await session.exec(delete(ProcessedUpdate).where(col(ProcessedUpdate.processed_at) < now - UPDATES_KEPT))
        await session.exec(delete(Notice).where(col(Notice.posted_at) < now - NOTICES_KEPT))
        await session.exec(delete(Search).where(col(Search.asked_at) < now - SEARCHES_KEPT))
        unread = col(TextVector.waiting).is_not(None) & (col(TextVector.used_at) < now - UNREAD_KEPT)
        await session.exec(delete(TextVector).where(unread | (col(TextVector.used_at) < now - VECTORS_KEPT)))
        await session.exec(delete(FailedUpdate).where(col(FailedUpdate.replayed_at) < now - REPLAYED_KEPT))
    async with database.unit() as session:
        old = (
            select(col(OutboxRow.id))
            .where(
                col(OutboxRow.finished_at) < now - WORDS_KEPT,
                col(OutboxRow.state) != OutboxState.PENDING,
                col(OutboxRow.blanked).is_(False),
            )
            .limit(_AT_ONCE)
        )
        ids = (await session.exec(old)).all()
        await session.exec(delete(Attachment).where(col(Attachment.outbox_id).in_(ids)))
        await session.exec(update(OutboxRow).where(col(OutboxRow.id).in_(ids)).values(params={}, blanked=True))
