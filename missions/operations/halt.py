"""The halt of all messages that Telegram asked for, as the desk shows it."""

from __future__ import annotations

from datetime import datetime

from storage import rate_halt
from storage.database import UnitSession
from storage.tables import Installation
from storage.tables.installation import ONLY


async def halted_until(session: UnitSession) -> datetime | None:
    """When messages leave again; nothing where they leave."""
    known = await session.get(Installation, ONLY)
    left = rate_halt.left_of(known.halted_at, known.halted_until) if known is not None else None
    return session.now + left if left else None
