"""Posting to the outbox: a Bot API call that goes out if, and only if, its cause is committed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import UnitSession
from storage.tables import Attachment, Lane, Notice, OutboxRow, OutboxState

Files = Mapping[str, tuple[str, bytes]]
"""Attachments by the name the parameters say (attach://NAME): file name and content."""

_TABLE = cast(Table, OutboxRow.__table__)  # type: ignore[attr-defined] # SQLModel's typing does not know it
_POST = insert(_TABLE).values(state=OutboxState.PENDING, attempts=0, error="", blanked=False).returning(_TABLE.c.id)


async def post(
    session: UnitSession,
    method: str,
    params: dict[str, Any],
    *,
    lane: Lane = Lane.REPLY,
    chat_id: int | None = None,
    files: Files | None = None,
    after_id: int | None = None,
    key: str | None = None,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
    announcement_id: int | None = None,
) -> int:
    """Queue one call of the Bot API and give back the row's id, which later rows may refer to as after_id.

    method is the Bot API's name ("sendMessage"), params its JSON parameters. With a key, a pending row with the same
    key is dropped: the new one says it all.
    """
    if key is not None:
        await session.exec(
            update(OutboxRow)
            .where(col(OutboxRow.key) == key, col(OutboxRow.state) == OutboxState.PENDING)
            .values(state=OutboxState.DROPPED, finished_at=session.now, error="superseded")
        )
    # As a plain statement: through the session's flush, each post would cost twice as much.
    posted = await session.exec(
        _POST,
        params={
            "lane": lane,
            "chat_id": chat_id,
            "method": method,
            "params": params,
            "after_id": after_id,
            "key": key,
            "not_before": not_before,
            "expires_at": expires_at,
            "announcement_id": announcement_id,
            "created_at": session.now,
        },
    )
    row_id = int(posted.scalar_one())
    for name, (file_name, content) in (files or {}).items():
        session.add(Attachment(outbox_id=row_id, name=name, file_name=file_name, content=content))
    session.mark_posted()
    return row_id


async def claim_notice(session: UnitSession, key: str) -> bool:
    """True the first time a notice with this key is posted; false for ever after, whoever asks and whenever."""
    insert_new = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert_new(Notice).values(key=key, posted_at=session.now).on_conflict_do_nothing()
    result = await session.exec(statement.returning(col(Notice.key)))
    return result.first() is not None


async def replies_wait(session: AsyncSession) -> bool:
    """Whether any reply is still to be sent."""
    pending = select(col(OutboxRow.id)).where(
        col(OutboxRow.state) == OutboxState.PENDING,
        col(OutboxRow.lane) == Lane.REPLY,
        col(OutboxRow.not_before).is_(None),
    )
    return (await session.exec(pending.limit(1))).first() is not None
