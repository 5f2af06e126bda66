"""Loads the programme. Who signed up reads what the file changed; a session of theirs that it dropped is cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from missions.changes import move_session
from missions.loading.apply.ledger import digests
from missions.loading.apply.loading import Loading
from missions.loading.apply.pairs import numbers
from missions.loading.plan.values import GuestPlan, SessionPlan
from missions.sessions import invitation, places
from storage.tables import Delegate, ProgrammeSession, SignUp, Venue

_LATER = ("capacity", "invited")
"""What takes places away. It waits for the delegates: who is invited depends on where the file puts them."""


async def load_sessions(loading: Loading, venues: Mapping[str, Venue]) -> None:
    """All of them, but for what `load_places` writes. A new one is closed to its guests until then."""
    rows = await _sessions(loading)
    guests = await _guests(loading)
    for each in loading.plan.sessions:
        values = _values(loading, each, venues, guests)
        said = {**values, **_said(each, loading.plan.time_zone)}
        row = rows.get(each.key)
        if row is not None:
            await _update(loading, each, row, values, said)
            continue
        row = ProgrammeSession(mission_id=loading.mission.id, key=each.key, **values | {"capacity": 0})
        by_name = any(isinstance(entry, GuestPlan) for entry in each.invited or ())
        known = {name: value for name, value in said.items() if name != "invited" or not by_name}
        loading.ledger.create("session", each.key, row, known)
        await places.resize(loading.session, row, each.capacity)
    await loading.session.flush()


async def _update(
    loading: Loading, each: SessionPlan, row: ProgrammeSession, values: dict[str, Any], said: dict[str, Any]
) -> None:
    session, ledger = loading.session, loading.ledger
    before = await move_session.place_of(session, row)
    if _is_later(loading, each):
        early = {name: value for name, value in values.items() if name not in _LATER}
        for name, value in ledger.news("session", each.key, row, early, said).items():
            setattr(row, name, value)
        session.add(row)
        ledger.note("session", each.key, said, _LATER)
        ledger.report.kept["session"] += any(getattr(row, name) != value for name, value in early.items())
    else:
        ledger.merge("session", each.key, row, values, said)
    await session.flush()
    await move_session.note_move(session, loading.mission, row, before, by=None)


async def load_places(loading: Loading) -> None:
    """How many can sign up, and who, once the delegates are there. Who loses a place by it reads so from the clock."""
    changed = [each for each in loading.plan.sessions if _is_later(loading, each)]
    if not changed:
        return
    rows = await _sessions(loading)
    guests = await _guests(loading)
    for each in changed:
        row, values = rows[each.key], _later(each, guests)
        await places.lock(loading.session, row.id)
        news = loading.ledger.news("session", each.key, row, values, _later_said(each))
        await _take_away(loading, row, news)
        entry = loading.ledger.entry("session", each.key)
        if entry is not None:
            # A new session has it not recorded yet, and is counted already.
            if "invited" in entry.said:
                loading.report.changed["session"] += 1
            entry.said = {**entry.said, **digests(_later_said(each))}
            loading.session.add(entry)
    await loading.session.flush()


async def _take_away(loading: Loading, row: ProgrammeSession, news: Mapping[str, Any]) -> None:
    """As the desk does: who is not invited leaves, then who signed up last goes to the waiting list."""
    session = loading.session
    if row.cancelled_at is not None:
        for name, value in news.items():
            setattr(row, name, value)
        session.add(row)
        return
    if "invited" in news:
        await invitation.invite(session, row, news["invited"])
    if "capacity" in news:
        await places.put_back(session, await places.over(session, row, news["capacity"]))
        await places.resize(session, row, news["capacity"])


def _is_later(loading: Loading, each: SessionPlan) -> bool:
    """Whether the file says something new of what `load_places` writes."""
    entry = loading.ledger.entry("session", each.key)
    said = digests(_later_said(each))
    return entry is None or any(entry.said.get(name) != said[name] for name in _LATER if name in said)


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


def _values(
    loading: Loading, each: SessionPlan, venues: Mapping[str, Venue], guests: Mapping[str, int]
) -> dict[str, Any]:
    starts_at, ends_at = each.instants(ZoneInfo(loading.plan.time_zone))
    return {
        "kind": each.kind,
        "title": dict(each.title),
        "description": dict(each.description),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "venue_id": venues[each.venue].id if each.venue else None,
        "speakers": each.speakers,
        "languages": list(each.languages),
        "interpretation": list(each.interpretation),
        **_later(each, guests),
    }


def _later(each: SessionPlan, guests: Mapping[str, int]) -> dict[str, Any]:
    """A guest who is not there, or was erased, is an entry without a name: without it the session might be open to
    everyone."""
    if each.invited is None:
        return {"capacity": each.capacity}
    invited = [
        {invitation.GUEST: guests.get(entry.file_key, 0)} if isinstance(entry, GuestPlan) else asdict(entry)
        for entry in each.invited
    ]
    return {"capacity": each.capacity, "invited": invited}


def _later_said(each: SessionPlan) -> dict[str, Any]:
    if each.invited is None:
        return {"capacity": each.capacity}
    return {"capacity": each.capacity, "invited": [asdict(entry) for entry in each.invited]}


def _said(each: SessionPlan, time_zone: str) -> dict[str, Any]:
    """What the file says where that is not the value itself: hours on the wall, whatever the rules of the zone."""
    starts_at, ends_at = (f"{each.day} {hour} {time_zone}" for hour in (each.begins, each.ends))
    return {"venue_id": each.venue, "starts_at": starts_at, "ends_at": ends_at, **_later_said(each)}


async def _guests(loading: Loading) -> Mapping[str, int]:
    """The delegates' ids, by the file keys of all whom sessions invite by name."""
    entries = (entry for each in loading.plan.sessions for entry in each.invited or ())
    keys = sorted({entry.file_key for entry in entries if isinstance(entry, GuestPlan)})
    return {key: number for number, key in await numbers(loading, col(Delegate.file_key), keys) if key}


async def _sessions(loading: Loading) -> dict[str, ProgrammeSession]:
    statement = select(ProgrammeSession).where(
        ProgrammeSession.mission_id == loading.mission.id, col(ProgrammeSession.key).is_not(None)
    )
    return {row.key: row for row in (await loading.session.exec(statement)).all() if row.key is not None}
