"""Posting to the outbox: a Bot API call that goes out if, and only if, its cause is committed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Table, bindparam, case, func, insert, literal_column, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import UnitSession
from storage.tables import Attachment, FailedUpdate, Lane, OutboxRow, OutboxState, PostedNotice
from storage.tables.base import utc_now
from storage.upsert import insert_missing

Files = Mapping[str, tuple[str, bytes]]
"""Attachments by the name the parameters say (attach://NAME): file name and content."""

ERASED = " erased "
"""What a row is about whose subject was erased after it was posted: its words go as soon as it has ended."""

_TABLE = cast(Table, OutboxRow.__table__)  # type: ignore[attr-defined] # SQLModel's typing does not know it
_POST = insert(_TABLE).values(state=OutboxState.PENDING, attempts=0, error="", blanked=False).returning(_TABLE.c.id)

_SUPERSEDE = (
    update(_TABLE)
    # Written out, so that the engines see that the index of pending keys serves.
    .where(_TABLE.c.key == bindparam("superseded"), _TABLE.c.state == literal_column("'pending'"))
    .values(state=OutboxState.DROPPED, finished_at=bindparam("at"), error="superseded")
)


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
    first: bool = False,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
    quiet: tuple[datetime, datetime] | None = None,
    announcement_id: int | None = None,
    about: Collection[str] = (),
) -> int:
    """Queue one call of the Bot API and give back the row's id, which later rows may refer to as after_id.

    method is the Bot API's name ("sendMessage"), params its JSON parameters. With a key, a pending row with the same
    key is dropped: the new one says it all. first: the caller knows that there is none. about: its subjects.
    quiet: from when until when it is not sent, if it has waited till then.
    """
    if key is not None and not first:
        await session.exec(_SUPERSEDE, params={"superseded": key, "at": session.now})
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
            "quiet_from": quiet[0] if quiet else None,
            "quiet_until": quiet[1] if quiet else None,
            "announcement_id": announcement_id,
            "about": "".join(f" {subject}" for subject in sorted(about)) + " " if about else "",
            "trace": session.info.get("trace", ""),
            "created_at": session.now,
        },
    )
    row_id = int(posted.scalar_one())
    for name, (file_name, content) in (files or {}).items():
        session.add(Attachment(outbox_id=row_id, name=name, file_name=file_name, content=content))
    session.mark_posted()
    return row_id


async def rest(session: AsyncSession, now: datetime) -> None:
    """Give what still waits the end of the quiet time that has begun as its hour."""
    begun = _TABLE.c.quiet_from <= now
    pending = _TABLE.c.state == literal_column("'pending'")
    if (await session.exec(select(_TABLE.c.id).where(pending, begun).limit(1))).first() is None:
        return
    later = case((_TABLE.c.quiet_until > now, _TABLE.c.quiet_until), else_=_TABLE.c.not_before)
    await session.exec(update(_TABLE).where(pending, begun).values(not_before=later, quiet_from=None, quiet_until=None))


async def posted(session: AsyncSession, chat_id: int, key: str, since: datetime) -> Sequence[Mapping[str, Any]]:
    """The parameters of what was posted to a chat with this key since then."""
    rows = select(OutboxRow.params).where(
        OutboxRow.chat_id == chat_id, OutboxRow.key == key, col(OutboxRow.created_at) >= since
    )
    return (await session.exec(rows)).all()


async def claim_notice(session: UnitSession, key: str) -> bool:
    """Whether this is the first notice with this key; exactly one caller gets True, under any race."""
    return await insert_missing(session, PostedNotice, {"key": key, "posted_at": session.now})


async def close_chat(connection: AsyncConnection, chat_id: int, at: datetime) -> int:
    """Mark what is queued for an unreachable chat undelivered, but for replies (to a return). The count of rows."""
    closed: CursorResult[Any] = await connection.execute(
        update(_TABLE)
        .where(
            _TABLE.c.chat_id == chat_id,
            _TABLE.c.state == literal_column("'pending'"),
            _TABLE.c.lane != Lane.REPLY,
        )
        .values(state=OutboxState.UNDELIVERED, error="unreachable", finished_at=at)
    )
    return closed.rowcount


async def replies_wait(session: AsyncSession) -> bool:
    """Whether any reply is still to be sent."""
    pending = select(col(OutboxRow.id)).where(
        col(OutboxRow.state) == OutboxState.PENDING,
        col(OutboxRow.lane) == Lane.REPLY,
        col(OutboxRow.not_before).is_(None),
    )
    return (await session.exec(pending.limit(1))).first() is not None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is pending in a lane."""

    now: int = 0
    later: int = 0
    """Those that wait for their hour."""
    oldest_seconds: float = 0.0


async def waiting(session: AsyncSession) -> dict[Lane, Waiting]:
    """What is pending, by lane, through the indexes made for the courier."""
    now = utc_now()
    pending = col(OutboxRow.state) == literal_column("'pending'")  # written out, for the partial indexes
    lane, at = col(OutboxRow.lane), col(OutboxRow.not_before)
    ready = select(lane, func.count().label("count"), func.min(OutboxRow.id).label("first"))
    first = ready.where(pending, at.is_(None)).group_by(lane).subquery()
    posted = select(first.c.lane, first.c.count, OutboxRow.created_at).join(
        OutboxRow, col(OutboxRow.id) == first.c.first
    )
    late = case((at <= now, 1), else_=0)
    timed = select(lane, func.sum(late), func.count(), func.min(at)).where(pending, at.is_not(None)).group_by(lane)
    timed = timed.where(lane.in_([int(known) for known in Lane]))
    found = dict.fromkeys(Lane, Waiting())
    posted = posted.where(first.c.lane.in_([int(known) for known in Lane]))
    for number, count, since in await session.exec(posted):
        found[Lane(number)] = Waiting(now=count, oldest_seconds=max(0.0, (now - since).total_seconds()))
    for number, due, count, first_hour in await session.exec(timed):
        so_far = found[Lane(number)]
        oldest = max(so_far.oldest_seconds, (now - (first_hour or now)).total_seconds())
        found[Lane(number)] = Waiting(now=so_far.now + due, later=count - due, oldest_seconds=oldest)
    return found


async def set_aside(session: AsyncSession) -> dict[OutboxState, int]:
    """How many calls wait for an operator: refused by Telegram, or held back after a restore."""
    aside = col(OutboxRow.state).in_([literal_column("'dead'"), literal_column("'held'")])
    counted = dict((await session.exec(select(OutboxRow.state, func.count()).where(aside).group_by("state"))).all())
    return {state: counted.get(state, 0) for state in (OutboxState.DEAD, OutboxState.HELD)}


async def failed_updates(session: AsyncSession) -> int:
    """How many updates failed and were not handled since."""
    left = select(func.count()).select_from(FailedUpdate).where(col(FailedUpdate.replayed_at).is_(None))
    return (await session.exec(left)).one()
