"""The undo of "I cannot come": a mis-tap frees the place at once, and for some minutes one more tap takes it again."""

from __future__ import annotations

from datetime import datetime, timedelta

from locales import N_
from missions.errors import Refusal
from missions.meetings import availability, seats
from missions.meetings.endings import CANNOT_COME, to_side
from missions.meetings.notices import MeetingNotice
from missions.meetings.on_the_day import arrivals
from missions.meetings.states import (
    AlreadyOpen,
    Done,
    MeetingSide,
    Stale,
    become,
    note_act,
    open_between,
    require_both,
    take_up,
)
from missions.meetings.transitions import MeetingAct
from storage.database import UnitSession
from storage.tables import Arrival, Meeting, MeetingState, Mission, Person, Says, Slot

UNDO = timedelta(minutes=5)
"""A mis-tap is noticed within seconds; later, the other has other plans and is asked again."""
TOO_LATE = N_("It is too late to undo this. Please request another time.")
GONE = N_("This place has been given away, or one of you has something else by now. Please request another time.")


class ComesAfterAll(MeetingNotice):
    """The other side could not come, and comes after all."""


def undone_until(meeting: Meeting, said: Arrival | None) -> datetime | None:
    """Until when the delegate who said this can take it back; who had joined would have to be asked again."""
    if meeting.state is not MeetingState.CANCELLED or meeting.reason != CANNOT_COME or meeting.shared:
        return None
    mine = said is not None and said.says is Says.CANNOT_COME and said.said_at is not None
    return said.said_at + UNDO if mine and said is not None and said.said_at is not None else None


async def come_after_all(session: UnitSession, person: Person, meeting_id: int, revision: int) -> Done:
    """Take the place again, where nobody has it yet; the other is notified.

    Raises:
        Stale, Refusal: as take_up says, it is too late, or the place or one of the two is taken.
        AlreadyOpen: the two have asked each other again.
    """
    standing = await take_up(session, person, meeting_id, revision, MeetingAct.COME_AFTER_ALL)
    require_both(standing)
    meeting, side, other = standing.meeting, standing.side, standing.other
    said = (await arrivals(session, [meeting]))[meeting.id].get(side.id)
    until = undone_until(meeting, said)
    if said is None or until is None:
        raise Stale(meeting_id)
    slot = await session.get_one(Slot, meeting.slot_id)
    if min(until, slot.ends_at) <= session.now:
        raise Refusal(TOO_LATE)
    await _seat_again(session, standing, slot)
    become(meeting, MeetingState.CONFIRMED)
    meeting.reason = ""
    meeting.revision += 1
    said.says = said.said_at = None
    note_act(session, person, standing, "meeting.come_after_all")
    return Done(meeting, side, await to_side(session, ComesAfterAll, meeting, other))


async def _seat_again(session: UnitSession, standing: MeetingSide, slot: Slot) -> None:
    """Take seats, a table, the same if it is free, and an interpreter if they need one."""
    meeting, both = standing.meeting, (standing.side, standing.other)
    await availability.lock(session, *both)
    if (again := await open_between(session, *(each.id for each in both))) is not None:
        raise AlreadyOpen(again.id)
    mission = await session.get_one(Mission, meeting.mission_id)
    room = await availability.room(session, mission, *both, slot_id=slot.id)
    opening = room.at(slot)
    if isinstance(opening, str):
        raise Refusal(GONE)
    if await seats.take_people(session, meeting, slot.id, [each.id for each in both]) is not None:
        raise Refusal(GONE)
    place = await seats.take_place(session, meeting, opening, prefer=meeting.table_id)
    if place is None:
        raise Refusal(GONE)
    meeting.table_id, meeting.interpreter_id = place.table_id, place.interpreter_id
