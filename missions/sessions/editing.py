"""What organisers do to a session: add it, move it, change its number of places, cancel it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time

from locales import N_
from missions import local_time
from missions.audit import record
from missions.changes import move_session, telling
from missions.errors import Refusal
from missions.names import bare
from missions.people import access
from missions.sessions import desk, places
from missions.sessions.describing import SessionDetails
from missions.sessions.desk import Counted, SignedUp
from storage.database import UnitSession
from storage.tables import Change, Mission, Person, ProgrammeSession, SessionKind, Venue

UNREADABLE = N_("Please type the hours as 14:30–16:00, or with the day as 13/07 14:30–16:00.")
BACKWARDS = N_("The end must be after the beginning, on the same day.")
NOT_A_DAY = N_("This is not a day of the mission: choose one from {first} to {last}.")
PAST = N_("This time has passed. Please choose a later one.")
NO_VENUE = N_("This venue no longer exists.")
IS_CANCELLED = N_("This session is already cancelled.")

_TYPED = re.compile(
    r"(?:(?P<day>\d{1,2})\s*[/.-]\s*(?P<month>\d{1,2})[\s,]+)?"
    r"(?:(?:from|de|من)\s+)?(?P<hour>\d{1,2})\s*[:hH.]\s*(?P<minute>\d{2})?\s*(?:-|–|—|→|à|to|إلى)\s*"
    r"(?P<end_hour>\d{1,2})\s*[:hH.]\s*(?P<end_minute>\d{2})?"
)


@dataclass(frozen=True, slots=True)
class Hours:
    """Begin and end, in UTC."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Edited:
    """The session as it is now. change: what those who signed up read; none where nobody did."""

    row: ProgrammeSession
    change: Change | None
    people: int
    notices: Sequence[telling.Told]


def hours_typed(text: str, mission: Mission, day: date, now: datetime) -> Hours:
    """The hours of "14:30–16:00", on this day, or of "13/07 14:30–16:00".

    Raises:
        Refusal: they cannot be read, are past, or of no day of the mission.
    """
    match = _TYPED.fullmatch(bare(text))
    if match is None:
        raise Refusal(UNREADABLE)
    number = {name: int(value) for name, value in match.groupdict(default="").items() if value}
    try:
        if "day" in number:
            day = _day_of(mission, number["day"], number["month"])
        begins = time(number["hour"], number.get("minute", 0))
        ends = time(number["end_hour"], number.get("end_minute", 0))
    except ValueError:
        raise Refusal(UNREADABLE) from None
    return hours_of(mission, day, begins, ends, now)


def hours_of(mission: Mission, day: date, begins: time, ends: time, now: datetime) -> Hours:
    """These hours on the mission's wall.

    Raises:
        Refusal: as hours_typed.
    """
    if not mission.starts_on <= day <= mission.ends_on:
        raise Refusal(NOT_A_DAY, first=f"{mission.starts_on:%d/%m}", last=f"{mission.ends_on:%d/%m}")
    if ends <= begins:
        raise Refusal(BACKWARDS)
    zone = local_time.zone(mission)
    hours = Hours(local_time.instant(day, begins, zone), local_time.instant(day, ends, zone))
    if hours.starts_at <= now:
        raise Refusal(PAST)
    return hours


async def move(
    session: UnitSession,
    organiser: Person,
    session_id: int,
    revision: int,
    *,
    hours: Hours | None = None,
    venue_id: int | None = None,
) -> Edited:
    """Move a session in time, or to another venue; those who signed up read it.

    Raises:
        Refusal: they are no organiser, it has changed since, was cancelled, or there is no such venue.
    """
    mission, counted = await _open(session, organiser, session_id, revision)
    row = counted.row
    before = await move_session.place_of(session, row)
    if hours is not None:
        row.starts_at, row.ends_at = hours.starts_at, hours.ends_at
    if venue_id is not None:
        row.venue_id = (await venue_of(session, mission, venue_id)).id
    session.add(row)
    await session.flush()
    return await _told(session, row, await move_session.note_move(session, mission, row, before, organiser))


