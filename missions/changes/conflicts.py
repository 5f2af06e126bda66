"""Conflicts of a change: a person who could not arrive in time, a venue that is closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from sqlmodel import col, select

from missions import local_time, spans
from missions.changes.place import Place, upcoming
from missions.changes.plan import Broken, Closed, MeetingMove, TooFar
from missions.meetings.attending import attended
from missions.meetings.companions import everyone_by
from storage.database import UnitSession
from storage.tables import Mission, Slot, Venue, VenueTravel

Stop = tuple[Place, bool]
"""A place, and whether the change puts the person there."""


async def broken(
    session: UnitSession,
    mission: Mission,
    moves: Sequence[MeetingMove],
    *,
    left: int | None = None,
    moved_to: Venue | None = None,
) -> Sequence[Broken]:
    """All conflicts in order of time. left: a venue that is emptied; slots bound to it move with its tables, and its
    sessions to the venue moved_to."""
    if not moves:
        return []
    found: list[Broken] = [Closed(place) for place in await _closed(session, mission, moves, left)]
    after = {move.meeting_id: move.after for move in moves}
    ways = await _ways(session, mission)
    stops: dict[tuple[bool, int], list[Stop]] = defaultdict(list)
    booked = await upcoming(session, mission.id)
    people = await everyone_by(session, [meeting for meeting, _place in booked])
    for meeting, before in booked:
        stop = after.get(meeting.id, before), meeting.id in after
        for one in _who(people[meeting.id], stop[0]):
            stops[one].append(stop)
    for delegate, place in await _attended(session, mission, {who for interprets, who in stops if not interprets}):
        goes = moved_to is not None and place.venue_id == left
        stops[False, delegate].append((_at(place, moved_to), True) if moved_to and goes else (place, False))
    for (interpreter, who), theirs in stops.items():
        for first, then, minutes in _too_far(mission, theirs, ways):
            found.append(TooFar(who, interpreter, first, then, minutes))
    return sorted(found, key=lambda each: (each.first if isinstance(each, TooFar) else each.place).starts_at)


async def _attended(session: UnitSession, mission: Mission, delegate_ids: Collection[int]) -> list[tuple[int, Place]]:
    """Where these delegates are for sessions: whose, and the place with its hours."""
    venues = {each.id: each for each in await session.exec(select(Venue).where(Venue.mission_id == mission.id))}
    found = []
    for each in await attended(session, mission, delegate_ids):
        if each.venue_id in venues:
            hours = Place(0, each.starts_at, each.ends_at, None, "", None, {})
            found.append((each.delegate_id, _at(hours, venues[each.venue_id])))
    return found


def _at(place: Place, venue: Venue) -> Place:
    """The same hours at a venue."""
    return replace(place, venue_id=venue.id, title=dict(venue.title))


def _who(seated: Sequence[int], place: Place) -> list[tuple[bool, int]]:
    people = [(False, each) for each in seated]
    return people if place.interpreter_id is None else [*people, (True, place.interpreter_id)]


def _too_far(
    mission: Mission, theirs: Sequence[Stop], ways: Mapping[frozenset[int | None], int]
) -> list[tuple[Place, Place, int]]:
    """Pairs of successive meetings on one day with too little time between; only if the change moves one of them."""
    zone, found = local_time.zone(mission), []
    for (first, one_is_new), (then, other_is_new) in pairwise(sorted(theirs, key=lambda stop: stop[0].starts_at)):
        same_day = local_time.local_date(first.starts_at, zone) == local_time.local_date(then.starts_at, zone)
        if not same_day or not (one_is_new or other_is_new):
            continue
        minutes = ways.get(frozenset({first.venue_id, then.venue_id}), mission.travel_minutes)
        if first.venue_id != then.venue_id and then.starts_at - first.ends_at < timedelta(minutes=minutes):
            found.append((first, then, minutes))
    return found


async def _ways(session: UnitSession, mission: Mission) -> dict[frozenset[int | None], int]:
    rows = await session.exec(
        select(VenueTravel).join(Venue, col(Venue.id) == col(VenueTravel.one_id)).where(Venue.mission_id == mission.id)
    )
    return {frozenset({row.one_id, row.other_id}): row.minutes for row in rows}


async def _closed(
    session: UnitSession, mission: Mission, moves: Sequence[MeetingMove], left: int | None
) -> list[Place]:
    """New places whose venue is closed in that slot, each venue and slot once."""
    venues = {each.id: each for each in await session.exec(select(Venue).where(Venue.mission_id == mission.id))}
    slots = {each.id: each for each in await session.exec(select(Slot).where(Slot.mission_id == mission.id))}
    places = {(move.after.venue_id, move.after.slot_id): move.after for move in moves}
    return [
        place
        for (venue_id, slot_id), place in places.items()
        if venue_id in venues and not _is_open(venues[venue_id], slots[slot_id], left)
    ]


def _is_open(venue: Venue, slot: Slot, left: int | None) -> bool:
    if venue.closed_at is not None or slot.venue_id not in {None, venue.id, left}:
        return False
    return not venue.open or spans.covers(venue.open, slot.starts_at, slot.ends_at)
