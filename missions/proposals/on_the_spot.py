"""Proposals before the first list is made, in a mission small enough to rank within a tap; by tags alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sqlalchemy import func
from sqlmodel import col, select

from missions.proposals.place import ListPlace
from missions.proposals.topics import taxonomy_of
from storage.database import UnitSession
from storage.tables import Delegate, DelegateStatus

if TYPE_CHECKING:
    from missions.matching import Index
    from missions.proposals.ranking_inputs import Inputs

MOST = 120
"""Delegates: ranking more would hold up a tap. In a larger mission the lists come within seconds."""

Fingerprint = tuple[int, datetime | None, int | None]

# By engine, then by mission: a process has one database, tests have many.
_kept: WeakKeyDictionary[Any, dict[int, tuple[Fingerprint, Index]]] = WeakKeyDictionary()


async def places_for(session: UnitSession, delegate: Delegate) -> Sequence[ListPlace] | None:
    """The delegate's list; None if the mission is too large."""
    fingerprint = await _fingerprint(session, delegate.mission_id)
    if fingerprint[0] > MOST:
        return None
    # Imported here: numpy is heavy, and most processes never rank.
    from missions.proposals import ranking_inputs, ranking_lists  # noqa: PLC0415

    read = await ranking_inputs.read(session, delegate.mission_id)
    index = _index(session, read, fingerprint)
    return ranking_lists.for_one(index, read, str(delegate.id)) if str(delegate.id) in index.profiles else []


def _index(session: UnitSession, read: Inputs, fingerprint: Fingerprint) -> Index:
    kept = _kept.setdefault(session.get_bind().engine, {})
    known = kept.get(read.mission.id)
    if known is not None and known[0] == fingerprint:
        return known[1]
    from missions.matching import Index  # noqa: PLC0415

    index = Index(read.profiles, taxonomy=taxonomy_of(read.mission), previous=known[1] if known else None)
    kept[read.mission.id] = fingerprint, index
    return index


async def _fingerprint(session: UnitSession, mission_id: int) -> Fingerprint:
    found = await session.exec(
        select(func.count(), func.max(col(Delegate.updated_at)), func.sum(col(Delegate.revision))).where(
            Delegate.mission_id == mission_id, Delegate.status == DelegateStatus.APPROVED
        )
    )
    count, updated_at, revisions = found.one()
    return count, updated_at, revisions
