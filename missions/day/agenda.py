"""A person's days in a mission, each with their meetings and the sessions they attend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from missions import local_time
from missions.day.my_day import meets
from missions.meetings.details import Details
from missions.meetings.mission_frame import local_day
from missions.meetings.open_meetings import open_meetings_of
from missions.people.whose import Whose, whose_of
from missions.sessions.of_person import AttendedSession, sessions_of
from storage.database import UnitSession
from storage.tables import Delegate, Mission, Person, Slot


@dataclass(frozen=True, slots=True)
class AgendaDay:
    """The open meetings and requests of a day, and the sessions with a place, each in order of time."""

    meetings: Sequence[Details] = ()
    sessions: Sequence[AttendedSession] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing on this day."""
        return not self.meetings and not self.sessions


@dataclass(frozen=True, slots=True)
class Agenda:
    """A person's days in the mission, in order."""

    whose: Whose
    mission: Mission
    days: Mapping[date, AgendaDay]
    today: date

    @property
    def day_to_show(self) -> date | None:
        """Today if it is one of these days; else the next with anything on it, else the next, else the last."""
        ahead = [day for day in self.days if day >= self.today]
        if self.today in self.days:
            return self.today
        return next((day for day in ahead if not self.days[day].is_empty), next(iter(ahead or [*self.days][-1:]), None))


async def agenda_of(session: UnitSession, person: Person) -> Agenda:
    """The days of a person in the mission that they mean.

    Raises:
        Refusal: the person takes part in none.
    """
    whose = await whose_of(session, person)
    mission = await session.get_one(Mission, whose.mission_id)
    zone = local_time.zone(mission)
    slots = await session.exec(select(Slot).where(Slot.mission_id == mission.id).order_by(col(Slot.starts_at)))
    meetings: dict[date, list[Details]] = {local_day(mission, slot): [] for slot in slots}
    for found in await open_meetings_of(session, meets(whose)):
        # A request whose time is still open belongs to no day.
        if not found.meeting.any_time:
            meetings[local_day(mission, found.slot)].append(found)
    begins, ends = local_time.bounds(mission.starts_on, zone)[0], local_time.bounds(mission.ends_on, zone)[1]
    sessions: dict[date, list[AttendedSession]] = {}
    for each in await sessions_of(session, whose.id, begins, ends) if isinstance(whose, Delegate) else ():
        sessions.setdefault(local_time.local_date(each.starts_at, zone), []).append(each)
    days = {day: AgendaDay(meetings.get(day, []), sessions.get(day, [])) for day in sorted({*meetings, *sessions})}
    attended = whose.days if isinstance(whose, Delegate) else []
    shown = {
        day: found for day, found in days.items() if not found.is_empty or not attended or day.isoformat() in attended
    }
    return Agenda(whose, mission, shown, local_time.local_date(session.now, zone))
