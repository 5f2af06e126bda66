"""A delegate's own limits: requests to answer, meetings a day, the earliest hour; and whether to accept at once."""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass
from datetime import time

from sqlmodel import col, select

from locales import N_
from missions import local_time
from missions.audit import record
from missions.errors import Refusal
from missions.meetings.companions import meetings_of
from missions.registration.participation import own
from storage.database import UnitSession
from storage.tables import Delegate, Meeting, MeetingState, Mission, Person, Slot

NOT_SO_MANY = N_("This mission allows fewer meetings a day.")
UNKNOWN = N_("This button no longer works.")
MOST = 50
"""Of requests and of meetings: more is no limit."""


class Limit(enum.StrEnum):
    REQUESTS = "r"
    """How many requests may wait for an answer at once."""
    A_DAY = "d"
    """Meetings."""
    EARLIEST = "h"
    """Minutes after midnight, by the mission's clock."""
    AT_ONCE = "a"
    """1: a request is confirmed at once where the time suits."""


@dataclass(frozen=True, slots=True)
class Beyond:
    """What is agreed already, and beyond the delegate's limits."""

    earlier: int
    """Confirmed meetings to come that begin before the earliest hour."""
    full_days: int
    """Days with more of them than the limit."""


async def beyond(session: UnitSession, delegate: Delegate) -> Beyond:
    """Count the confirmed meetings to come that the limits contradict: they stay, which is said."""
    mission = await session.get_one(Mission, delegate.mission_id)
    zone, most = local_time.zone(mission), delegate.meetings_per_day
    ahead = select(Slot.starts_at).join(Meeting, col(Meeting.slot_id) == col(Slot.id))
    confirmed = ahead.where(
        meetings_of(delegate.id), Meeting.state == MeetingState.CONFIRMED, Slot.starts_at > session.now
    )
    hours = [each.astimezone(zone) for each in (await session.exec(confirmed)).all()]
    first = delegate.not_before
    days = Counter(each.date() for each in hours)
    return Beyond(
        earlier=sum(first is not None and each.time() < first for each in hours),
        full_days=sum(bool(most) and each > most for each in days.values()),
    )


async def set_limit(session: UnitSession, person: Person, delegate_id: int, limit: Limit, value: int) -> Delegate:
    """Set one limit; 0 is none. What is agreed already stays.

    Raises:
        Refusal: the profile is another's, the value makes no sense, or the mission has a lower limit.
    """
    delegate = await own(session, person, delegate_id)
    if not 0 <= value <= {Limit.EARLIEST: 24 * 60 - 1, Limit.AT_ONCE: 1}.get(limit, MOST):
        raise Refusal(UNKNOWN)
    match limit:
        case Limit.REQUESTS:
            delegate.open_requests = value
        case Limit.A_DAY:
            mission = await session.get_one(Mission, delegate.mission_id)
            if mission.meetings_per_day and value > mission.meetings_per_day:
                raise Refusal(NOT_SO_MANY)
            delegate.meetings_per_day = value
        case Limit.EARLIEST:
            delegate.not_before = time(*divmod(value, 60)) if value else None
        case Limit.AT_ONCE:
            delegate.auto_accept = bool(value)
    record(session, person, delegate.mission_id, "delegate.limits", f"delegate:{delegate.id}")
    return delegate
