"""Drafts of a timetable: organisers begin, stop and discard them; a worker process makes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from locales import N_
from missions.audit import record
from missions.errors import Refusal
from missions.people import access
from missions.timetables.draft_plan import TimetableDraft
from storage import quarantine
from storage.database import UnitSession
from storage.tables import Mission, Person, Timetable, TimetableKind, TimetableState
from storage.tables.base import utc_now

SILENT = timedelta(seconds=15)
"""A worker without a heartbeat for this long is dead; it sends one each second."""
ATTEMPTS = 3

GONE = N_("This draft no longer exists.")
UNDER_WAY = N_("A timetable is already being made. Please stop that one first.")
STILL_PUBLISHED = N_("A timetable is being published. Please wait a moment until it is done.")
STATES = {
    TimetableState.MAKING: N_("This timetable is still being made."),
    TimetableState.READY: N_("This timetable is ready to check."),
    TimetableState.FAILED: N_("This timetable could not be made."),
    TimetableState.PUBLISHING: N_("This timetable is being published."),
    TimetableState.PUBLISHED: N_("This timetable has been published."),
    TimetableState.DISCARDED: N_("This draft has been discarded."),
}
DIED = "died"
INFEASIBLE = "infeasible"
EMPTY = "empty"


async def begin(
    session: UnitSession, mission: Mission, kind: TimetableKind, *, by: Person | None, seconds: int = 0
) -> Timetable:
    """Begin a draft, for a worker to claim. seconds: 0 for the usual time for its size.

    The caller has checked who begins it. Earlier drafts are discarded.

    Raises:
        Refusal: one is being made or published already.
    """
    # Locked: of two organisers, the second sees the first one's draft.
    await session.exec(select(Mission.id).where(Mission.id == mission.id).with_for_update(key_share=True))
    under_way = (TimetableState.MAKING, TimetableState.READY, TimetableState.PUBLISHING)
    for earlier in await _of(session, mission.id, *under_way):
        if earlier.state is TimetableState.MAKING:
            raise Refusal(UNDER_WAY)
        if earlier.state is TimetableState.PUBLISHING:
            raise Refusal(STILL_PUBLISHED)
        earlier.state = TimetableState.DISCARDED
        earlier.revision += 1
    draft = Timetable(
        mission_id=mission.id,
        kind=kind,
        seconds=seconds,
        made_by=by.id if by else None,
        created_at=session.now,
    )
    session.add(draft)
    await session.flush()
    record(session, by, mission.id, f"timetable.{kind}", f"timetable:{draft.id}")
    return draft


async def find(session: UnitSession, organiser: Person, timetable_id: int) -> tuple[Timetable, Mission]:
    """A draft of a mission that this person organises, locked for a change.

    Raises:
        Refusal: they do not organise it, or there is none.
    """
    draft = await session.get(Timetable, timetable_id, with_for_update={"key_share": True}, populate_existing=True)
    mission = await access.require_organiser(session, organiser, draft.mission_id if draft else None)
    if draft is None:
        raise Refusal(GONE)
    return draft, mission


async def ready(session: UnitSession, organiser: Person, timetable_id: int) -> tuple[Timetable, Mission]:
    """A draft that is ready for review and publication.

    Raises:
        Refusal: as find; or it is not ready, or is published or discarded.
    """
    draft, mission = await find(session, organiser, timetable_id)
    if draft.state is not TimetableState.READY:
        raise Refusal(STATES[draft.state])
    return draft, mission


async def stop(session: UnitSession, organiser: Person, timetable_id: int) -> Timetable:
    """Ask the worker to end now with its best plan.

    Raises:
        Refusal: as find; or no worker is at it.
    """
    draft, mission = await find(session, organiser, timetable_id)
    if draft.state is not TimetableState.MAKING:
        raise Refusal(STATES[draft.state])
    if draft.stop_asked_at is None:
        draft.stop_asked_at = session.now
        record(session, organiser, mission.id, "timetable.stop", f"timetable:{draft.id}")
    return draft


async def discard(session: UnitSession, organiser: Person, timetable_id: int) -> Timetable:
    """Discard a draft; the published timetable stays.

    Raises:
        Refusal: as find; or it is published, or being made.
    """
    draft, mission = await find(session, organiser, timetable_id)
    if draft.state not in {TimetableState.READY, TimetableState.FAILED}:
        raise Refusal(STATES[draft.state])
    draft.state = TimetableState.DISCARDED
    draft.revision += 1
    record(session, organiser, mission.id, "timetable.discard", f"timetable:{draft.id}")
    return draft


async def latest(session: AsyncSession, mission_id: int) -> Timetable | None:
    """The newest draft of a mission that is being made, ready, failed or being published."""
    wanted = (TimetableState.MAKING, TimetableState.READY, TimetableState.FAILED, TimetableState.PUBLISHING)
    found = await _of(session, mission_id, *wanted)
    return found[0] if found else None


async def published(session: AsyncSession, mission_id: int) -> Timetable | None:
    """The timetable published last."""
    found = await _of(session, mission_id, TimetableState.PUBLISHED)
    return found[0] if found else None


async def waits(session: AsyncSession) -> bool:
    """Whether a draft waits for a worker."""
    return bool(await quarantine.rows(session, Timetable, _idle(utc_now()).limit(1)))


async def claim(session: UnitSession) -> Timetable | None:
    """Claim a draft that is new or whose worker died. After ATTEMPTS workers, it fails instead."""
    idle = _idle(session.now).order_by(col(Timetable.id)).limit(1)
    found = await quarantine.rows(session, Timetable, idle.with_for_update(skip_locked=True, key_share=True))
    if not found:
        return None
    draft: Timetable = found[0]
    if draft.attempts >= ATTEMPTS:
        await fail(session, draft.id, DIED)
        return None
    draft.attempts += 1
    draft.beat_at = session.now
    return draft


async def tell(session: UnitSession, timetable_id: int, progress: Mapping[str, Any]) -> bool:
    """Record a worker's heartbeat and progress; True if it must stop now with its best plan."""
    draft = await session.get(Timetable, timetable_id, with_for_update={"key_share": True}, populate_existing=True)
    if draft is None or draft.state is not TimetableState.MAKING:
        return True
    draft.beat_at = session.now
    if progress:
        draft.progress = dict(progress)
    return draft.stop_asked_at is not None


