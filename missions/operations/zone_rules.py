"""What was meant is the hour on the wall: when the rules of a zone change, stored instants follow the local hours.

Each mission keeps the offsets of its zone as they were by the rules under which its instants were made. With other
rules, an instant goes back to the hour on the wall by the old offsets, and from there to an instant by the new ones.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from missions.audit import record
from missions.notices import Notice
from missions.people import access
from storage import quarantine
from storage.database import UnitSession
from storage.tables import (
    Announcement,
    AnnouncementState,
    Delegate,
    FileEntry,
    Interpreter,
    Mission,
    ProgrammeSession,
    Slot,
    Venue,
)
from timekeeping import zones

BEFORE, AFTER = timedelta(days=400), timedelta(days=60)
"""Around the mission's days: announcements are planned up to a year before."""

Offsets = list[list[Any]]
"""[[instant as ISO 8601, minutes east of UTC from then on], …], the earliest first."""
Moved = Callable[[datetime], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneRulesChanged(Notice):
    """To an organiser: the clocks of the mission's zone are changed otherwise than was known; hours stay as agreed."""

    mission_id: int


async def follow(session: UnitSession) -> Sequence[Notice]:
    """What the clock asks: missions whose instants were made by older rules, and whom that is news for."""
    edition = zones.in_use()
    notices: list[Notice] = []
    stale = select(Mission).where(col(Mission.zone_rules) != edition).order_by(col(Mission.id))
    for mission in await quarantine.rows(session, Mission, stale):
        with quarantine.blaming(Mission, mission.id):
            await settle(session, mission)
    untold = select(Mission).where(col(Mission.zone_told).is_(False)).order_by(col(Mission.id))
    for mission in await quarantine.rows(session, Mission, untold):
        mission.zone_told = True
        key = f"zone_rules:mission={mission.id}:{mission.zone_rules}:to="
        notices += [
            ZoneRulesChanged(to=person.id, once=f"{key}{person.id}", mission_id=mission.id)
            for person in await access.organisers(session, mission.id)
        ]
    return notices


async def settle(session: UnitSession, mission: Mission) -> None:
    """Bring a mission's instants to the rules in use, unless a process with newer ones has done so."""
    edition = zones.in_use()
    if mission.zone_rules >= edition:
        return
    zone = ZoneInfo(mission.time_zone)
    before = mission.zone_offsets
    days = [mission.starts_on.isoformat(), mission.ends_on.isoformat()]
    known = before.get("zone") == mission.time_zone and before.get("days") == days
    offsets = _offsets(zone, mission.starts_on, mission.ends_on)
    mission.zone_rules = edition
    mission.zone_offsets = {"zone": mission.time_zone, "days": days, "offsets": offsets}
    session.add(mission)
    if known and before["offsets"] != offsets:
        await _move_all(session, mission, _by(before["offsets"], zone))


async def renew(session: UnitSession, mission: Mission) -> None:
    """Call when a mission's zone or days were changed: what was known of its offsets is of other days."""
    mission.zone_rules, mission.zone_offsets = "", {}
    await settle(session, mission)


async def _move_all(session: UnitSession, mission: Mission, moved: Moved) -> None:
    count = await _move_slots(session, mission, moved)
    count += await _move_sessions(session, mission, moved)
    count += await _move_spans(session, mission, moved)
    planned = select(Announcement).where(
        Announcement.mission_id == mission.id, Announcement.state == AnnouncementState.SCHEDULED
    )
    for announcement in (await session.exec(planned)).all():
        if announcement.send_at is not None:
            announcement.send_at = moved(announcement.send_at)
    await session.flush()
    if count:
        mission.zone_told = False
        record(session, None, mission.id, "mission.zone_rules", f"mission:{mission.id}", count=count)


async def _move_slots(session: UnitSession, mission: Mission, moved: Moved) -> int:
    """How many begin at another instant. In an order in which none meets another on its way."""
    slots = list(await session.exec(select(Slot).where(Slot.mission_id == mission.id).order_by(col(Slot.starts_at))))
    entries = await session.exec(
        select(FileEntry).where(FileEntry.mission_id == mission.id, col(FileEntry.kind) == "slot")
    )
    said = {entry.row_id: entry for entry in entries}
    later = any(moved(slot.starts_at) > slot.starts_at for slot in slots)
    count = 0
    for slot in reversed(slots) if later else slots:
        starts_at, ends_at = moved(slot.starts_at), moved(slot.ends_at)
        if starts_at == slot.starts_at and ends_at == slot.ends_at:
            continue
        if entry := said.get(slot.id):
            # The hour that the file says, from which the slot may have been shifted.
            entry.key = moved(datetime.fromisoformat(entry.key)).isoformat()
        slot.starts_at, slot.ends_at = starts_at, ends_at
        count += 1
        await session.flush()
    return count


async def _move_sessions(session: UnitSession, mission: Mission, moved: Moved) -> int:
    count = 0
    for row in await session.exec(select(ProgrammeSession).where(ProgrammeSession.mission_id == mission.id)):
        hours = moved(row.starts_at), moved(row.ends_at)
        count += hours != (row.starts_at, row.ends_at)
        row.starts_at, row.ends_at = hours
    return count


async def _move_spans(session: UnitSession, mission: Mission, moved: Moved) -> int:
    count = 0
    for venue in await session.exec(select(Venue).where(Venue.mission_id == mission.id)):
        count += _move(venue, "open", moved)
    for interpreter in await session.exec(select(Interpreter).where(Interpreter.mission_id == mission.id)):
        count += _move(interpreter, "present", moved) + _move(interpreter, "breaks", moved)
    for delegate in await session.exec(select(Delegate).where(Delegate.mission_id == mission.id)):
        count += _move(delegate, "away", moved)
    return count


def _move(row: Any, name: str, moved: Moved) -> bool:  # noqa: ANN401 - a row that has such spans
    spans = getattr(row, name)
    other = [{end: moved(datetime.fromisoformat(at)).isoformat() for end, at in span.items()} for span in spans]
    if other == spans:
        return False
    setattr(row, name, other)
    return True


def _by(offsets: Offsets, zone: ZoneInfo) -> Moved:
    """From an instant to that at which the wall shows the same hour now."""
    starts = [datetime.fromisoformat(at) for at, _minutes in offsets]

    def moved(instant: datetime) -> datetime:
        minutes = offsets[max(0, bisect_right(starts, instant) - 1)][1]
        wall = (instant + timedelta(minutes=minutes)).replace(tzinfo=zone)
        return wall.astimezone(UTC)

    return moved


def _offsets(zone: ZoneInfo, first: date, last: date) -> Offsets:
    at = datetime(first.year, first.month, first.day, tzinfo=UTC) - BEFORE
    end = datetime(last.year, last.month, last.day, tzinfo=UTC) + AFTER
    found: Offsets = []
    while at < end:
        minutes = _minutes(zone, at)
        if not found or found[-1][1] != minutes:
            found.append([_change(zone, at, minutes).isoformat() if found else at.isoformat(), minutes])
        at += timedelta(days=1)
    return found


def _change(zone: ZoneInfo, by: datetime, minutes: int) -> datetime:
    """The minute of the day before `by` from which the offset is so many minutes."""
    early, late = by - timedelta(days=1), by
    while late - early > timedelta(minutes=1):
        middle = early + timedelta(minutes=(late - early) // timedelta(minutes=2))
        early, late = (early, middle) if _minutes(zone, middle) == minutes else (middle, late)
    return late


def _minutes(zone: ZoneInfo, at: datetime) -> int:
    offset = at.astimezone(zone).utcoffset() or timedelta(0)
    return offset // timedelta(minutes=1)
