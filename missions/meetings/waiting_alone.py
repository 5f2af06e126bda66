"""One of a meeting is at the table and the other is not: the other is asked, then the desk is notified.

The place may be given up then: the meeting was missed, and what it had is free.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import aliased
from sqlmodel import col, exists, select

from locales import N_
from missions import jobs
from missions.errors import Refusal
from missions.meetings.arriving import LATE
from missions.meetings.endings import close, closed_to, to_side
from missions.meetings.notices import MeetingNotice
from missions.meetings.on_the_day import arrivals
from missions.meetings.states import NOT_YOURS, Done, MeetingSide, Stale, note_act, sides_of
from missions.notices import Notice
from missions.people.access import organised_by, organisers
from missions.people.reach import has_chat
from storage import quarantine
from storage.database import UnitSession
from storage.tables import Arrival, Delegate, Meeting, MeetingState, Person, Says, Slot

ASKED_AFTER = timedelta(minutes=7)
"""Alone at the table for so long, after the hour of the meeting: the other is asked."""
TOLD_AFTER = timedelta(minutes=5)
"""Without an answer for this long, the desk is notified."""
NOT_YET = N_("{name} has not been asked yet. Please wait a few minutes.")


class AreYouComing(MeetingNotice):
    """The other waits at the table: this side is asked where they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftAlone(MeetingNotice):
    """To an organiser: side_id waits at the table, and the other does not come."""

    other_id: int


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Who waits, since when that counts, and what the other said."""

    row: Arrival
    meeting: Meeting
    since: datetime
    other: Delegate

    @property
    def asked_at(self) -> datetime:
        return self.since + ASKED_AFTER


async def left_alone(session: UnitSession) -> Sequence[Notice]:
    """Clock job: ask the other of who waits alone, and tell the desk where that did not help."""
    there = aliased(Arrival)
    both = exists(
        select(there.id).where(
            col(there.meeting_id) == col(Arrival.meeting_id),
            col(there.delegate_id) != col(Arrival.delegate_id),
            col(there.slot_id) == col(Arrival.slot_id),
            col(there.here_at).is_not(None),
        )
    )
    latest = session.now - ASKED_AFTER
    due = (
        select(Arrival, Meeting, Slot)
        .join(Meeting, col(Meeting.id) == col(Arrival.meeting_id))
        .join(Slot, col(Slot.id) == col(Meeting.slot_id))
        .where(
            col(Arrival.here_at) <= latest,
            col(Arrival.told_at).is_(None),
            col(Arrival.slot_id) == col(Meeting.slot_id),
            Meeting.state == MeetingState.CONFIRMED,
            col(Slot.starts_at) <= latest,
            col(Slot.ends_at) > session.now,
            ~both,
        )
        .order_by(col(Arrival.here_at), col(Arrival.id))
        .limit(jobs.CHUNK)
    )
    notices: list[Notice] = []
    for row, meeting, slot in await quarantine.rows(session, Arrival, due):
        with quarantine.blaming(Arrival, row.id):
            notices += await _go_on(session, await _waiting(session, row, meeting, slot))
    return notices


async def _waiting(session: UnitSession, row: Arrival, meeting: Meeting, slot: Slot) -> _Waiting:
    other_id = meeting.invitee_id if row.delegate_id == meeting.requester_id else meeting.requester_id
    said = (await arrivals(session, [meeting]))[meeting.id].get(other_id)
    late = LATE if said is not None and said.says is Says.LATE else timedelta()
    since = max(slot.starts_at + late, row.here_at or slot.starts_at)
    return _Waiting(row, meeting, since, await session.get_one(Delegate, other_id))


async def _go_on(session: UnitSession, waiting: _Waiting) -> Sequence[Notice]:
    row, meeting, now = waiting.row, waiting.meeting, session.now
    if now < waiting.asked_at:
        return []
    asks = row.asked_at is None and await has_chat(session, waiting.other)
    if row.asked_at is None:
        row.asked_at = now
    if asks:
        return await to_side(session, AreYouComing, meeting, waiting.other)
    if await has_chat(session, waiting.other) and now < row.asked_at + TOLD_AFTER:
        return []
    row.told_at = now
    return [
        LeftAlone(to=each.id, meeting_id=meeting.id, side_id=row.delegate_id, other_id=waiting.other.id)
        for each in await organisers(session, meeting.mission_id)
    ]


async def stop_waiting(session: UnitSession, person: Person, meeting_id: int, revision: int) -> Done:
    """Give up a meeting to which the other did not come: by who waits, once the other was asked, or by an organiser.

    Raises:
        Stale: it is not confirmed any more, or has changed.
        Refusal: nobody waits there, or the person has no part in it.
    """
    locked = select(Meeting).where(Meeting.id == meeting_id).with_for_update(key_share=True)
    meeting = (await session.exec(locked.execution_options(populate_existing=True))).first()
    if meeting is None:
        raise Refusal(NOT_YOURS)
    mine = [each for each in await sides_of(session, person, meeting) if each.person_id == person.id]
    at_desk = any(each.id == meeting.mission_id for each in await organised_by(session, person))
    if not mine and not at_desk:
        raise Refusal(NOT_YOURS)
    if meeting.state is not MeetingState.CONFIRMED or meeting.revision != revision:
        raise Stale(meeting_id)
    return await _missed(session, person, meeting, mine)


async def _missed(session: UnitSession, person: Person, meeting: Meeting, mine: Sequence[Delegate]) -> Done:
    said = (await arrivals(session, [meeting]))[meeting.id]
    here = [each for each in said.values() if each.here_at is not None]
    both = [await session.get_one(Delegate, each) for each in (meeting.requester_id, meeting.invitee_id)]
    waits = next((each for each in here if each.asked_at is not None), None) if len(here) == 1 else None
    if waits is None or (mine and waits.delegate_id != mine[0].id):
        raise Refusal(NOT_YET, name=next(each.name for each in both if not mine or each.id != mine[0].id))
    side, other = sorted(both, key=lambda each: each.id != waits.delegate_id)
    standing = MeetingSide(meeting, side, other)
    note_act(session, person, standing, "meeting.missed")
    done = await close(session, standing, MeetingState.MISSED)
    if mine:
        return done
    return Done(meeting, side, [*done.notices, *await closed_to(session, meeting, side, other)])