async def finish(session: UnitSession, timetable_id: int, draft: TimetableDraft, basis: str) -> None:
    """Record the worker's plan: the draft is ready."""
    row = await session.get(Timetable, timetable_id, with_for_update={"key_share": True}, populate_existing=True)
    if row is None or row.state is not TimetableState.MAKING:
        return
    row.plan, row.basis = draft.to_json(), basis
    row.state = TimetableState.READY
    row.finished_at = session.now
    row.revision += 1


async def fail(session: UnitSession, timetable_id: int, error: str) -> None:
    """Record that there is no plan. error: "died", "infeasible" or "empty"."""
    row = await session.get(Timetable, timetable_id, with_for_update={"key_share": True}, populate_existing=True)
    if row is None or row.state not in {TimetableState.MAKING, TimetableState.READY}:
        return
    row.state, row.error, row.finished_at = TimetableState.FAILED, error, session.now
    row.revision += 1


async def release(session: UnitSession, timetable_id: int) -> None:
    """Give a draft back without a result, for the next worker to claim at once."""
    row = await session.get(Timetable, timetable_id, with_for_update={"key_share": True}, populate_existing=True)
    if row is not None and row.state is TimetableState.MAKING:
        row.beat_at = None


def age(draft: Timetable, now: datetime) -> timedelta:
    """How long it has been worked on."""
    return (draft.finished_at or now) - draft.created_at


def _idle(now: datetime) -> SelectOfScalar[Timetable]:
    unheard = col(Timetable.beat_at).is_(None) | (col(Timetable.beat_at) < now - SILENT)
    return select(Timetable).where(Timetable.state == TimetableState.MAKING, unheard)


async def _of(session: AsyncSession, mission_id: int, *states: TimetableState) -> list[Timetable]:
    statement = select(Timetable).where(Timetable.mission_id == mission_id, col(Timetable.state).in_(states))
    return list((await session.exec(statement.order_by(col(Timetable.id).desc()))).all())
