"""Delegates whom messages no longer reach: the desk is told once, so that someone picks up the telephone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import col, select

from missions import jobs
from missions.directory.figures import ACTIVE
from missions.notices import Notice
from missions.people.access import organisers
from storage.database import UnitSession
from storage.tables import Delegate, Mission, Person
from storage.tables import Notice as Told

TOLD_WITHIN = timedelta(days=7)
"""Who became unreachable longer ago is old news for an organiser who joins now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BecameUnreachable(Notice):
    """To an organiser: this delegate has blocked the chat."""

    delegate_id: int


async def newly_unreachable(session: UnitSession) -> Sequence[Notice]:
    """What the clock asks: whom to tell about whom, once for each time that a delegate becomes unreachable."""
    rows = await session.exec(
        select(Delegate, Person.unreachable_since)
        .join_from(Person, Delegate, col(Delegate.person_id) == col(Person.id))
        .where(
            col(Person.unreachable_since) > session.now - TOLD_WITHIN,
            # Not the bare column, and no status: SQLite would begin there, and go through everybody.
            (col(Delegate.mission_id) + 0).in_(select(Mission.id).where(col(Mission.closed_at).is_(None))),
        )
        .order_by(col(Person.unreachable_since))
    )
    notices: dict[str, BecameUnreachable] = {}
    desks: dict[int, Sequence[Person]] = {}
    for delegate, since in rows.all():
        if delegate.status not in ACTIVE:
            continue
        if delegate.mission_id not in desks:
            desks[delegate.mission_id] = await organisers(session, delegate.mission_id)
        for organiser in desks[delegate.mission_id]:
            if since is None or organiser.id == delegate.person_id or organiser.unreachable_since is not None:
                continue
            once = f"unreachable:delegate={delegate.id}:since={since.isoformat()}:to={organiser.id}"
            notices[once] = BecameUnreachable(to=organiser.id, once=once, delegate_id=delegate.id)
    told = await _told(session, list(notices))
    return [notice for once, notice in notices.items() if once not in told][: jobs.CHUNK]


async def _told(session: UnitSession, keys: list[str]) -> set[str]:
    told: set[str] = set()
    for place in range(0, len(keys), jobs.CHUNK):
        chunk = keys[place : place + jobs.CHUNK]
        told.update((await session.exec(select(Told.key).where(col(Told.key).in_(chunk)))).all())
    return told
