"""When a freed place may be offered, and for how long."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from missions import local_time
from storage.tables import Mission, Slot

AHEAD = timedelta(days=3)
"""A place later than this is offered once it is nearer: until then it is one of many that can be asked for."""
ENOUGH = timedelta(minutes=15)
"""A meeting is worth beginning with so much of its slot left."""
LEAST = timedelta(minutes=3)
"""To read an offer and answer it."""
SHORTEST, LONGEST = timedelta(minutes=10), timedelta(hours=2)
"""To answer in, where there is time: not so long that the next pair hears of it too late."""
SHARE = 10
"""Of the time that is left, a pair has one part of so many to answer."""
EVENING, MORNING = time(21), time(7)
"""Nobody is asked between these hours of the mission's clock."""


def latest(slot: Slot) -> datetime:
    """The last moment at which two may still agree on a place in the slot."""
    return slot.ends_at - ENOUGH


def answer_until(slot: Slot, now: datetime) -> datetime:
    """Until when a place that is offered now is kept for an answer."""
    left = latest(slot) - now
    return min(now + max(SHORTEST, min(LONGEST, left / SHARE)), latest(slot))


def due_at(mission: Mission, slot: Slot, now: datetime) -> datetime:
    """The first moment from now on at which a place in the slot may be offered: it is near, and not at night."""
    moment = max(now, slot.starts_at - AHEAD)
    zone = local_time.zone(mission)
    local = moment.astimezone(zone)
    if MORNING <= local.time() < EVENING:
        return moment
    return local_time.instant(local.date() + timedelta(days=local.time() >= EVENING), MORNING, zone)
