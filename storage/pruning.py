"""Retention of technical rows; docs/operate.md has the table. missions/privacy/retention is for people's data."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy
from sqlalchemy import ColumnElement, and_, delete, inspect, literal_column, not_, or_, tuple_, update
from sqlmodel import SQLModel, col, select

from storage import dead_letters
from storage.database import Database, UnitSession
from storage.outbox import ERASED
from storage.tables import (
    Attachment,
    Conversation,
    DeskJob,
    FailedUpdate,
    FreedPlace,
    FreedState,
    HeldNotice,
    LiveCard,
    OutboxRow,
    OutboxState,
    PostedNotice,
    ProcessedUpdate,
    Search,
    Slot,
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
JOBS_KEPT = timedelta(days=1)
"""A file that no one confirmed; what is to be done is done in seconds."""
SEARCHES_KEPT = timedelta(days=1)
CARDS_KEPT = timedelta(days=180)
"""Since the message came: what it is about is over by then, and nobody scrolls back so far."""
PLACES_KEPT = timedelta(days=30)
"""Since the slot of a freed place: offers of it go with it."""
VECTORS_KEPT = timedelta(days=30)
"""Since a text was last compared with others."""
UNREAD_KEPT = timedelta(hours=1)
"""A text that waits for an encoder, where there is none."""
_AT_ONCE = 500
"""Rows of one transaction: other writers hardly wait."""
_REST_SECONDS = 0.01


async def prune(database: Database, now: datetime | None = None) -> None:
    """Delete rows past their retention, in small transactions so that no update waits long."""
    moment = now or utc_now()
    for table, condition in _forgotten(moment):
        await _delete(database, table, condition)
    await _in_parts(database, partial(_drop_held, moment=moment))
    await _in_parts(database, partial(_blank, which=col(OutboxRow.finished_at) < moment - WORDS_KEPT))
    await _in_parts(database, partial(_blank, which=col(OutboxRow.about) == literal_column(f"'{ERASED}'")))
    done = col(OutboxRow.state) != OutboxState.PENDING
    # Said as the index says it: the blanked ones are by far the most.
    await _delete(
        database, OutboxRow, and_(col(OutboxRow.blanked), col(OutboxRow.finished_at) < moment - ROWS_KEPT, done)
    )


def _forgotten(now: datetime) -> Iterator[tuple[type[SQLModel], ColumnElement[bool]]]:
    """Tables, and which of their rows."""
    yield ProcessedUpdate, col(ProcessedUpdate.processed_at) < now - UPDATES_KEPT
    yield PostedNotice, col(PostedNotice.posted_at) < now - NOTICES_KEPT
    replayed, failed = col(FailedUpdate.replayed_at), col(FailedUpdate.failed_at)
    yield FailedUpdate, or_(replayed < now - REPLAYED_KEPT, failed < now - FAILED_KEPT)
    yield Conversation, col(Conversation.updated_at) < now - CONVERSATIONS_KEPT
    yield DeskJob, col(DeskJob.asked_at) < now - JOBS_KEPT
    yield HeldNotice, col(HeldNotice.told_at) < now - WORDS_KEPT
    yield Search, col(Search.asked_at) < now - SEARCHES_KEPT
    yield (
        FreedPlace,
        and_(
            col(FreedPlace.state) != FreedState.OPEN,
            col(FreedPlace.slot_id).not_in(select(Slot.id).where(col(Slot.ends_at) > now - PLACES_KEPT)),
        ),
    )
    yield LiveCard, col(LiveCard.created_at) < now - CARDS_KEPT
    used, unread = col(TextVector.used_at), col(TextVector.waiting).is_not(None)
    yield TextVector, or_(used < now - VECTORS_KEPT, and_(unread, used < now - UNREAD_KEPT))


async def _delete(database: Database, table: type[SQLModel], condition: ColumnElement[bool]) -> None:
    key = inspect(table).primary_key
    some = delete(table).where(tuple_(*key).in_(sqlalchemy.select(*key).where(condition).limit(_AT_ONCE)))

    async def part(session: UnitSession) -> int:
        return int((await session.exec(some)).rowcount)

    await _in_parts(database, part)


async def _in_parts(database: Database, part: Callable[[UnitSession], Awaitable[int]]) -> None:
    """Do a part in each unit of work, until one is not a whole one any more; part: how many rows it was."""
    while True:
        began = time.monotonic()
        async with database.unit() as session:
            count = await part(session)
        if count < _AT_ONCE:
            return
        # On SQLite a writer of another process polls for the lock, up to 0.1 s apart.
        await asyncio.sleep(max(_REST_SECONDS, time.monotonic() - began))


async def _drop_held(session: UnitSession, moment: datetime) -> int:
    """Held rows of a restored backup that were never released."""
    old = col(OutboxRow.created_at) < moment - HELD_KEPT
    held = select(OutboxRow.id).where(col(OutboxRow.state) == OutboxState.HELD, dead_letters.condition(), old)
    dropped = {"state": OutboxState.DROPPED, "finished_at": moment, "error": "never released"}
    some = update(OutboxRow).where(col(OutboxRow.id).in_(held.limit(_AT_ONCE)))
    return int((await session.exec(some.values(**dropped))).rowcount)


async def _blank(session: UnitSession, which: ColumnElement[bool]) -> int:
    """The words of a message that has ended, and its files; that it was sent stays."""
    ended = col(OutboxRow.finished_at).is_not(None)
    found = select(OutboxRow.id).where(
        not_(col(OutboxRow.blanked)), ended, which, col(OutboxRow.state) != OutboxState.PENDING
    )
    ids = (await session.exec(found.limit(_AT_ONCE))).all()
    await session.exec(delete(Attachment).where(col(Attachment.outbox_id).in_(ids)))
    await session.exec(update(OutboxRow).where(col(OutboxRow.id).in_(ids)).values(params={}, about="", blanked=True))
    return len(ids)
