"""What a shift of the clock moves: the slots and sessions of a day from an hour on, and why it cannot be done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func
from sqlmodel import col, select

from locales import N_
from missions import local_time
from missions.errors import Refusal
from storage.database import UnitSession
from storage.tables import Meeting, MeetingState, MeetingTable, Mission, ProgrammeSession, Slot, Venue

FURTHEST = 600
"""Minutes that a shift can move things by."""
NOTHING = N_("Nothing is left to begin then. Please choose again: /changes")
NOT_BY = N_("Between 1 and 600 minutes, later or earlier.")
PAST = N_("Something would have begun already. Choose fewer minutes, or a later hour to shift from.")
NEXT_DAY = N_("Something would last past midnight. Choose fewer minutes.")
IN_THE_WAY = N_("{hours} stays where it is, and would be at the same time. Shift from an earlier hour on, or by less.")


@dataclass(frozen=True, slots=True)
class Shift:
    """What begins at `since` or later on that day moves by `minutes`, earlier where they are negative.

    venue_id: only what is held there; 0 for everything. only: just the slot that begins then.
    """

    since: datetime
    minutes: int
    venue_id: int = 0
    only: bool = False

    @property
    def by(self) -> timedelta:
        return timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class ShiftFrame:
    """The rows that move, as they are before."""

    shift: Shift
    mission: Mission
    slots: Sequence[Slot]
    sessions: Sequence[ProgrammeSession]
    day: Sequence[Slot]
    """All slots of that day."""
    programme: Sequence[ProgrammeSession]
    """All sessions of that day, cancelled ones excepted."""
    shared: Sequence[Slot] = ()
    """Slots that stay, for people meet elsewhere too: the meetings of the venue move to slots that stand apart."""

    @property
    def hours(self) -> Sequence[tuple[datetime, datetime]]:
        """From when to when each thing that moves lasts before."""
        slots = [(each.starts_at, each.ends_at) for each in (*self.slots, *self.shared)]
        return [*slots, *((each.starts_at, each.ends_at) for each in self.sessions)]

    @property
    def slot_ids(self) -> frozenset[int]:
        return frozenset(each.id for each in self.slots)

    @property
    def shared_ids(self) -> frozenset[int]:
        return frozenset(each.id for each in self.shared)

    def moving(self) -> Callable[[int, int | None], bool]:
        """Whether a meeting in a slot at a venue moves; to be asked of thousands."""
        whole, shared, here = self.slot_ids, self.shared_ids, self.shift.venue_id
        return lambda slot_id, venue_id: slot_id in whole or (slot_id in shared and venue_id == here)

    @property
    def session_ids(self) -> frozenset[int]:
        return frozenset(each.id for each in self.sessions)


async def frame_of(session: UnitSession, mission: Mission, shift: Shift) -> ShiftFrame:
    """What the shift moves as of now.

    Raises:
        Refusal: nothing would move, or something cannot.
    """
    if not 1 <= abs(shift.minutes) <= FURTHEST:
        raise Refusal(NOT_BY)
    day, programme = await of_day(session, mission, shift.since)
    ahead: Sequence[Slot] = [each for each in day if each.starts_at >= shift.since and each.starts_at > session.now]
    if shift.only:
        ahead = [each for each in ahead if to_minutes(each.starts_at) == to_minutes(shift.since)]
    shared: Sequence[Slot] = ()
    used: Mapping[int, set[int]] = {}
    if shift.venue_id or any(each.apart_from is not None for each in day):
        used = await _used(session, day)
    if shift.venue_id:
        ahead, shared = _at_venue(ahead, used, shift.venue_id)
    sessions = [
        each
        for each in ([] if shift.only else programme)
        if each.starts_at >= shift.since and each.starts_at > session.now and shift.venue_id in {0, each.venue_id}
    ]
    if not ahead and not shared and not sessions:
        raise Refusal(NOTHING)
    frame = ShiftFrame(shift, mission, ahead, sessions, day, programme, shared)
    _refuse_hours(frame, session.now)
    _refuse_overlaps(frame, used)
    return frame


async def of_day(
    session: UnitSession, mission: Mission, moment: datetime
) -> tuple[Sequence[Slot], Sequence[ProgrammeSession]]:
    """All slots and sessions that begin on the day of this moment, in order of time."""
    zone = local_time.zone(mission)
    begins, ends = local_time.bounds(local_time.local_date(moment, zone), zone)
    slots = (
        select(Slot)
        .where(Slot.mission_id == mission.id, Slot.starts_at >= begins, Slot.starts_at < ends)
        .order_by(col(Slot.starts_at))
        .execution_options(populate_existing=True)
    )
    held = (
        select(ProgrammeSession)
        .where(
            ProgrammeSession.mission_id == mission.id,
            ProgrammeSession.starts_at >= begins,
            ProgrammeSession.starts_at < ends,
            col(ProgrammeSession.cancelled_at).is_(None),
        )
        .order_by(col(ProgrammeSession.starts_at), col(ProgrammeSession.id))
        .execution_options(populate_existing=True)
    )
    return (await session.exec(slots)).all(), (await session.exec(held)).all()


def _at_venue(
    slots: Sequence[Slot], used: Mapping[int, set[int]], venue_id: int
) -> tuple[Sequence[Slot], Sequence[Slot]]:
    """The slots that move, and those that the venue shares with others.

    Where no one meets elsewhere in any of them, all move; else only what stands apart already.
    """
    apart = [each for each in slots if each.apart_from is not None and each.venue_id == venue_id]
    together = [each for each in slots if each.apart_from is None]
    if not apart and not any(venue_id in used[each.id] and len(used[each.id]) > 1 for each in together):
        return [each for each in together if each.venue_id in {None, venue_id} and used[each.id] <= {venue_id}], []
    return apart, [each for each in together if venue_id in used[each.id]]


async def _used(session: UnitSession, slots: Sequence[Slot]) -> Mapping[int, set[int]]:
    """By slot, the venues at which people meet then."""
    at = func.coalesce(col(MeetingTable.venue_id), col(Slot.venue_id))
    met = (
        select(Meeting.slot_id, at)
        .join(Slot, col(Slot.id) == col(Meeting.slot_id))
        .outerjoin(MeetingTable, col(MeetingTable.id) == col(Meeting.table_id))
        .where(col(Meeting.slot_id).in_([each.id for each in slots]), Meeting.state == MeetingState.CONFIRMED)
        .distinct()
    )
    found: dict[int, set[int]] = defaultdict(set)
    for slot_id, venue_id in (await session.exec(met)).all():
        if venue_id is not None:
            found[slot_id].add(venue_id)
    return found


def _refuse_hours(frame: ShiftFrame, now: datetime) -> None:
    """Nothing moves into the past or to another day."""
    by = frame.shift.by
    zone = local_time.zone(frame.mission)
    first, midnight = local_time.bounds(local_time.local_date(frame.shift.since, zone), zone)
    for begins, ends in frame.hours:
        if begins + by <= now or begins + by < first:
            raise Refusal(PAST)
        if ends + by > midnight >= ends:
            raise Refusal(NEXT_DAY)


def _refuse_overlaps(frame: ShiftFrame, used: Mapping[int, set[int]]) -> None:
    """Slots never overlap; what stands apart, only where the venue is used in both."""
    by, venue_id = frame.shift.by, frame.shift.venue_id
    gone = frame.slot_ids | frame.shared_ids
    for stays in frame.day:
        for each in (*frame.slots, *frame.shared) if stays.id not in gone else ():
            beside = each.apart_from is not None or each.id in frame.shared_ids or stays.apart_from is not None
            if beside and not _meet(each, stays, used, venue_id):
                continue
            if stays.starts_at < each.ends_at + by and each.starts_at + by < stays.ends_at:
                raise Refusal(IN_THE_WAY, hours=_hours(stays, frame.mission))


def _meet(each: Slot, stays: Slot, used: Mapping[int, set[int]], venue_id: int) -> bool:
    """Whether the tables of one venue are taken in both."""
    here = venue_id or (stays.venue_id if stays.apart_from is not None else each.venue_id)
    return all(here in used.get(one.id, ()) or (one.apart_from and one.venue_id == here) for one in (each, stays))


def _hours(slot: Slot, mission: Mission) -> str:
    zone = local_time.zone(mission)
    return f"{slot.starts_at.astimezone(zone):%H:%M}–{slot.ends_at.astimezone(zone):%H:%M}"


async def venues_of(session: UnitSession, mission: Mission) -> Mapping[int, Venue]:
    """All venues of the mission, by their ids."""
    rows = await session.exec(select(Venue).where(Venue.mission_id == mission.id).order_by(col(Venue.id)))
    return {each.id: each for each in rows}


def from_minutes(minutes: int) -> datetime:
    """The instant that a button names, in minutes since 1970."""
    return datetime.fromtimestamp(minutes * 60, UTC)


def to_minutes(moment: datetime) -> int:
    """As a button has room for it."""
    return int(moment.timestamp()) // 60
