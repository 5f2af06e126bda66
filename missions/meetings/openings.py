"""The times at which two can meet, and how long an answer has."""

from __future__ import annotations

from datetime import datetime, timedelta

from locales import N_
from missions.errors import Refusal
from missions.meetings import availability
from missions.meetings.attending import session_during
from missions.meetings.states import MeetingSide, Taken
from missions.quiet.rules import quiet_times
from storage.database import UnitSession
from storage.tables import Delegate, Meeting, Mission, Person, Slot

YOU_ARE_TAKEN = N_("You already have something at that time. Please choose another one.")
SESSION_THEN = N_(
    "You signed up for “{title}” at that time. Please choose another time, or give up your place in /programme first."
)
NOT_ONE = N_("There is no time left when you are both free and a table is available.")
IS_OVER = N_("This meeting has already started: it can no longer be changed.")

ANY_TIME = 0
"""In place of a slot's id: whenever it suits both."""
SHORTEST_NUDGE = timedelta(minutes=20)
"""No reminder if the answer is due in less than twice this: it would follow the request at once."""


async def free_slot(
    session: UnitSession, one: Delegate, other: Delegate, slot_id: int, moving: Meeting | None = None
) -> Slot:
    """The slot with this id, where these two could meet in it.

    Raises:
        Taken: they could not, and why.
    """
    mission = await session.get_one(Mission, one.mission_id)
    room = await availability.room(session, mission, one, other, moving=moving, slot_id=slot_id)
    slot = next(iter(room.slots), None)
    if slot is None or slot.starts_at <= session.now or (moving and slot.id in {moving.slot_id, moving.moves_to_id}):
        raise Taken(availability.NOT_FREE)
    found = room.at(slot)
    if isinstance(found, str):
        raise Taken(found)
    return slot


async def last_free(session: UnitSession, one: Delegate, other: Delegate, _any: int = ANY_TIME) -> Slot:
    """The last slot in which these two could meet: until then, a request that leaves the time open can be answered.

    Raises:
        Taken: there is none.
    """
    mission = await session.get_one(Mission, one.mission_id)
    found = await availability.free_for(session, mission, one, other)
    if not found:
        raise Taken(NOT_ONE)
    return found[-1]


async def opening(session: UnitSession, standing: MeetingSide) -> availability.FreeSlot:
    """What there is for the meeting in its slot; where the time was left open, in the one that suits both best.

    Raises:
        Taken: nothing, and why.
    """
    meeting = standing.meeting
    mission = await session.get_one(Mission, meeting.mission_id)
    slot_id = None if meeting.any_time else meeting.moves_to_id or meeting.slot_id
    room = await availability.room(session, mission, standing.side, standing.other, moving=meeting, slot_id=slot_id)
    if slot_id is None:
        best = room.best()
        if best is None:
            raise Taken(NOT_ONE)
        return best
    if slot_id in room.held[standing.side.id]:
        raise Taken(YOU_ARE_TAKEN)
    slot = await session.get_one(Slot, slot_id)
    if title := await session_during(session, standing.side.id, slot):
        raise Taken(SESSION_THEN, title=title)
    found = room.at(slot)
    if isinstance(found, str):
        raise Taken(found)
    return found


async def wait_for(session: UnitSession, meeting: Meeting, slot: Slot, answering: Delegate) -> None:
    """The other side has to answer: until when, and when they are reminded of it."""
    mission = await session.get_one(Mission, meeting.mission_id)
    meeting.awaits_id = answering.id
    since = await _readable_from(session, mission, answering)
    meeting.expires_at = availability.answer_until(mission, slot, session.now, since)
    half = (meeting.expires_at - since) / 2
    meeting.nudge_at = since + half if half >= SHORTEST_NUDGE else None


async def _readable_from(session: UnitSession, mission: Mission, answering: Delegate) -> datetime:
    """When a delegate can read a request that is made now: their quiet time counts for no hour of the answer."""
    person = await session.get(Person, answering.person_id) if answering.person_id else None
    return session.now if person is None else (await quiet_times(session, mission, person)).free_from(session.now)


async def not_begun(session: UnitSession, meeting: Meeting) -> None:
    """Check that a meeting is to come.

    Raises:
        Refusal: it has begun.
    """
    slot = await session.get_one(Slot, meeting.slot_id)
    if slot.starts_at <= session.now:
        raise Refusal(IS_OVER)
