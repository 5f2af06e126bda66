"""Rows that a loop could make nothing of: they are tried once more every hour, since they may have been mended."""

from __future__ import annotations

from collections.abc import Sequence

from missions.notices import Notice
from storage import quarantine
from storage.database import UnitSession


async def try_again(session: UnitSession) -> Sequence[Notice]:
    """Clock job: let them be read again; those that still cannot be are set aside at once."""
    await quarantine.release(session, session.now - quarantine.KEPT)
    return []
