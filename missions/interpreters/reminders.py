"""Reminders and the evening's brief of interpreters: with the lead times and at the hour that hold for delegates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import exists
from sqlmodel import col, select

from missions import jobs, local_time
from missions.meetings.details import Details, details_of
from missions.notices import Notice, already_posted, not_posted, once_key
from missions.people.reach import reachable
from storage import quarantine
from storage.database import UnitSession
from storage.tables import BOOKED_STATES, Interpreter, InterpreterChat, Meeting, MeetingState, Mission, Person, Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpreterReminder(Notice):
    """A meeting of the reader's begins soon; expires at starts_at."""

    meeting_id: int
    interpreter_id: int
    starts_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpreterBrief(Notice):
    """The reader's meetings of one day, with profiles and terms; expires when the day begins."""

    interpreter_id: int
    day: date
    expires_at: datetime | None


async def due_reminders(session: UnitSession) -> Sequence[InterpreterReminder]:
    """Clock job: of several lead times that have passed, only the nearest is sent; none where the interpreter was told
    of the meeting within the lead time: that was the reminder."""
    found: list[InterpreterReminder] = []
    for chat, mission, meeting_id, slot in await _soon(session):
        since = _since(chat.known, meeting_id, slot)
        left = slot.starts_at - session.now
        for nearer, lead in pairwise([0, *sorted(set(mission.reminder_minutes))]):
            in_time = since is not None and since <= slot.starts_at - timedelta(minutes=lead)
            if in_time and timedelta(minutes=nearer) < left <= timedelta(minutes=lead):
                once = f"reminder:meeting={meeting_id}:slot={slot.id}:interpreter={chat.interpreter_id}:minutes={lead}"
                reminder = InterpreterReminder(
                    to=chat.person_id,
                    meeting_id=meeting_id,
                    interpreter_id=chat.interpreter_id,
                    starts_at=slot.starts_at,
                    once=once,
                )
                found.append(reminder)
    posted = await already_posted(session, [each.once for each in found if each.once])
    return [each for each in found if each.once not in posted][: jobs.CHUNK]


async def _soon(session: UnitSession) -> list[tuple[InterpreterChat, Mission, int, Slot]]:
    """The meetings of interpreters in the chat that begin within the longest lead time of their mission."""
    to_come = exists().where(col(Slot.mission_id) == col(Mission.id), col(Slot.starts_at) > session.now)
    linked = exists().where(col(InterpreterChat.mission_id) == col(Mission.id))
    found = []
    for mission in await quarantine.rows(session, Mission, select(Mission).where(linked, to_come)):
        longest = timedelta(minutes=max(mission.reminder_minutes, default=0))
        statement = (
            select(InterpreterChat, Meeting.id, Slot)
            .join_from(Slot, Meeting, col(Meeting.slot_id) == col(Slot.id))
            .join(InterpreterChat, col(InterpreterChat.interpreter_id) == col(Meeting.interpreter_id))
            .join(Person, col(Person.id) == col(InterpreterChat.person_id))
            .where(
                Slot.mission_id == mission.id,
                Slot.starts_at > session.now,
                Slot.starts_at <= session.now + longest,
                Meeting.state == MeetingState.CONFIRMED,
                *reachable(),
            )
            .order_by(col(Slot.starts_at), col(Meeting.id))
        )
        found += [(chat, mission, meeting, slot) for chat, meeting, slot in (await session.exec(statement)).all()]
    return found


def _since(known: Mapping[str, Any], meeting_id: int, slot: Slot) -> datetime | None:
    """Since when the interpreter knows of the meeting in this slot; None while they do not."""
    told = known.get(str(meeting_id))
    return datetime.fromisoformat(told["since"]) if told and told["place"]["slot_id"] == slot.id else None


async def due_briefs(session: UnitSession) -> Sequence[InterpreterBrief]:
    """Clock job: the briefs of tomorrow, in each mission whose hour of the digest has come."""
    today = session.now.date()
    wanted = select(Mission).where(
        col(Mission.digest_at).is_not(None),
        exists().where(col(InterpreterChat.mission_id) == col(Mission.id)),
        # A day of margin on both sides: the date depends on the time zone.
        Mission.starts_on <= today + timedelta(days=2),
        Mission.ends_on >= today - timedelta(days=1),
    )
    found: list[InterpreterBrief] = []
    for mission in await quarantine.rows(session, Mission, wanted):
        with quarantine.blaming(Mission, mission.id):
            zone = local_time.zone(mission)
            day = local_time.local_date(session.now, zone)
            if mission.digest_at is not None and local_time.instant(day, mission.digest_at, zone) <= session.now:
                found += await _briefs(session, mission, day + timedelta(days=1), jobs.CHUNK - len(found))
    return found


async def _briefs(session: UnitSession, mission: Mission, day: date, limit: int) -> list[InterpreterBrief]:
    begins, ends = local_time.bounds(day, local_time.zone(mission))
    key = once_key("brief", interpreter=col(InterpreterChat.interpreter_id), day=day.isoformat())
    interprets = exists().where(
        col(Meeting.interpreter_id) == col(InterpreterChat.interpreter_id),
        col(Meeting.state) == MeetingState.CONFIRMED,
        col(Slot.id) == col(Meeting.slot_id),
        col(Slot.starts_at) >= begins,
        col(Slot.starts_at) < ends,
    )
    statement = (
        select(Person.id, InterpreterChat.interpreter_id, key)
        .join_from(InterpreterChat, Person, col(Person.id) == col(InterpreterChat.person_id))
        .where(InterpreterChat.mission_id == mission.id, interprets, *reachable(), not_posted(key))
        .order_by(col(InterpreterChat.id))
        .limit(limit)
    )
    return [
        InterpreterBrief(to=person, interpreter_id=interpreter, day=day, expires_at=begins, once=once)
        for person, interpreter, once in (await session.exec(statement)).all()
    ]


async def meetings_of_day(session: UnitSession, interpreter: Interpreter, day: date) -> Sequence[Details]:
    """The interpreter's meetings of a day that are not over, in order of time; of a day that is over, all."""
    mission = await session.get_one(Mission, interpreter.mission_id)
    begins, ends = local_time.bounds(day, local_time.zone(mission))
    ahead = session.now if session.now < ends else begins
    statement = (
        select(Meeting)
        .join(Slot, col(Slot.id) == col(Meeting.slot_id))
        .where(
            Meeting.interpreter_id == interpreter.id,
            col(Meeting.state).in_(BOOKED_STATES),
            Slot.starts_at >= begins,
            Slot.starts_at < ends,
            Slot.ends_at > ahead,
        )
        .order_by(col(Slot.starts_at))
    )
    return await details_of(session, (await session.exec(statement)).all())
