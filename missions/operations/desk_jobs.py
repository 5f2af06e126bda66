"""What organisers asked for that takes longer than a tap: the clock does it aside, and answers."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import UnitSession
from storage.tables import DeskJob, DeskJobKind, Mission, Person


def ask(session: UnitSession, organiser: Person, mission: Mission, kind: DeskJobKind, **detail: Any) -> DeskJob:  # noqa: ANN401 - JSON
    """Have it done for an organiser of the mission, whose right the caller has checked."""
    job = DeskJob(
        mission_id=mission.id,
        person_id=organiser.id,
        kind=kind,
        detail=detail,
        asked_at=session.now,
        due_at=session.now,
    )
    session.add(job)
    return job


async def is_due(session: AsyncSession, *, without: DeskJobKind | None = None) -> bool:
    """Whether anything is to be done, of another kind than this."""
    due = select(DeskJob.id).where(col(DeskJob.due_at) <= session.info["now"])
    if without is not None:
        due = due.where(DeskJob.kind != without)
    return (await session.exec(due.limit(1))).first() is not None


async def next_due(session: UnitSession, *, without: DeskJobKind | None = None) -> DeskJob | None:
    """What has waited longest, of another kind than this."""
    due = select(DeskJob).where(col(DeskJob.due_at) <= session.now)
    if without is not None:
        due = due.where(DeskJob.kind != without)
    return (await session.exec(due.order_by(col(DeskJob.due_at), col(DeskJob.id)).limit(1))).first()
