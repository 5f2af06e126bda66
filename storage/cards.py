"""Keeping the cards of a unit of work."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Table, insert

from storage.database import UnitSession
from storage.tables import LiveCard

_KEEP = insert(cast(Table, LiveCard.__table__))  # type: ignore[attr-defined] # SQLModel's typing does not know it


async def keep(session: UnitSession, card: LiveCard) -> None:
    """As a plain statement, as `storage.outbox.post` does: older cards about the same thing become stale with it."""
    values: dict[str, Any] = card.model_dump(exclude={"id"})
    await session.exec(_KEEP, params=values)
