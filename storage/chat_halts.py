"""Halts of single chats that Telegram asked for with a 429: kept, so that the next courier keeps them too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from storage.quarantine import UNREADABLE
from storage.tables import ChatHalt
from storage.tables.base import utc_now
from storage.upsert import insert_into

MOST = 1000
"""Chats kept, those halted longest: Telegram halts everything where so many are refused."""

_until = col(ChatHalt.halted_until)


async def keep(connection: AsyncConnection, found: Mapping[int, tuple[datetime, datetime]]) -> None:
    """Store from when until when each chat is halted; where both are one instant, it is not halted any more."""
    held = {chat: span for chat, span in found.items() if span[0] < span[1]}
    over = [chat for chat in found if chat not in held]
    # Also those whose time is over.
    await connection.execute(delete(ChatHalt).where(col(ChatHalt.chat_id).in_(over) | (_until <= utc_now())))
    if held:
        rows = [{"chat_id": chat, "halted_at": at, "halted_until": until} for chat, (at, until) in held.items()]
        new = insert_into(connection.dialect.name, ChatHalt).values(rows)
        span = {name: new.excluded[name] for name in ("halted_at", "halted_until")}
        await connection.execute(new.on_conflict_do_update(index_elements=["chat_id"], set_=span))
        longest = select(col(ChatHalt.chat_id)).order_by(_until.desc()).limit(MOST)
        await connection.execute(delete(ChatHalt).where(col(ChatHalt.chat_id).not_in(longest)))


async def left(connection: AsyncConnection) -> dict[int, float]:
    """The chats that are halted, and for how many seconds; never longer than it was, wherever the clock went."""
    now = utc_now()
    found = {chat: min(until - now, until - at).total_seconds() for chat, at, until in await _readable(connection)}
    return {chat: seconds for chat, seconds in found.items() if seconds > 0}


async def _readable(connection: AsyncConnection) -> Sequence[tuple[int, datetime, datetime]]:
    """All but those that cannot be read: they halt nobody, and least of all everyone."""
    query = select(col(ChatHalt.chat_id), col(ChatHalt.halted_at), _until)
    try:
        return [(chat, at, until) for chat, at, until in await connection.execute(query)]
    except UNREADABLE:
        pass
    found = []
    for chat in (await connection.execute(select(col(ChatHalt.chat_id)))).scalars().all():
        with suppress(*UNREADABLE):
            one = await connection.execute(query.where(col(ChatHalt.chat_id) == chat))
            found += [(chat, at, until) for _chat, at, until in one]
    return found


async def count(connection: AsyncConnection) -> int:
    """How many are halted."""
    statement = select(func.count()).select_from(ChatHalt).where(_until > utc_now())
    return int((await connection.execute(statement)).scalar_one())


async def lift(connection: AsyncConnection) -> None:
    """End them all."""
    await connection.execute(delete(ChatHalt))
