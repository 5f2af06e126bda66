"""The halt of all messages that Telegram asked for, as the desk shows it."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import select

from storage import rate_halt
from storage.database import UnitSession
from storage.tables import Installation
from storage.tables.installation import ONLY


async def halted_until(session: UnitSession) -> datetime | None:
    """When messages leave again; nothing where they leave."""
    # Not the whole row: another value of it that cannot be read is no concern of this one.
    halts = select(Installation.halted_at, Installation.halted_until).where(Installation.id == ONLY)
    known = (await session.exec(halts)).first()
    left = rate_halt.left_of(*known) if known is not None else None
    return session.now + left if left else None
