"""The time zones that a mission's place may be in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from handlers.views import zones
from missions.beginning.draft import MissionDraft
from timekeeping.nearby import near
from timekeeping.offsets import differ

MOST = 4
_WELL_KNOWN = frozenset(
    {
        *("Africa/Abidjan", "Africa/Algiers", "Africa/Cairo", "Africa/Casablanca", "Africa/Dakar", "Africa/Lagos"),
        *("Africa/Tunis", "Asia/Dubai", "Asia/Riyadh", "Europe/Brussels", "Europe/Lisbon", "Europe/London"),
        *("Europe/Madrid", "Europe/Paris", "Europe/Rome", "Asia/Shanghai", "Asia/Seoul", "America/New_York"),
    }
)
"""Of cities as near, people look for these: Málaga is nearer to Gibraltar than to Madrid."""


def proposed(draft: MissionDraft) -> Sequence[str]:
    """By the words of the place first, then by its coordinates; of unknown cities with one clock only the nearest."""
    at = datetime.combine(draft.days[0], time(12), UTC)
    around = near(draft.latitude, draft.longitude) if draft.latitude is not None and draft.longitude is not None else ()
    known = dict.fromkeys([*zones.typed(draft.place, at), *(zone for zone in around if zone in _WELL_KNOWN)])
    for zone in around:
        if all(differ(ZoneInfo(zone), ZoneInfo(other), at) for other in known):
            known[zone] = None
    return list(known)[:MOST]
