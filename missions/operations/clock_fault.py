"""Whether the server's clock is known to be wrong, which keeps requests from expiring and data from being erased."""

from __future__ import annotations

from storage.database import UnitSession
from storage.tables import Installation
from storage.tables.installation import ONLY


async def minutes_off(session: UnitSession) -> int:
    """How many minutes it is ahead of Telegram's or behind it; 0 while nothing waits for that."""
    installation = await session.get(Installation, ONLY)
    seconds = abs(installation.clock_off_seconds or 0) if installation is not None else 0
    return round(seconds / 60)
