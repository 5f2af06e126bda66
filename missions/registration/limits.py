"""A delegate's own limits: requests to answer, meetings a day, the earliest hour; and whether to accept at once."""

from __future__ import annotations

import enum
from datetime import time

from locales import N_
from missions.audit import record
from missions.errors import Refusal
from missions.registration.participation import own
from storage.database import UnitSession
from storage.tables import Delegate, Mission, Person

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
