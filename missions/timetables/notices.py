"""Clock jobs: progress of drafts to organisers, published agendas to delegates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select

from missions import jobs
from missions.notices import Notice, not_posted, once_key
from missions.people.reach import reachable
from storage import quarantine
from storage.database import UnitSession
from storage.tables import Delegate, Meeting, MeetingState, Person, PersonSeat, Timetable, TimetableState

SHOWN_EVERY = timedelta(seconds=2)
FORGOTTEN = timedelta(days=1)
_IN_THE_MAKING = {TimetableState.MAKING, TimetableState.READY, TimetableState.FAILED}


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftProgressed(Notice):
    """Progress of a draft, shown in one message that is edited."""

    timetable_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaPublished(Notice):
    """A published timetable has meetings for this delegate, who is asked to accept them."""

    timetable_id: int
    delegate_id: int


async def progressed(session: UnitSession) -> Sequence[DraftProgressed]:
    """Clock job: drafts whose progress message is out of date."""
    recent = (
        select(Timetable)
        .where(col(Timetable.made_by).is_not(None), Timetable.created_at > session.now - FORGOTTEN)
        .order_by(col(Timetable.id))
    )
    notices = []
    for draft in await quarantine.rows(session, Timetable, recent):
        with quarantine.blaming(Timetable, draft.id):
            if draft.made_by is not None and _is_to_be_shown(session, draft):
                draft.shown = {**told_of(draft), "at": session.now.isoformat()}
                notices.append(DraftProgressed(to=draft.made_by, timetable_id=draft.id))
    return notices[: jobs.CHUNK]


def _is_to_be_shown(session: UnitSession, draft: Timetable) -> bool:
    if draft.state not in _IN_THE_MAKING:
        return False
    told, shown = told_of(draft), {key: value for key, value in draft.shown.items() if key != "at"}
    return shown != told and (shown.get("state") != told["state"] or _is_time(session, draft))


def told_of(draft: Timetable) -> dict[str, object]:
    """The progress to show, as `Timetable.shown` keeps it."""
    said = {key: draft.progress.get(key) for key in ("stage", "placed", "bound")}
    return {"state": draft.state.value, **said, "seconds": round(draft.progress.get("seconds", 0))}


def _is_time(session: UnitSession, draft: Timetable) -> bool:
    at = draft.shown.get("at")
    return at is None or session.now - datetime.fromisoformat(at) >= SHOWN_EVERY


async def agendas(session: UnitSession) -> Sequence[AgendaPublished]:
    """Clock job: agendas of published timetables that are still to be sent."""
    under_way = (
        select(Timetable)
        .where(Timetable.state == TimetableState.PUBLISHED, col(Timetable.told_at).is_(None))
        .order_by(col(Timetable.id))
        .with_for_update(skip_locked=True)
    )
    found: list[AgendaPublished] = []
    for timetable in await quarantine.rows(session, Timetable, under_way):
        room = jobs.CHUNK - len(found)
        untold = await _untold(session, timetable, room)
        found += untold
        if len(untold) == room:
            break
        timetable.told_at = session.now
    return found


async def _untold(session: UnitSession, timetable: Timetable, limit: int) -> list[AgendaPublished]:
    """The next delegates to be sent their agenda; those out of reach find it in /agenda when they come back."""
    key = once_key("agenda", timetable=timetable.id, delegate=col(Delegate.id))
    meetings = (
        select(PersonSeat.delegate_id)
        .join(Meeting, col(Meeting.id) == col(PersonSeat.meeting_id))
        .where(
            Meeting.mission_id == timetable.mission_id,
            Meeting.state == MeetingState.CONFIRMED,
            Meeting.planned_at == timetable.published_at,
        )
    )
    statement = (
        select(Person.id, Delegate.id, key)
        .join(Delegate, col(Delegate.person_id) == col(Person.id))
        .where(col(Delegate.id).in_(meetings), *reachable(), not_posted(key))
        .order_by(col(Delegate.id))
        .limit(limit)
    )
    return [
        AgendaPublished(to=person, timetable_id=timetable.id, delegate_id=delegate, once=once)
        for person, delegate, once in (await session.exec(statement)).all()
    ]
