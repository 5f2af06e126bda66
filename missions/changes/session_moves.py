"""When and where a session is as a value, which keeps what was true, and what a receipt says of a session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from storage.database import UnitSession
from storage.tables import ChangeReceipt, ProgrammeSession, Venue

SESSION = "session"
"""The subject of a change that moves or cancels a session."""


@dataclass(frozen=True, slots=True)
class SessionAt:
    """Hours and venue of a session. title is the venue's, in each language; empty where none is known. WGS 84."""

    starts_at: datetime
    ends_at: datetime
    venue_id: int | None
    title: Mapping[str, str]
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None

    @classmethod
    def of(cls, row: ProgrammeSession, venue: Venue | None) -> SessionAt:
        return cls(
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            venue_id=row.venue_id,
            title=dict(venue.title) if venue else {},
            address=venue.address if venue else "",
            latitude=venue.latitude if venue else None,
            longitude=venue.longitude if venue else None,
        )

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"starts_at": self.starts_at.isoformat(), "ends_at": self.ends_at.isoformat()}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> SessionAt:
        moments = {name: datetime.fromisoformat(values[name]) for name in ("starts_at", "ends_at")}
        return cls(**{**values, **moments})


@dataclass(frozen=True, slots=True)
class SessionMove:
    """A session that moved, or was cancelled where after is empty."""

    row: ProgrammeSession
    before: SessionAt
    after: SessionAt | None


def is_of_session(receipt: ChangeReceipt) -> bool:
    """Whether the receipt is of a session, and not of meetings."""
    return any(SESSION in move for move in receipt.moves)


def is_over(receipt: ChangeReceipt, now: datetime) -> bool:
    """Whether the session of a receipt is over where it moved to, or was when it was cancelled."""
    return all(SessionAt.from_json(move["after"] or move["before"]).ends_at <= now for move in receipt.moves)


async def told_of_session(session: UnitSession, receipt: ChangeReceipt) -> SessionMove | None:
    """What a receipt says of a session; nothing if a later change has overtaken it, or the session is over."""
    for move in receipt.moves:
        said = SESSION in move and "after" in move
        row = await session.get(ProgrammeSession, move[SESSION]) if said else None
        if row is None or row.revision != move["revision"]:
            continue
        before = SessionAt.from_json(move["before"])
        after = SessionAt.from_json(move["after"]) if move["after"] else None
        if (after or before).ends_at > session.now:
            return SessionMove(row, before, after)
    return None
