"""The list of what waited for the evening."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from missions.notices import Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class AlsoToday(Notice):
    """What the reader was not sent by itself: the held notices of this digest, as far as they are still true."""

    mission_id: int
    told_at: datetime
