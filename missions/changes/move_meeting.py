"""Moves one meeting to another table, or to another time when both are free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from locales import N_
from missions.changes.move_table import ALREADY_SO
from missions.changes.place import Place, upcoming
from missions.changes.plan import ChangePlan, MeetingMove
from missions.errors import Refusal
from missions.meetings import availability, mission_frame
from missions.meetings.availability import FreeSlot
from missions.solver import Seating
from storage.database import UnitSession
from storage.tables import Delegate, Interpreter, Meeting, MeetingTable, Mission, Slot, Venue

NOT_TO_COME = N_("This meeting is over or was cancelled. Please choose again: /changes")
TAKEN = N_("This table or time has just been taken. Please choose another one.")

WHY_NOT = {
    availability.NO_INTERPRETER: N_("No interpreter is free for the two at that time. Please choose another time."),
    availability.NO_BRIDGE: N_(
        "The two have no common language, and no interpreter of this mission speaks one of each."
    ),
    availability.TOO_FAR: N_(
        "One of them could not get there in time from another meeting. Please choose another one."
    ),
    availability.ENOUGH: N_("One of them has reached the limit of meetings on that day."),
}
"""The organiser's wording of a refusal, where the delegate's speaks to the delegate."""


@dataclass(frozen=True, slots=True)
class MoveMeeting:
    """To a table in its own slot, or to a slot at the best table there."""

    meeting_id: int
    table_id: int | None = None
    slot_id: int | None = None

    async def foresee(self, session: UnitSession, mission: Mission) -> ChangePlan:
        meeting, before = await to_come(session, mission, self.meeting_id)
        if before.slot_id == self.slot_id or (self.slot_id is None and before.table_id == self.table_id):
            raise Refusal(ALREADY_SO)
        if self.slot_id is not None:
            after = await self._at_slot(session, mission, meeting, before)
        else:
            after = await self._at_table(session, mission, meeting, before)
        return ChangePlan(
            subject="meeting",
            detail={"kind": "meeting-moved", "id": meeting.id},
            moves=[MeetingMove.of(meeting, before, after)],
            relabelled={},
        )

    async def lock(self, session: UnitSession) -> None:
        meeting = select(Meeting).where(Meeting.id == self.meeting_id).with_for_update(key_share=True)
        await session.exec(meeting.execution_options(populate_existing=True))

    async def carry_out(self, session: UnitSession, plan: ChangePlan) -> None:
        """Does nothing: the meeting and its seats follow from the plan."""

    async def _at_table(self, session: UnitSession, mission: Mission, meeting: Meeting, before: Place) -> Place:
        slot = await session.get_one(Slot, before.slot_id)
        opening = await _opening(session, mission, meeting, slot, self.table_id)
        return await _place(session, opening, opening.seatings[0], before)

    async def _at_slot(self, session: UnitSession, mission: Mission, meeting: Meeting, before: Place) -> Place:
        slot = await session.get(Slot, self.slot_id)
        if slot is None or slot.mission_id != mission.id or slot.starts_at <= session.now:
            raise Refusal(TAKEN)
        opening = await _opening(session, mission, meeting, slot)
        venues = {each.key: each.venue for each in await mission_frame.tables_of(session, mission)}

        def strange(seating: Seating) -> tuple[bool, bool]:
            return seating.table != before.table_id, venues[seating.table] != before.venue_id

        return await _place(session, opening, min(opening.seatings, key=strange), before)


async def _opening(
    session: UnitSession, mission: Mission, meeting: Meeting, slot: Slot, table_id: int | None = None
) -> FreeSlot:
    """The free tables and interpreters for a meeting in a slot; with table_id, only at that table.

    Raises:
        Refusal: nothing, and why.
    """
    one, other = [await session.get_one(Delegate, each) for each in (meeting.requester_id, meeting.invitee_id)]
    room = await availability.room(session, mission, one, other, moving=meeting, slot_id=slot.id)
    found = room.at(slot, table_id) if room.slots else TAKEN
    if isinstance(found, str):
        raise Refusal(WHY_NOT.get(found, TAKEN))
    return found


async def _place(session: UnitSession, opening: FreeSlot, seating: Seating, before: Place) -> Place:
    """The place at a table, with the meeting's own interpreter if that one is free."""
    who = seating.interpreters
    chosen = before.interpreter_id if before.interpreter_id in who else next(iter(who), None)
    interpreter = await session.get(Interpreter, chosen) if chosen else None
    table = await session.get_one(MeetingTable, seating.table)
    return Place.of(opening.slot, table, await session.get_one(Venue, table.venue_id), interpreter)


async def to_come(session: UnitSession, mission: Mission, meeting_id: int) -> tuple[Meeting, Place]:
    """A confirmed meeting of this mission that is not over.

    Raises:
        Refusal: there is none with this id (any more).
    """
    for found in await upcoming(session, mission.id, col(Meeting.id) == meeting_id):
        return found
    raise Refusal(NOT_TO_COME)


async def times(session: UnitSession, mission: Mission, meeting: Meeting) -> Sequence[Slot]:
    """The other slots in which both are free and a table is left."""
    one = await session.get_one(Delegate, meeting.requester_id)
    other = await session.get_one(Delegate, meeting.invitee_id)
    return await availability.free_for(session, mission, one, other, moving=meeting)


async def tables(
    session: UnitSession, mission: Mission, meeting: Meeting, place: Place
) -> Sequence[tuple[MeetingTable, Venue]]:
    """The other tables at which it can be in its slot, those of its own venue first."""
    one, other = [await session.get_one(Delegate, each) for each in (meeting.requester_id, meeting.invitee_id)]
    room = await availability.room(session, mission, one, other, moving=meeting, slot_id=place.slot_id)
    opening = room.at(await session.get_one(Slot, place.slot_id))
    seatings = [] if isinstance(opening, str) else opening.seatings
    found = []
    for seating in seatings:
        table = await session.get_one(MeetingTable, seating.table)
        if table.id != place.table_id:
            found.append((table, await session.get_one(Venue, table.venue_id)))
    return sorted(found, key=lambda each: (each[1].id != place.venue_id, each[1].id, each[0].id))
