"""What the clock tells of timetables: to organisers how far a draft is, to delegates the agenda that was published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select

from missions import jobs
from missions.notices import Notice, not_posted, once_key
from missions.people.reach import reachable
from storage.database import UnitSession
from storage.tables import Delegate, Meeting, MeetingState, Person, PersonSeat, Timetable, TimetableState

SHOWN_EVERY = timedelta(seconds=2)
FORGOTTEN = timedelta(days=1)
_IN_THE_MAKING = {TimetableState.MAKING, TimetableState.READY, TimetableState.FAILED}


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftProgressed(Notice):
    """A timetable in the making has come further, or is ready: told in one message, which is edited."""

    timetable_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaPublished(Notice):
    """The timetable has meetings for this delegate, who is asked whether they suit."""

    timetable_id: int
    delegate_id: int


async def progressed(session: UnitSession) -> Sequence[DraftProgressed]:
    """Drafts that have come further than their message says."""
    found = await session.exec(
        select(Timetable)
        .where(col(Timetable.made_by).is_not(None), Timetable.created_at > session.now - FORGOTTEN)
        .order_by(col(Timetable.id))
    )
    notices = []
    for draft in found.all():
        told = told_of(draft)
        if draft.state not in _IN_THE_MAKING or draft.made_by is None:
            continue
        shown = {key: value for key, value in draft.shown.items() if key != "at"}
        if shown == told or not (draft.shown.get("state") != told["state"] or _is_time(session, draft)):
            continue
        draft.shown = {**told, "at": session.now.isoformat()}
        notices.append(DraftProgressed(to=draft.made_by, timetable_id=draft.id))
    return notices[: jobs.CHUNK]


def told_of(draft: Timetable) -> dict[str, object]:
    """What the message about it says now."""
    said = {key: draft.progress.get(key) for key in ("stage", "placed", "bound")}
    return {"state": draft.state.value, **said, "seconds": round(draft.progress.get("seconds", 0))}


def _is_time(session: UnitSession, draft: Timetable) -> bool:
    at = draft.shown.get("at")
    return at is None or session.now - datetime.fromisoformat(at) >= SHOWN_EVERY


async def agendas(session: UnitSession) -> Sequence[AgendaPublished]:
    """Who is still to be sent what was published for them, in chunks."""
    under_way = await session.exec(
        select(Timetable)
        .where(Timetable.state == TimetableState.PUBLISHED, col(Timetable.told_at).is_(None))
        .order_by(col(Timetable.id))
        .with_for_update(skip_locked=True)
    )
    found: list[AgendaPublished] = []
    for timetable in under_way.all():
        room = jobs.CHUNK - len(found)
        untold = await _untold(session, timetable, room)
        found += untold
        if len(untold) == room:
            break
        timetable.told_at = session.now
    return found


async def _untold(session: UnitSession, timetable: Timetable, limit: int) -> list[AgendaPublished]:
    """Who is unreachable finds it in the agenda when they come back."""
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