async def cancel(session: UnitSession, organiser: Person, session_id: int, revision: int) -> Edited:
    """Cancel a session; those who signed up read it.

    Raises:
        Refusal: as move.
    """
    mission, counted = await _open(session, organiser, session_id, revision)
    return await _told(
        session, counted.row, await move_session.note_cancelled(session, mission, counted.row, organiser)
    )


async def over(session: UnitSession, organiser: Person, session_id: int, capacity: int) -> Sequence[SignedUp]:
    """Who would go to the waiting list if there were so few places, in the order in which they would.

    Raises:
        Refusal: as move.
    """
    _mission, counted = await _open(session, organiser, session_id, None)
    ids = [each.id for each in await places.over(session, counted.row, capacity)]
    held = {each.sign_up.id: each for each in await desk.attendees(session, session_id)}
    return [held[each] for each in ids]


async def set_capacity(
    session: UnitSession, organiser: Person, session_id: int, capacity: int, leaving: Collection[int] = ()
) -> ProgrammeSession:
    """How many can sign up; 0 for no limit. Places that this adds are offered to those who wait.

    leaving: the sign-ups that go to the waiting list, as was shown; they read it.

    Raises:
        Refusal: as move, or others would have to go by now.
    """
    await places.lock(session, session_id)
    mission, counted = await _open(session, organiser, session_id, None)
    over = await places.over(session, counted.row, capacity)
    if {each.id for each in over} != set(leaving):
        raise Refusal(desk.CHANGED)
    await places.put_back(session, over)
    await places.resize(session, counted.row, capacity)
    record(session, organiser, mission.id, "session.capacity", f"session:{session_id}", capacity=capacity)
    return counted.row


@dataclass(frozen=True, slots=True)
class NewSession:
    """What an organiser says of a session. capacity: 0 for no limit."""

    kind: SessionKind
    hours: Hours
    venue_id: int | None
    capacity: int
    details: SessionDetails


async def add(session: UnitSession, organiser: Person, new: NewSession) -> ProgrammeSession:
    """A session that the mission file does not have.

    Raises:
        Refusal: they are no organiser, or there is no such venue.
    """
    mission = await access.require_organiser(session, organiser)
    row = ProgrammeSession(
        mission_id=mission.id,
        kind=new.kind,
        **asdict(new.details),
        starts_at=new.hours.starts_at,
        ends_at=new.hours.ends_at,
        venue_id=(await venue_of(session, mission, new.venue_id)).id if new.venue_id else None,
    )
    session.add(row)
    await session.flush()
    await places.resize(session, row, new.capacity)
    record(session, organiser, mission.id, "session.add", f"session:{row.id}")
    return row


async def venue_of(session: UnitSession, mission: Mission, venue_id: int) -> Venue:
    """A venue of the mission.

    Raises:
        Refusal: there is no such one.
    """
    venue = await session.get(Venue, venue_id)
    if venue is None or venue.mission_id != mission.id:
        raise Refusal(NO_VENUE)
    return venue


async def _open(
    session: UnitSession, organiser: Person, session_id: int, revision: int | None
) -> tuple[Mission, Counted]:
    mission, counted = await desk.find(session, organiser, session_id, revision)
    if counted.row.cancelled_at is not None:
        raise Refusal(IS_CANCELLED)
    return mission, counted


async def _told(session: UnitSession, row: ProgrammeSession, change: Change | None) -> Edited:
    if change is None:
        return Edited(row, None, 0, [])
    return Edited(row, change, await telling.people(session, change), await telling.begin(session, change))


def _day_of(mission: Mission, day: int, month: int) -> date:
    """The day of the mission that has this day and month."""
    for year in {mission.starts_on.year, mission.ends_on.year}:
        found = date(year, month, day)
        if mission.starts_on <= found <= mission.ends_on:
            return found
    return date(mission.starts_on.year, month, day)
