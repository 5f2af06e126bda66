"""Brings the programme of a mission up to what an iCalendar file says of its events, all of it or nothing."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from missions.changes import move_session
from missions.loading.apply.report import LoadReport
from missions.loading.ics.sessions import read_calendar
from missions.loading.plan.errors import FileError, MissionFileInvalid
from missions.loading.plan.values import SessionPlan
from missions.operations import zone_rules
from storage.database import UnitSession
from storage.tables import Audit, Mission, ProgrammeSession, Venue


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
    venues = (await session.exec(select(Venue).where(Venue.mission_id == mission.id))).all()
    found = read_calendar(content, mission, venues)
    keyed = select(ProgrammeSession).where(
        ProgrammeSession.mission_id == mission.id, col(ProgrammeSession.key).is_not(None)
    )
    rows = {row.key: row for row in (await session.exec(keyed)).all()}
    places = {venue.key: venue.id for venue in venues}
    report = LoadReport(mission_key)
    for each in found.sessions:
        values = _values(each, ZoneInfo(mission.time_zone), places)
        row = rows.get(each.key)
        if row is None:
            session.add(ProgrammeSession(mission_id=mission.id, key=each.key, kind=each.kind, **values))
            report.created["session"] += 1
        elif await _update(session, mission, row, values):
            report.changed["session"] += 1
        else:
            report.unchanged["session"] += 1
    for key in found.cancelled & {row.key for row in rows.values() if row.cancelled_at is None}:
        await move_session.note_cancelled(session, mission, rows[key], by=None)
        report.removed["session"] += 1
    if report.changed_anything:
        session.add(Audit(at=session.now, mission_id=mission.id, act="programme.load", subject=f"mission:{mission.id}"))
    await session.flush()
    return report


async def _update(session: UnitSession, mission: Mission, row: ProgrammeSession, values: dict[str, Any]) -> bool:
    before = await move_session.place_of(session, row)
    news = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in news.items():
        setattr(row, name, value)
    await session.flush()
    await move_session.note_move(session, mission, row, before, by=None)
    return bool(news)


def _values(each: SessionPlan, zone: ZoneInfo, places: dict[str, int]) -> dict[str, Any]:
    starts_at, ends_at = each.instants(zone)
    return {
        "title": dict(each.title),
        "description": dict(each.description),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "venue_id": places[each.venue] if each.venue else None,
    }
