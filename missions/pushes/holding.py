"""Whether a notice is said now, when the quiet time is over, or in the evening digest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import update
from sqlmodel import col

from missions import local_time
from missions.meetings.reminders import Reminder
from missions.notices import Notice
from missions.pushes.counting import pushed
from missions.pushes.waits import WHOLE, Waits, waits
from missions.pushes.written import written
from missions.quiet.hours import LONGEST, Stretch
from missions.quiet.rules import quiet_times
from missions.sessions.reminders import SessionReminder
from storage.database import UnitSession
from storage.tables import Asks, HeldNotice, Meeting, Mission, Person, ProgrammeSession, SignUp, Slot

DIGEST_AT = time(18, 30)
"""When what waited is listed in a mission that has no hour of the digest."""
TO_ACT = timedelta(hours=1)
"""A notice comes this long before what it is about begins or expires, or is not held for that."""


@dataclass(frozen=True, slots=True)
class Due:
    """When a held notice is due: by itself, or as a line of the digest."""

    at: datetime
    in_digest: bool = False


async def hold(session: UnitSession, notice: Notice, person: Person, mission: Mission | None) -> bool:
    """Keep a notice that is not to be said now; whether it was kept."""
    if mission is None or _rings_freely(mission, person):
        return False
    what = waits(notice, session.now)
    due = None if what is Waits.NEVER else await _due(session, notice, what, mission, person)
    if due is None:
        return False
    session.add(
        HeldNotice(
            person_id=person.id,
            mission_id=mission.id,
            kind=type(notice).__name__,
            said={**written(notice), "waited": False},
            once=notice.once or "",
            due_at=due.at,
            in_digest=due.in_digest,
            erased=notice.erased,
            created_at=session.now,
        )
    )
    notice.hold(session.now)
    return True


async def quiet_ahead(session: UnitSession, notice: Notice, person: Person, mission: Mission | None) -> Stretch | None:
    """The reader's next quiet time, for whose end a notice that is said now has to wait where it is not sent before."""
    if mission is None or _rings_freely(mission, person) or waits(notice, session.now) is Waits.NEVER:
        return None
    ahead = (await quiet_times(session, mission, person)).next_after(session.now)
    begins, _answer_by = await _deadlines(session, notice)
    return ahead if ahead is not None and _in_time(ahead[1], (begins,)) else None


async def reconsider(session: UnitSession, *, mission: Mission | None = None, person: Person | None = None) -> None:
    """Look at what is held at the next tick: the quiet times of this mission or person have changed."""
    held = update(HeldNotice).where(col(HeldNotice.told_at).is_(None))
    if mission is not None:
        held = held.where(col(HeldNotice.mission_id) == mission.id)
    if person is not None:
        held = held.where(col(HeldNotice.person_id) == person.id)
    await session.exec(held.values(due_at=session.now, in_digest=False))


def next_digest(mission: Mission, now: datetime) -> datetime:
    """The next evening's hour of the digest."""
    zone = local_time.zone(mission)
    today = local_time.local_date(now, zone)
    days = (today, today + timedelta(days=1))
    hours = (local_time.instant(day, mission.digest_at or DIGEST_AT, zone) for day in days)
    return next(hour for hour in hours if hour > now)


def _rings_freely(mission: Mission, person: Person) -> bool:
    """Whether nothing is ever held: so it is in most missions, and must cost nothing."""
    quiet = mission.quiet_from or mission.prayer_times or person.quiet_from
    return not quiet and not mission.pushes_a_day and person.asks is Asks.EVERYTHING


async def _due(session: UnitSession, notice: Notice, what: Waits, mission: Mission, person: Person) -> Due | None:
    """When it is due, where that is not now."""
    times = await quiet_times(session, mission, person)
    begins, answer_by = await _deadlines(session, notice)
    whole = isinstance(notice, WHOLE)
    lists = what is not Waits.QUIET and not (whole and notice.waited)
    if lists and await _is_for_digest(session, what, mission, person):
        evening = times.free_from(next_digest(mission, session.now))
        if _in_time(evening, (begins, answer_by)):
            return Due(evening, in_digest=not whole)
    free = times.free_from(session.now)
    if notice.waited and free >= session.now + LONGEST:  # quiet hours that leave no hour between them
        return None
    return Due(free) if free > session.now and _in_time(free, (begins,)) else None


def _in_time(at: datetime, deadlines: Iterable[datetime | None]) -> bool:
    return all(deadline is None or at + TO_ACT <= deadline for deadline in deadlines)


async def _is_for_digest(session: UnitSession, what: Waits, mission: Mission, person: Person) -> bool:
    if person.asks is Asks.URGENT:
        return True
    if what is not Waits.CAN_WAIT:
        return False
    if person.asks is Asks.ANSWERS:
        return True
    if not mission.pushes_a_day:
        return False
    zone = local_time.zone(mission)
    today = local_time.bounds(local_time.local_date(session.now, zone), zone)
    return await pushed(session, person, *today) >= mission.pushes_a_day


async def _deadlines(session: UnitSession, notice: Notice) -> tuple[datetime | None, datetime | None]:
    """When what a notice is about begins, and until when an answer is awaited."""
    if isinstance(notice, Reminder | SessionReminder):
        return notice.starts_at, None
    if (meeting_id := getattr(notice, "meeting_id", None)) is not None:
        meeting = await session.get(Meeting, meeting_id)
        slot = await session.get(Slot, meeting.moves_to_id or meeting.slot_id) if meeting is not None else None
        return slot.starts_at if slot else None, meeting.expires_at if meeting else None
    if (sign_up_id := getattr(notice, "sign_up_id", None)) is not None:
        sign_up = await session.get(SignUp, sign_up_id)
        row = await session.get(ProgrammeSession, sign_up.session_id) if sign_up is not None else None
        return row.starts_at if row else None, sign_up.offered_until if sign_up else None
    return None, None
