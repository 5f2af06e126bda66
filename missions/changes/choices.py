"""Lists to choose from for an organiser: venues, tables and meetings to come, with counts of the meetings on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlmodel import col, select

from missions.changes.place import Place, upcoming
from missions.meetings.companions import everyone_by
from missions.people.spelt import looked_for
from storage.database import UnitSession
from storage.tables import Delegate, Meeting, MeetingTable, Mission, Venue

Booked = tuple[Meeting, Place]


async def venues(session: UnitSession, mission: Mission) -> Sequence[tuple[Venue, int]]:
    """The venues of a mission, each with its number of meetings to come."""
    count = Counter(place.venue_id for _, place in await upcoming(session, mission.id))
    found = await session.exec(select(Venue).where(Venue.mission_id == mission.id).order_by(col(Venue.id)))
    return [(venue, count[venue.id]) for venue in found]


async def tables(session: UnitSession, mission: Mission, venue_id: int) -> Sequence[tuple[MeetingTable, int]]:
    """The tables of a venue of this mission, each with its number of meetings to come."""
    count = Counter(place.table_id for _, place in await upcoming(session, mission.id, col(Venue.id) == venue_id))
    found = await session.exec(
        select(MeetingTable)
        .join(Venue)
        .where(Venue.id == venue_id, Venue.mission_id == mission.id)
        .order_by(col(MeetingTable.id))
    )
    return [(table, count[table.id]) for table in found]


async def named(session: UnitSession, mission: Mission, words: str) -> Sequence[Booked]:
    """Meetings to come of delegates whose name has all these words, in either script and however spelt."""
    looked = await looked_for(session, mission.id, words)
    named = looked.among((col(Delegate.name_key), col(Delegate.name_keys)))
    people = await session.exec(select(Delegate.id).where(Delegate.mission_id == mission.id, named))
    ids = set() if looked.nothing else set(people)
    booked = await upcoming(session, mission.id)
    seated = await everyone_by(session, [meeting for meeting, _place in booked])
    return [(meeting, place) for meeting, place in booked if ids.intersection(seated[meeting.id])]
