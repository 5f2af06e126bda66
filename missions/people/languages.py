"""Whether two delegates can talk: in a language of both, or with an interpreter between them."""

from __future__ import annotations

from sqlmodel import col, select

from storage.database import UnitSession
from storage.tables import Delegate, Interpreter


async def interpreted(session: UnitSession, one: Delegate, other: Delegate) -> bool:
    """Whether the mission has an interpreter who speaks with both."""
    there = select(Interpreter.languages).where(
        Interpreter.mission_id == one.mission_id, col(Interpreter.away_since).is_(None)
    )
    mine, theirs = set(one.languages), set(other.languages)
    return any(mine & set(spoken) and theirs & set(spoken) for spoken in await session.exec(there))
