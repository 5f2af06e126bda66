"""What a delegate should know in the hour before a meeting: what the other seeks, and where the two have met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from missions.proposals import proposals
from missions.proposals.proposals import THEY_SEEK
from missions.rules import met_before
from storage.database import UnitSession
from storage.tables import Delegate, Mission


@dataclass(frozen=True, slots=True)
class Brief:
    """Of the other, for one of the two of a meeting."""

    sought: Mapping[str, Any] | None
    """What they seek that this one offers, as `RankedPair` has a reason; empty where nothing of both is known."""
    need: str
    """What they seek, in their own words and language."""
    language: str
    met: Mission | None
    """The last earlier mission of the series in which the two met."""


async def brief_of(session: UnitSession, side: Delegate, other: Delegate) -> Brief:
    """What this side should know of the other."""
    why = await proposals.fit(session, side, other)
    sought = next((each for each in why.reasons if each["direction"] == THEY_SEEK), None)
    return Brief(sought, other.need, other.language, await met_before.before(session, side, other))
