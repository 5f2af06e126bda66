"""The registrations of a mission that wait for a decision, newest last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, func, select

from storage.database import UnitSession
from storage.tables import Delegate, DelegateStatus, Delegation, Mission, Organisation

LISTED = 20
"""Registrations on one card: a screen or two of a phone, at two buttons each (Telegram takes 100)."""


@dataclass(frozen=True, slots=True)
class WaitingEntry:
    """A registration as a line says it."""

    delegate: Delegate
    organisation: str
    delegation: Delegation


@dataclass(frozen=True, slots=True)
class WaitingList:
    """The newest registrations that wait; count: all of them."""

    mission: Mission
    entries: Sequence[WaitingEntry]
    count: int


async def waiting_list(session: UnitSession, mission_id: int) -> WaitingList:
    waits = (col(Delegate.mission_id) == mission_id, col(Delegate.status) == DelegateStatus.PENDING)
    found = await session.exec(
        select(Delegate, Organisation.name, Delegation)
        .join(Organisation, col(Organisation.id) == col(Delegate.organisation_id))
        .join(Delegation, col(Delegation.id) == col(Delegate.delegation_id))
        .where(*waits)
        .order_by(col(Delegate.updated_at).desc(), col(Delegate.id).desc())
        .limit(LISTED)
    )
    entries = [WaitingEntry(*columns) for columns in found][::-1]
    count = len(entries)
    if count == LISTED:
        count = (await session.exec(select(func.count()).select_from(Delegate).where(*waits))).one()
    return WaitingList(await session.get_one(Mission, mission_id), entries, count)
