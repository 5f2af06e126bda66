"""A place in a list of proposals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

SECTORS = "sectors"
"""In place of a direction, if the two share a sector only."""


@dataclass(frozen=True, slots=True)
class ListPlace:
    """A counterpart, how well they fit, and why: fit and reasons as `RankedPair` has them."""

    counterpart_id: int
    score: float
    fit: str
    must: bool
    reasons: list[dict[str, Any]]
