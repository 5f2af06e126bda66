"""The queue of the proposal worker: whether lists are stale or searches open. Asked at each tick, in one statement.

What lists are made from is marked as changed by triggers of the database, whichever use case changed it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, func, or_
from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import UnitSession
from storage.quarantine import admitted, aside
from storage.tables import Delegate, DelegateStatus, MatchingState, Mission, RankingMark, Search, TextVector
from storage.tables.base import utc_now
from storage.upsert import insert_missing

SMALL = 300
"""Delegates: up to this size all lists are updated at once; above, those of changed profiles first."""
AFTER = timedelta(seconds=20)
"""Debounce: in a larger mission all lists are updated this long after the first change."""
_AT_ONCE = 5_000
"""Marks taken in one transaction: a published timetable makes as many."""

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
        exists(select(RankingMark.id)),
    )
)


async def waits(session: AsyncSession) -> bool:
    """Whether there is work; reads partial indexes only."""
    return bool((await session.exec(_WAITS, params={"now": utc_now()})).one())


async def marked(session: AsyncSession) -> bool:
    """Whether something was marked as changed."""
    return bool((await session.exec(select(exists(select(RankingMark.id))))).one())


async def take_marks(session: UnitSession) -> None:
    """Turn what was marked as changed into missions whose lists are due."""
    marks = (await session.exec(select(RankingMark.id, RankingMark.mission_id).limit(_AT_ONCE))).all()
    if not marks:
        return
    await session.exec(delete(RankingMark).where(col(RankingMark.id).in_([each for each, _mission in marks])))
    there = select(Mission.id).where(col(Mission.id).in_({mission for _id, mission in marks}))
    for mission_id in (await session.exec(there)).all():
        await _want(session, mission_id)


async def _want(session: UnitSession, mission_id: int) -> None:
    """All lists of the mission are due; a change does not put off what another one wanted sooner."""
    taking_part = select(func.count()).where(
        Delegate.mission_id == mission_id, Delegate.status == DelegateStatus.APPROVED
    )
    small = (await session.exec(taking_part)).one() <= SMALL
    at: datetime = session.now if small else session.now + AFTER
    await insert_missing(session, MatchingState, {"mission_id": mission_id, "encoder": "", "figures": {}})
    unwanted = col(MatchingState.wanted_at).is_(None) | (col(MatchingState.wanted_at) > at)
    due = update(MatchingState).where(col(MatchingState.mission_id) == mission_id, unwanted)
    await session.exec(due.values(wanted_at=at))
