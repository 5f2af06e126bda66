"""The delegates of a mission as the matcher wants them, read once and kept until one of them changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import func
from sqlmodel import col, select

from missions.matching import Index, Profile
from storage.database import UnitSession
from storage.tables import Delegate, DelegateStatus, Organisation

Fingerprint = tuple[int, datetime | None, int | None]

# By database, then by mission: one process has one database, tests have many.
_kept: WeakKeyDictionary[Any, dict[int, tuple[Fingerprint, Index]]] = WeakKeyDictionary()


async def index_of(session: UnitSession, mission_id: int) -> Index:
    """The approved delegates of a mission, those who have no chat included, ready to be ranked."""
    kept = _kept.setdefault(session.get_bind().engine, {})
    fingerprint = await _fingerprint(session, mission_id)
    known = kept.get(mission_id)
    if known is not None and known[0] == fingerprint:
        return known[1]
    index = Index(await _profiles(session, mission_id), previous=known[1] if known else None)
    kept[mission_id] = fingerprint, index
    return index


async def _fingerprint(session: UnitSession, mission_id: int) -> Fingerprint:
    found = await session.exec(
        select(func.count(), func.max(col(Delegate.updated_at)), func.sum(col(Delegate.revision))).where(
            Delegate.mission_id == mission_id, Delegate.status == DelegateStatus.APPROVED
        )
    )
    count, updated_at, revisions = found.one()
    return count, updated_at, revisions


async def _profiles(session: UnitSession, mission_id: int) -> Sequence[Profile]:
    found = await session.exec(
        select(Delegate, Organisation)
        .join(Organisation, col(Organisation.id) == col(Delegate.organisation_id))
        .where(Delegate.mission_id == mission_id, Delegate.status == DelegateStatus.APPROVED)
    )
    return [
        Profile(
            id=str(delegate.id),
            delegation=str(delegate.delegation_id),
            organisation=organisation.name,
            kind=organisation.kind,
            languages=tuple(delegate.languages),
            offer=delegate.offer,
            need=delegate.need,
            tags=tuple(delegate.sectors),
            language=delegate.language,
        )
        for delegate, organisation in found.all()
    ]
