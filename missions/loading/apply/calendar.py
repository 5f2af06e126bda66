"""Brings the programme of a mission up to what an iCalendar file says of its events, all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import select

from missions.audit import record
from missions.changes import move_session
from missions.loading.apply.report import LoadReport
from missions.loading.ics.sessions import CalendarRead, read_calendar
from missions.loading.plan.errors import FileError, MissionFileInvalid
from missions.loading.plan.values import SessionPlan
from missions.names import fold
from missions.operations import zone_rules
from storage.database import UnitSession
from storage.tables import Mission, Person, ProgrammeSession, Venue


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What loading a calendar would do. changed: each session with its new values. doubts: sessions that an earlier
    calendar brought and this one does not have, which stay; twins: new events, each with a session of another origin
    that has its title on its day, beside which it would be added."""

    added: Sequence[SessionPlan]
    changed: Sequence[tuple[ProgrammeSession, Mapping[str, Any]]]
    cancelled: Sequence[ProgrammeSession]
    unchanged: int
    doubts: Sequence[ProgrammeSession]
    twins: Sequence[tuple[SessionPlan, ProgrammeSession]]

    @property
    def changes_anything(self) -> bool:
        return bool(self.added or self.changed or self.cancelled)


async def load_calendar(session: UnitSession, mission_key: str, content: bytes) -> LoadReport:
    """Add the events as sessions, or change those that an earlier load added; those the file calls cancelled are.

    What the file does not say (places, speakers, who is invited) stays as it is.

    Raises:
        MissionFileInvalid: there is no such mission, or something in the file is wrong.
    """
    mission = (await session.exec(select(Mission).where(Mission.key == mission_key))).first()
    if mission is None:
        raise MissionFileInvalid([FileError(None, "", f'there is no mission "{mission_key}"')])
    await zone_rules.settle(session, mission)
    return await apply_calendar(session, mission, read_calendar(content, mission, await venues_of(session, mission)))


async def venues_of(session: UnitSession, mission: Mission) -> Sequence[Venue]:
    """Where an event can be."""
    return (await session.exec(select(Venue).where(Venue.mission_id == mission.id))).all()


async def foresee(session: UnitSession, mission: Mission, found: CalendarRead) -> Foreseen:
    """What loading it would do now."""
    there = (await session.exec(select(ProgrammeSession).where(ProgrammeSession.mission_id == mission.id))).all()
    rows = {row.key: row for row in there if row.key is not None}
    zone, places = ZoneInfo(mission.time_zone), await _places(session, mission)
    added, changed, unchanged = [], [], 0
    for each in found.sessions:
        row = rows.get(each.key)
        if row is None:
            added.append(each)
        elif news := _news(row, _values(each, zone, places)):
            changed.append((row, news))
        else:
            unchanged += 1
    known = {each.key for each in found.sessions} | found.cancelled
    gone = [row for row in there if _is_from_calendar(row) and row.key not in known and row.starts_at > session.now]
    return Foreseen(
        added,
        changed,
        [row for key, row in rows.items() if key in found.cancelled and row.cancelled_at is None],
        unchanged,
        [row for row in gone if row.cancelled_at is None],
        [(each, twin) for each in added if (twin := _twin(each, there, zone)) is not None],
    )


async def apply_calendar(
    session: UnitSession, mission: Mission, found: CalendarRead, by: Person | None = None
) -> LoadReport:
    """Do it, all of it. by: the organiser who sent the file to the desk."""
    foreseen = await foresee(session, mission, found)
    zone, places = ZoneInfo(mission.time_zone), await _places(session, mission)
    report = LoadReport(mission.key)
    report.unchanged["session"] += foreseen.unchanged
    for each in foreseen.added:
        values = _values(each, zone, places)
        session.add(ProgrammeSession(mission_id=mission.id, key=each.key, kind=each.kind, **values))
        report.created["session"] += 1
    for row, news in foreseen.changed:
        await _update(session, mission, row, news, by)
        report.changed["session"] += 1
    for row in foreseen.cancelled:
        await move_session.note_cancelled(session, mission, row, by)
        report.removed["session"] += 1
    if report.changed_anything:
        record(session, by, mission.id, "programme.load", f"mission:{mission.id}")
    await session.flush()
    return report


async def _update(
    session: UnitSession, mission: Mission, row: ProgrammeSession, news: Mapping[str, Any], by: Person | None
) -> None:
    before = await move_session.place_of(session, row)
    for name, value in news.items():
        setattr(row, name, value)
    await session.flush()
    await move_session.note_move(session, mission, row, before, by)


def _news(row: ProgrammeSession, values: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in values.items() if getattr(row, name) != value}


async def _places(session: UnitSession, mission: Mission) -> Mapping[str, int]:
    return {venue.key: venue.id for venue in await venues_of(session, mission)}


def _is_from_calendar(row: ProgrammeSession) -> bool:
    return row.key is not None and row.key.startswith("ics:")


def _twin(each: SessionPlan, rows: Sequence[ProgrammeSession], zone: ZoneInfo) -> ProgrammeSession | None:
    """A session that was added in another way, with one of these titles on the same day."""
    titles = {fold(title) for title in each.title.values()}
    for row in rows:
        same_day = row.starts_at.astimezone(zone).date() == each.day
        if same_day and row.cancelled_at is None and titles & {fold(title) for title in row.title.values()}:
            return row
    return None


def _values(each: SessionPlan, zone: ZoneInfo, places: Mapping[str, int]) -> dict[str, Any]:
    starts_at, ends_at = each.instants(zone)
    return {
        "title": dict(each.title),
        "description": dict(each.description),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "venue_id": places[each.venue] if each.venue else None,
    }
