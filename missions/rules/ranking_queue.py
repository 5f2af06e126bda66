"""The queue of the proposal worker: whether lists are stale or searches open. Asked at each tick, in one statement."""

from __future__ import annotations

from sqlalchemy import bindparam, exists, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import UnitSession
from storage.quarantine import admitted, aside
from storage.tables import Delegate, MatchingState, Mission, Search, TextVector
from storage.tables.base import utc_now
from storage.upsert import upsert

_WAITS = select(
    or_(
        exists().where(
            col(Delegate.ranked_revision) != col(Delegate.revision),
            admitted(Delegate),
            # Set aside, a mission has no lists made.
            col(Delegate.mission_id).not_in(aside(Mission)),
            col(Delegate.mission_id).not_in(aside(MatchingState)),
        ),
        exists().where(
            col(MatchingState.wanted_at) <= bindparam("now"),
            admitted(MatchingState),
            col(MatchingState.mission_id).not_in(aside(Mission)),
        ),
        exists().where(col(TextVector.waiting).is_not(None)),
        exists().where(col(Search.told_at).is_(None), col(Search.answered_at).is_(None), admitted(Search)),
    )
)


async def waits(session: AsyncSession) -> bool:
    """Whether there is work; reads partial indexes only."""
    return bool((await session.exec(_WAITS, params={"now": utc_now()})).one())


async def want(session: UnitSession, mission_id: int) -> None:
    """Mark all lists of the mission stale, after a change of rules or wishes."""
    values = {"mission_id": mission_id, "encoder": "", "figures": {}, "wanted_at": session.now}
    await upsert(session, MatchingState, values, key="mission_id", update=["wanted_at"])
