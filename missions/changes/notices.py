"""What those are told whom a change touches."""

from __future__ import annotations

from dataclasses import dataclass

from missions.notices import Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceChanged(Notice):
    """Meetings of the reader are elsewhere or at another time now: before and after stand in the receipt."""

    receipt_id: int
