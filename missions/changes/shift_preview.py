"""The dry run of a shift: what moves, whom it touches, and what it breaks, before anything is written."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select

from missions.changes import shift_breaks as breaks
from missions.changes.receipts import Touched, touched
from missions.changes.shift_breaks import Clash
from missions.changes.shift_engagements import DayOfAll, MeetingAhead, Participant, day_of_all
from missions.changes.shift_frame import Shift, ShiftFrame, frame_of, venues_of
from missions.people import access
from missions.spans import Stretches
from storage.database import UnitSession
from storage.tables import Delegate, Interpreter, Mission, Person, ProgrammeSession, Venue, VenueTravel


@dataclass(frozen=True, slots=True)
class Missed:
    """A session that stays, which these people could not be in time for any more."""

    row: ProgrammeSession
    people: Sequence[str]


@dataclass(frozen=True, slots=True)
class Hurried:
    """A person who could not get from one meeting to another in time, or has two at once (minutes is 0)."""

    name: str
    interprets: bool
    stays_at: datetime
    moves_to: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class ClosedVenue:
    """A venue that is closed at the new hours of meetings there, from then on."""

    venue: Venue
    since: datetime
    meetings: int


@dataclass(frozen=True, slots=True)
class ShiftPreview:
    """All that an organiser is shown of a shift. Whom it touches: those out of reach first."""

    frame: ShiftFrame
    venue: Venue | None
    """The only one that is shifted; none where all are."""
    meetings: int
    requests: int
    people: Sequence[Touched]
    interpreters: Sequence[str]
    missed: Sequence[Missed]
    hurried: Sequence[Hurried]
    away: Sequence[str]
    """Delegates who would have left, or not be back, at a new hour."""
    interpreters_away: Sequence[str]
    closed: Sequence[ClosedVenue]
    ends: tuple[datetime, datetime]
    """When the last thing of the day is over, before and after."""
    fingerprint: str

    @property
    def breaks(self) -> int:
        """How many lines there are of what breaks."""
        return sum(map(len, (self.missed, self.hurried, self.closed))) + bool(self.away) + bool(self.interpreters_away)


async def preview(session: UnitSession, organiser: Person, shift: Shift) -> ShiftPreview:
    """The dry run of a shift, as of now.

    Raises:
        Refusal: they are no organiser, or it cannot be done.
    """
    mission = await access.require_organiser(session, organiser)
    frame = await frame_of(session, mission, shift)
    day = await day_of_all(session, frame)
    venues, ways = await venues_of(session, mission), await _ways(session, mission)
    found = breaks.clashes(day.by_person, shift.by, ways, mission.travel_minutes)
    names = await _names(session, {each.who for each in found})
    missed, hurried = _told_apart(frame, found, names)
    interpreters = await _interpreters(session, day)
    return ShiftPreview(
        frame=frame,
        venue=venues.get(shift.venue_id),
        meetings=sum(each.confirmed for each in day.meetings.values()),
        requests=sum(not each.confirmed for each in day.meetings.values()),
        people=await touched(session, day.touched),
        interpreters=[each.name for each in interpreters],
        missed=missed,
        hurried=hurried,
        away=await _away(session, frame, day),
        interpreters_away=[each.name for each in interpreters if _is_away(each, frame, day)],
        closed=_closed(frame, day.meetings, venues),
        ends=_ends(frame),
        fingerprint=fingerprint(frame, day.meetings),
    )


def fingerprint(frame: ShiftFrame, meetings: Mapping[int, MeetingAhead]) -> str:
    """Hash of what would move, as it is now (8 hex digits)."""
    shift = frame.shift
    said = json.dumps(
        [
            [shift.since.isoformat(), shift.minutes, shift.venue_id, shift.only],
            [[each.id, each.starts_at.isoformat(), each.ends_at.isoformat()] for each in (*frame.slots, *frame.shared)],
            [[each.id, each.revision] for each in frame.sessions],
            [[each.id, each.revision] for each in meetings.values()],
        ]
    )
    return hashlib.blake2b(said.encode(), digest_size=4).hexdigest()


def _told_apart(
    frame: ShiftFrame, found: Sequence[Clash], names: Mapping[Participant, str]
) -> tuple[list[Missed], list[Hurried]]:
    """The people by the session that they miss; and those who are hurried between meetings, or by a moved session."""
    rows = {each.id: each for each in frame.programme}
    missed: dict[int, list[str]] = defaultdict(list)
    hurried = []
    for each in found:
        if each.stays.session_id:
            missed[each.stays.session_id].append(names[each.who])
        else:
            hurried.append(
                Hurried(names[each.who], each.who.interprets, each.stays.begins, each.moves.begins, each.minutes)
            )
    return [Missed(rows[row], sorted(set(people))) for row, people in missed.items()], hurried


def _ends(frame: ShiftFrame) -> tuple[datetime, datetime]:
    stays, by = timedelta(), frame.shift.by
    slots, sessions = frame.slot_ids, frame.session_ids
    ends = [(each.ends_at, by if each.id in slots else stays) for each in frame.day]
    ends += [(each.ends_at, by) for each in frame.shared]
    ends += [(each.ends_at, by if each.id in sessions else stays) for each in frame.programme]
    return max(end for end, _later in ends), max(end + later for end, later in ends)


def _closed(frame: ShiftFrame, meetings: Mapping[int, MeetingAhead], venues: Mapping[int, Venue]) -> list[ClosedVenue]:
    slots = {each.id: each for each in (*frame.slots, *frame.shared)}
    used = [
        (each.venue_id, slots[each.slot_id].starts_at, slots[each.slot_id].ends_at)
        for each in meetings.values()
        if each.confirmed and each.venue_id is not None
    ]
    opening = {key: Stretches(each.open) for key, each in venues.items() if each.open}
    found: dict[int, list[datetime]] = defaultdict(list)
    for venue_id, begins, _ends_at in breaks.closes(used, frame.shift.by, opening):
        found[venue_id].append(begins)
    return [ClosedVenue(venues[key], min(begins), len(begins)) for key, begins in found.items()]


async def _names(session: UnitSession, who: set[Participant]) -> dict[Participant, str]:
    found: dict[Participant, str] = {}
    for interprets, kind in ((True, Interpreter), (False, Delegate)):
        ids = {each.id for each in who if each.interprets is interprets}
        if ids:
            named = await session.exec(select(kind.id, kind.name).where(col(kind.id).in_(ids)))
            found |= {Participant(interprets, key): name for key, name in named}
    return found


async def _interpreters(session: UnitSession, day: DayOfAll) -> Sequence[Interpreter]:
    rows = select(Interpreter).where(col(Interpreter.id).in_(day.interpreters)).order_by(col(Interpreter.name_key))
    return (await session.exec(rows)).all()


def _is_away(interpreter: Interpreter, frame: ShiftFrame, day: DayOfAll) -> bool:
    theirs, by = day.by_person[Participant(True, interpreter.id)], frame.shift.by
    if interpreter.present and breaks.comes_out(theirs, by, Stretches(interpreter.present)):
        return True
    return breaks.leaves(theirs, by, Stretches(interpreter.breaks))


async def _away(session: UnitSession, frame: ShiftFrame, day: DayOfAll) -> list[str]:
    named = await session.exec(
        select(Delegate.id, Delegate.name, Delegate.away)
        .where(Delegate.mission_id == frame.mission.id)
        .order_by(col(Delegate.name_key))
    )
    return [
        name
        for key, name, away in named
        if away and key in day.touched
        if breaks.leaves(day.by_person[Participant(False, key)], frame.shift.by, Stretches(away))
    ]


async def _ways(session: UnitSession, mission: Mission) -> breaks.Ways:
    rows = await session.exec(
        select(VenueTravel).join(Venue, col(Venue.id) == col(VenueTravel.one_id)).where(Venue.mission_id == mission.id)
    )
    return {frozenset({row.one_id, row.other_id}): row.minutes for row in rows}
