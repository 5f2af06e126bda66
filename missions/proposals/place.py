"""A place in a list of proposals, as it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

SECTORS = "sectors"
"""Stands for a direction where there is but the field in common."""


@dataclass(frozen=True, slots=True)
class ListPlace:
    """A counterpart, how well they fit, and why: fit and reasons as `RankedPair` has them."""

    counterpart_id: int
    score: float
    fit: str
    must: bool
    reasons: list[dict[str, Any]]
