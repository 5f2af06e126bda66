"""Reminders before meetings, due from the seats: a meeting that moves is reminded again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import ColumnElement, String, case, cast, exists, literal, or_, update
from sqlmodel import col, delete, select

from missions import jobs
from missions.notices import Notice, not_posted, once_key
from missions.people.reach import reachable
from storage import quarantine
from storage.database import UnitSession
from storage.tables import (
    Delegate,
    HeldNotice,
    Lane,
    Meeting,
    MeetingState,
    Mission,
    OutboxRow,
    OutboxState,
    Person,
    PersonSeat,
    PostedNotice,
    Slot,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder(Notice):
    """A meeting begins soon; expires at starts_at."""

    meeting_id: int
    delegate_id: int
    starts_at: datetime
    is_last: bool = False
    """Whether it is the last before the meeting."""


async def due_reminders(session: UnitSession) -> Sequence[Reminder]:
    """Clock job: reminders for meetings that begin within a lead time.

    Of several lead times that have passed, as after an outage, only the nearest is sent.
    """
    found: list[Reminder] = []
    for mission in await _open_missions(session):
        with quarantine.blaming(Mission, mission.id):
            for nearer, lead in pairwise([0, *sorted(set(mission.reminder_minutes))]):
                found += await _between(session, mission.id, nearer, lead, jobs.CHUNK - len(found))
    return found


async def _open_missions(session: UnitSession) -> Sequence[Mission]:
    """Missions with a slot to come: most of the year there is none, and this is the only query."""
    to_come = exists().where(col(Slot.mission_id) == col(Mission.id), col(Slot.starts_at) > session.now)
    return await quarantine.rows(session, Mission, select(Mission).where(to_come))


async def _between(session: UnitSession, mission_id: int, nearer: int, lead: int, limit: int) -> list[Reminder]:
    """Reminders of meetings that begin in more than `nearer` and at most `lead` minutes.

    None where the meeting was confirmed within the lead time: the confirmation is that reminder.
    """
    begins = select(Slot.id, Slot.starts_at, Slot.shifted_at).where(
        Slot.mission_id == mission_id,
        Slot.starts_at > session.now + timedelta(minutes=nearer),
        Slot.starts_at <= session.now + timedelta(minutes=lead),
    )
    slots = (await session.exec(begins)).all()
    if not slots:
        return []
    confirmed = col(Meeting.confirmed_at)
    in_time = [
        (col(Slot.id) == slot) & (confirmed.is_(None) | (confirmed <= starts_at - timedelta(minutes=lead)))
        for slot, starts_at, shifted_at in slots
        # Of a shift within the lead time, its own message reminds.
        if shifted_at is None or shifted_at <= starts_at - timedelta(minutes=lead)
    ]
    if not in_time:
        return []
    key = _key(lead)
    statement = (
        select(Person.id, PersonSeat, Slot, key)
        .join_from(Slot, Meeting, (col(Meeting.slot_id) == col(Slot.id)))
        .join(PersonSeat, (col(PersonSeat.slot_id) == col(Slot.id)) & (col(PersonSeat.meeting_id) == col(Meeting.id)))
        .join(Delegate, col(Delegate.id) == col(PersonSeat.delegate_id))
        .join(Person, col(Person.id) == col(Delegate.person_id))
        .where(
            or_(*in_time),
            Meeting.state == MeetingState.CONFIRMED,
            *reachable(),
            not_posted(key),
        )
        .order_by(col(Slot.starts_at), col(Meeting.id), col(PersonSeat.delegate_id))
        .limit(limit)
    )
    return [
        Reminder(
            to=person,
            meeting_id=seat.meeting_id,
            delegate_id=seat.delegate_id,
            starts_at=slot.starts_at,
            is_last=not nearer,
            once=once,
        )
        for person, seat, slot, once in await quarantine.rows(session, Slot, statement)
    ]


def _key(minutes: int) -> ColumnElement[str]:
    """The key of a reminder. The slot is in it, and how often it was shifted: what moves is reminded of again."""
    key = once_key(
        "reminder", meeting=col(Meeting.id), slot=col(Slot.id), delegate=col(PersonSeat.delegate_id), minutes=minutes
    )
    shifts = literal(":shifts=", String) + cast(col(Slot.shifts), String)
    return key + case((col(Slot.shifts) > 0, shifts), else_=literal("", String))


async def outdated(session: UnitSession, meeting_ids: Collection[int], delegate_ids: Collection[int]) -> None:
    """Drop unsent reminders of these meetings and digests of these delegates; the clock finds them due again.

    Changes are sent before reminders: a reminder written earlier would arrive later, with the old place.
    """
    await _drop(session, [f"reminder:meeting={each}:" for each in meeting_ids], delegate_ids)


async def outdated_session(session: UnitSession, session_id: int, delegate_ids: Collection[int]) -> None:
    """The same of a session of the programme that has changed for these delegates."""
    beginning = f"session-reminder:session={session_id}:"
    await _drop(session, [beginning], delegate_ids, {f"delegate={each}" for each in delegate_ids})


async def _drop(
    session: UnitSession, beginnings: Sequence[str], delegate_ids: Collection[int], parts: Collection[str] = ()
) -> None:
    """Of reminders whose keys begin so, and, where parts are given, have one of them; and digests of the delegates."""
    reminders, digests = tuple(beginnings), tuple(f"digest:delegate={each}:" for each in delegate_ids)
    pending = select(OutboxRow.id, OutboxRow.key).where(
        OutboxRow.state == OutboxState.PENDING, OutboxRow.lane == Lane.REMINDER, col(OutboxRow.key).is_not(None)
    )

    def is_outdated(key: str) -> bool:
        named = not parts or bool({*key.split(":")} & {*parts})
        return key.startswith(digests) or (key.startswith(reminders) and named)

    unsent = {row: key for row, key in await session.exec(pending) if key and is_outdated(key)}
    held = select(HeldNotice.id, HeldNotice.once).where(col(HeldNotice.told_at).is_(None), HeldNotice.once != "")
    waiting = {row: key for row, key in await session.exec(held) if is_outdated(key)}
    if waiting:
        await session.exec(delete(HeldNotice).where(col(HeldNotice.id).in_(waiting)))
    if not unsent and not waiting:
        return
    dropped = {"state": OutboxState.DROPPED, "finished_at": session.now, "error": "outdated"}
    await session.exec(update(OutboxRow).where(col(OutboxRow.id).in_(unsent)).values(dropped))
    # A digest in several parts has as many rows of one notice.
    told = {key.partition(":part=")[0] for key in (*unsent.values(), *waiting.values())}
    await session.exec(delete(PostedNotice).where(col(PostedNotice.key).in_(told)))
