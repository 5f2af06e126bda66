"""What the desk can do for a meeting whose interpreter is late or ill, one press each.

Another interpreter of the pair's languages who is free in that slot; else another slot; else both sides are notified.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import select

from locales import N_
from missions import changes
from missions.changes import ChangePlan, MeetingMove, MoveMeeting, Place, ProposedChange
from missions.changes.move_meeting import TAKEN, to_come
from missions.changes.move_table import ALREADY_SO
from missions.errors import Refusal
from missions.interpreters import outages
from missions.meetings import availability
from missions.meetings.companions import everyone
from missions.meetings.endings import to_side
from missions.meetings.notices import MeetingNotice
from missions.notices import Notice
from missions.people.access import require_organiser
from storage.database import UnitSession
from storage.tables import Delegate, Interpreter, InterpreterOutage, Meeting, Mission, OutageKind, Person, Slot

CHANGED = N_("This has changed. Please check again.")
AT_ONCE = 8
"""Meetings for which a way is looked up: each takes a dozen statements, and a screen has room for as many buttons."""


class MendWay(enum.StrEnum):
    REPLACE = "r"
    MOVE = "m"
    TELL = "t"


@dataclass(frozen=True, slots=True)
class MendingStep:
    """A meeting that an outage touches, and the first way that is open; way is None once both sides were told."""

    meeting: Meeting
    place: Place
    way: MendWay | None
    interpreter: Interpreter | None = None
    slot: Slot | None = None

    @property
    def target(self) -> int:
        """The id of the interpreter or slot that the way leads to."""
        found = self.interpreter or self.slot
        return found.id if found else 0


@dataclass(frozen=True, slots=True)
class OutageAtDesk:
    """What the desk sees of an interpreter's outage; outage is None once it is over."""

    interpreter: Interpreter
    mission: Mission
    outage: InterpreterOutage | None
    steps: Sequence[MendingStep]
    more: int
    """Meetings touched beyond those."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpreterLate(MeetingNotice):
    """To a side of a meeting: its interpreter comes later."""

    interpreter_id: int


async def at_desk(session: UnitSession, interpreter: Interpreter) -> OutageAtDesk:
    """The outage of an interpreter that stands, with a way to mend each meeting."""
    mission = await session.get_one(Mission, interpreter.mission_id)
    outage = await outages.standing(session, interpreter)
    if outage is None:
        return OutageAtDesk(interpreter, mission, None, [], 0)
    meetings = await outages.touched(session, interpreter, outage)
    steps = [await _step(session, mission, outage, *each) for each in meetings[:AT_ONCE]]
    return OutageAtDesk(interpreter, mission, outage, steps, max(0, len(meetings) - AT_ONCE))


async def _step(
    session: UnitSession, mission: Mission, outage: InterpreterOutage, meeting: Meeting, place: Place
) -> MendingStep:
    if meeting.id in outage.told:
        return MendingStep(meeting, place, None)
    if found := await _free(session, mission, meeting, place):
        return MendingStep(meeting, place, MendWay.REPLACE, interpreter=await session.get(Interpreter, found[0]))
    one, other = await _both(session, meeting)
    if slots := await availability.free_for(session, mission, one, other, moving=meeting):
        return MendingStep(meeting, place, MendWay.MOVE, slot=slots[0])
    return MendingStep(meeting, place, MendWay.TELL)


async def _free(session: UnitSession, mission: Mission, meeting: Meeting, place: Place) -> list[int]:
    """The interpreters who are free for the meeting where and when it is; the present one is not counted."""
    one, other = await _both(session, meeting)
    room = await availability.room(session, mission, one, other, moving=meeting, slot_id=place.slot_id)
    opening = room.at(room.slots[0], place.table_id) if room.slots else TAKEN
    if isinstance(opening, str):
        return []
    return [int(each) for each in opening.seatings[0].interpreters if each != meeting.interpreter_id]


async def _both(session: UnitSession, meeting: Meeting) -> tuple[Delegate, Delegate]:
    one = await session.get_one(Delegate, meeting.requester_id)
    return one, await session.get_one(Delegate, meeting.invitee_id)


@dataclass(frozen=True, slots=True)
class ReplaceInterpreter:
    """The meeting stays where it is, with another interpreter, or with none."""

    meeting_id: int
    interpreter_id: int | None

    async def foresee(self, session: UnitSession, mission: Mission) -> ChangePlan:
        meeting, before = await to_come(session, mission, self.meeting_id)
        if before.interpreter_id == self.interpreter_id:
            raise Refusal(ALREADY_SO)
        if self.interpreter_id and self.interpreter_id not in await _free(session, mission, meeting, before):
            raise Refusal(TAKEN)
        who = await session.get(Interpreter, self.interpreter_id) if self.interpreter_id else None
        after = replace(before, interpreter_id=who.id if who else None, interpreter=who.name if who else "")
        return ChangePlan(
            subject="meeting",
            detail={"kind": "meeting-moved", "id": meeting.id},
            moves=[MeetingMove.of(meeting, before, after)],
            relabelled={},
        )

    async def lock(self, session: UnitSession) -> None:
        """As for a move; on PostgreSQL the interpreters, too, whose hours and ways hold only under this lock."""
        meeting = select(Meeting).where(Meeting.id == self.meeting_id).with_for_update(key_share=True)
        found = (await session.exec(meeting.execution_options(populate_existing=True))).first()
        if found is not None and session.get_bind().dialect.name != "sqlite":
            await availability.lock_interpreters(session, found.mission_id)

    async def carry_out(self, session: UnitSession, plan: ChangePlan) -> None:
        """Does nothing: the meeting and its seats follow from the plan."""


async def mend(  # noqa: PLR0917 - what the button carries
    session: UnitSession,
    organiser: Person,
    interpreter_id: int,
    meeting_id: int,
    revision: int,
    way: MendWay,
    target: int,
) -> tuple[Interpreter, Sequence[Notice]]:
    """Mend one meeting in the way that was shown.

    Raises:
        Refusal: they do not organise the mission, the meeting has changed, or the way is no longer open.
    """
    interpreter = await session.get(Interpreter, interpreter_id)
    mission = await require_organiser(session, organiser, interpreter.mission_id if interpreter else None)
    meeting = await session.get(Meeting, meeting_id, with_for_update={"key_share": True}, populate_existing=True)
    if interpreter is None or meeting is None:
        raise Refusal(CHANGED)
    outage = await outages.standing(session, interpreter)
    if outage is None or meeting.interpreter_id != interpreter.id or meeting.revision != revision:
        raise Refusal(CHANGED)
    if way is MendWay.TELL and outage.kind is OutageKind.LATE:
        return interpreter, await _say_late(session, interpreter, outage, meeting)
    proposal: ProposedChange = ReplaceInterpreter(meeting.id, None if way is MendWay.TELL else target)
    if way is MendWay.MOVE:
        proposal = MoveMeeting(meeting.id, slot_id=target)
    plan = await changes.foresee(session, mission, proposal)
    done = await changes.apply(session, organiser, mission, proposal, plan.fingerprint)
    if isinstance(done, ChangePlan):
        raise Refusal(CHANGED)
    return interpreter, done.notices


async def _say_late(
    session: UnitSession, interpreter: Interpreter, outage: InterpreterOutage, meeting: Meeting
) -> Sequence[Notice]:
    """All who sit there read when their interpreter comes."""
    if meeting.id in outage.told:
        raise Refusal(CHANGED)
    outage.told = [*outage.told, meeting.id]
    session.add(outage)
    notices: list[Notice] = []
    for each in await everyone(session, meeting):
        side = await session.get_one(Delegate, each)
        notices += await to_side(session, InterpreterLate, meeting, side, interpreter_id=interpreter.id)
    return notices
