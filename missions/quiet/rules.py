"""Which quiet times hold for a person in a mission, from the tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from missions import local_time
from missions.quiet.hours import DailyHours, Stretch, free_from
from missions.quiet.prayers import Prayers
from storage.database import UnitSession
from storage.tables import Mission, Person, Venue

_AROUND = (-2, -1, 0, 1, 2)
"""Days whose stretches may hold an instant of day 0, or follow one that does: they go over midnight, and a phone may
be a day behind the mission."""


@dataclass(frozen=True, slots=True)
class QuietTimes:
    """All that is quiet for one person; nothing where all is empty."""

    zone: ZoneInfo
    hours: tuple[DailyHours, ...] = ()
    prayers: Prayers | None = None

    def free_from(self, moment: datetime) -> datetime:
        """The first instant from this one on that is not quiet: this one itself, outside of quiet times."""
        return free_from(moment, self._stretches(moment)) if self.hours or self.prayers else moment

    def next_after(self, moment: datetime) -> Stretch | None:
        """The first time from then on that is quiet, as a whole; None where there is none within two days."""
        later = [begins for begins, _ends in self._stretches(moment) if begins > moment]
        return (min(later), self.free_from(min(later))) if later else None

    def _stretches(self, moment: datetime) -> Iterator[Stretch]:
        today = local_time.local_date(moment, self.zone)
        for day in (today + timedelta(days=number) for number in _AROUND):
            yield from (hours.on(day, self.zone) for hours in self.hours)
            if self.prayers is not None:
                yield from self.prayers.on(day)


async def quiet_times(session: UnitSession, mission: Mission, person: Person) -> QuietTimes:
    """The mission's quiet times by its clock, and the person's own by that of their phone, if they named its zone."""
    own = ZoneInfo(person.phone_zone) if person.phone_zone else None
    both = (_daily(mission.quiet_from, mission.quiet_until), _daily(person.quiet_from, person.quiet_until, own))
    hours = tuple(each for each in both if each is not None)
    return QuietTimes(local_time.zone(mission), hours, await _prayers(session, mission))


def _daily(begins: time | None, ends: time | None, zone: ZoneInfo | None = None) -> DailyHours | None:
    return None if begins is None or ends is None or begins == ends else DailyHours(begins, ends, zone)


async def _prayers(session: UnitSession, mission: Mission) -> Prayers | None:
    if not mission.prayer_times:
        return None
    place = await place_of(session, mission)
    return None if place is None else Prayers(mission.prayer_times, *place, ramadan_on=mission.ramadan_on)


async def place_of(session: UnitSession, mission: Mission) -> tuple[float, float] | None:
    """Where the mission is: latitude and longitude of its first venue that is on the map."""
    there = select(Venue.latitude, Venue.longitude).where(
        Venue.mission_id == mission.id, col(Venue.latitude).is_not(None), col(Venue.longitude).is_not(None)
    )
    found = (await session.exec(there.order_by(col(Venue.id)).limit(1))).first()
    return None if found is None or found[0] is None or found[1] is None else (found[0], found[1])
