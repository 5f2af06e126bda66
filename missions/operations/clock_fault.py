"""Whether the server's clock is known to be wrong, which keeps requests from expiring and data from being erased."""

from __future__ import annotations

from sqlmodel import select

from storage.database import UnitSession
from storage.tables import Installation
from storage.tables.installation import ONLY


async def minutes_off(session: UnitSession) -> int:
    """How many minutes it is ahead of Telegram's or behind it; 0 while nothing waits for that."""
    # Not the whole row: another value of it that cannot be read is no concern of this one.
    seconds = (await session.exec(select(Installation.clock_off_seconds).where(Installation.id == ONLY))).first()
    return round(abs(seconds or 0) / 60)
