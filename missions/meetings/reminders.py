"""Reminders before meetings. What is due follows from the seats, so that a moved meeting is reminded anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import ColumnElement, String, cast, exists, literal
from sqlmodel import col, select

from missions import jobs
from missions.notices import Notice
from storage import tables
from storage.database import UnitSession
from storage.tables import Delegate, Meeting, MeetingState, Mission, Person, PersonSeat, Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder(Notice):
    """A meeting begins soon: pointless from starts_at on."""

    meeting_id: int
    delegate_id: int
    starts_at: datetime


async def due_reminders(session: UnitSession) -> Sequence[Reminder]:
    """Whose confirmed meetings begin within a lead time that they were not reminded at.

    Of several lead times that have passed, as after an outage, only the nearest counts.
    """
    found: list[Reminder] = []
    for mission in await _open_missions(session):
        for nearer, lead in pairwise([0, *sorted(set(mission.reminder_minutes))]):
            found += await _between(session, mission.id, nearer, lead, jobs.CHUNK - len(found))
    return found


async def _open_missions(session: UnitSession) -> Sequence[Mission]:
    """Those with a meeting still to come: most of the year there is none, and this is all that is asked."""
    to_come = exists().where(col(Slot.mission_id) == col(Mission.id), col(Slot.starts_at) > session.now)
    return (await session.exec(select(Mission).where(col(Mission.closed_at).is_(None), to_come))).all()


async def _between(session: UnitSession, mission_id: int, nearer: int, lead: int, limit: int) -> list[Reminder]:
    """Those for the meetings that begin in more than `nearer` and at most `lead` minutes."""
    told = _key(lead)
    statement = (
        select(Person.id, PersonSeat, Slot, told)
        .join_from(Slot, Meeting, (col(Meeting.slot_id) == col(Slot.id)))
        .join(PersonSeat, (col(PersonSeat.slot_id) == col(Slot.id)) & (col(PersonSeat.meeting_id) == col(Meeting.id)))
        .join(Delegate, col(Delegate.id) == col(PersonSeat.delegate_id))
        .join(Person, col(Person.id) == col(Delegate.person_id))
        .where(
            Slot.mission_id == mission_id,
            Slot.starts_at > session.now + timedelta(minutes=nearer),
            Slot.starts_at <= session.now + timedelta(minutes=lead),
            Meeting.state == MeetingState.CONFIRMED,
            *reachable(),
            ~exists().where(col(tables.Notice.key) == told),
        )
        .order_by(col(Slot.starts_at), col(Meeting.id), col(PersonSeat.delegate_id))
        .limit(limit)
    )
    return [
        Reminder(
            to=person, meeting_id=seat.meeting_id, delegate_id=seat.delegate_id, starts_at=slot.starts_at, once=once
        )
        for person, seat, slot, once in (await session.exec(statement)).all()
    ]


def reachable() -> tuple[ColumnElement[bool], ...]:
    """Who would only be passed over is not due, or the clock would find them again at every tick."""
    return col(Person.telegram_id).is_not(None), col(Person.unreachable_since).is_(None)


def _key(minutes: int) -> ColumnElement[str]:
    """What a reminder is told once under. The slot is in it: another hour is another reminder."""
    return (
        literal("reminder:meeting=", String)
        + cast(col(Meeting.id), String)
        + ":slot="
        + cast(col(Slot.id), String)
        + ":delegate="
        + cast(col(PersonSeat.delegate_id), String)
        + f":minutes={minutes}"
    )
