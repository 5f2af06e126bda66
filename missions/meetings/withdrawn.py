"""Reminders and digests that are written but not sent yet, when a meeting moves or is cancelled."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import update
from sqlmodel import col, delete, select

from storage.database import UnitSession
from storage.tables import Lane, Notice, OutboxRow, OutboxState


async def outdated(session: UnitSession, meeting_ids: Collection[int], delegate_ids: Collection[int]) -> None:
    """Drop what is still unsent about these meetings and delegates' days; the clock finds it due again.

    Otherwise a reminder of the old place would arrive after the change was told: changes are sent first.
    """
    begins = tuple(f"reminder:meeting={each}:" for each in meeting_ids)
    begins += tuple(f"digest:delegate={each}:" for each in delegate_ids)
    pending = select(OutboxRow.id, OutboxRow.key).where(
        OutboxRow.state == OutboxState.PENDING, OutboxRow.lane == Lane.REMINDER, col(OutboxRow.key).is_not(None)
    )
    unsent = {row: key for row, key in await session.exec(pending) if key and key.startswith(begins)}
    dropped = {"state": OutboxState.DROPPED, "finished_at": session.now, "error": "outdated"}
    await session.exec(update(OutboxRow).where(col(OutboxRow.id).in_(unsent)).values(dropped))
    # A digest in several parts has as many rows of one notice.
    told = {key.partition(":part=")[0] for key in unsent.values()}
    await session.exec(delete(Notice).where(col(Notice.key).in_(told)))
