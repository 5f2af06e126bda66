"""The halt of all messages that Telegram asked for, as the desk shows it."""

from __future__ import annotations

from datetime import datetime

from storage import rate_halt
from storage.database import UnitSession


async def halted_until(session: UnitSession) -> datetime | None:
    """When messages leave again; nothing where they leave."""
    return await rate_halt.until(await session.connection())
