"""The notice to delegates whose meetings a change moves."""

from __future__ import annotations

from dataclasses import dataclass

from missions.notices import Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceChanged(Notice):
    """Meetings of the reader moved; the receipt has their places before and after."""

    receipt_id: int
