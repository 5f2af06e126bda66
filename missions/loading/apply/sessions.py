"""Loads the programme. Who signed up reads what the file changed; a session of theirs that it dropped is cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from missions.changes import move_session
from missions.loading.apply.loading import Loading
from missions.loading.plan.values import SessionPlan
from missions.sessions import places
from storage.tables import ProgrammeSession, SignUp, Venue


async def load_sessions(loading: Loading, venues: Mapping[str, Venue]) -> None:
    rows = await _sessions(loading)
    for each in loading.plan.sessions:
        values = _values(loading, each, venues)
        said = _said(each, loading.plan.time_zone)
        row = rows.get(each.key)
        if row is None:
            row = ProgrammeSession(mission_id=loading.mission.id, key=each.key, **values | {"capacity": 0})
            loading.ledger.create("session", each.key, row, {**values, **said})
            await places.resize(loading.session, row, each.capacity)
            continue
        await _update(loading, each, row, values, said)
    await loading.session.flush()


async def _update(
    loading: Loading, each: SessionPlan, row: ProgrammeSession, values: dict[str, Any], said: dict[str, Any]
) -> None:
    session = loading.session
    before = await move_session.place_of(session, row)
    had = row.capacity
    loading.ledger.merge("session", each.key, row, values, said)
    if row.capacity != had:
        wanted, row.capacity = row.capacity, had
        try:
            await places.resize(session, row, wanted)
        except places.TooFewPlaces as few:
            loading.wrong(f"{each.place}.capacity", f"{few.holding} have a place already", each.lines.get("capacity"))
    await session.flush()
    await move_session.note_move(session, loading.mission, row, before, by=None)


async def remove_sessions(loading: Loading) -> None:
    """Remove those for which nobody signed up; the others are cancelled."""
    rows = await _sessions(loading)
    for entry in loading.ledger.gone("session"):
        row = rows.get(entry.key)
        if row is not None:
            signed_up = select(SignUp.id).where(SignUp.session_id == row.id).limit(1)
            if (await loading.session.exec(signed_up)).first() is None:
                await loading.session.delete(row)
            else:
                row.key = None
                await move_session.note_cancelled(loading.session, loading.mission, row, by=None)
        await loading.ledger.drop(entry)
    await loading.session.flush()


def _values(loading: Loading, each: SessionPlan, venues: Mapping[str, Venue]) -> dict[str, Any]:
    starts_at, ends_at = each.instants(ZoneInfo(loading.plan.time_zone))
    return {
        "kind": each.kind,
        "title": dict(each.title),
        "description": dict(each.description),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "venue_id": venues[each.venue].id if each.venue else None,
        "speakers": each.speakers,
        "capacity": each.capacity,
        "languages": list(each.languages),
        "interpretation": list(each.interpretation),
        "invited": [asdict(side) for side in each.invited],
    }


def _said(each: SessionPlan, time_zone: str) -> dict[str, Any]:
    """What the file says where that is not the value itself: hours on the wall, whatever the rules of the zone."""
    starts_at, ends_at = (f"{each.day} {hour} {time_zone}" for hour in (each.begins, each.ends))
    return {"venue_id": each.venue, "starts_at": starts_at, "ends_at": ends_at}


async def _sessions(loading: Loading) -> dict[str, ProgrammeSession]:
    statement = select(ProgrammeSession).where(
        ProgrammeSession.mission_id == loading.mission.id, col(ProgrammeSession.key).is_not(None)
    )
    return {row.key: row for row in (await loading.session.exec(statement)).all() if row.key is not None}
