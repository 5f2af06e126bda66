"""Use cases of the hour before a meeting: on my way, late, cannot come. Each is one tap, and the other is notified."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlmodel import select

from locales import N_
from missions.errors import Refusal
from missions.meetings.endings import CANNOT_COME, close, to_side
from missions.meetings.notices import MeetingNotice
from missions.meetings.on_the_day import arrival_of, is_near, stays_away
from missions.meetings.states import Done, MeetingSide, note_act, take_up
from missions.meetings.transitions import MeetingAct
from missions.notices import Notice
from storage.database import UnitSession
from storage.tables import InterpreterChat, MeetingState, Person, Says, Slot

LATE = timedelta(minutes=10)
"""What "late" promises."""
NOT_YET = N_("This opens an hour before the meeting.")
IS_OVER = N_("This meeting is over.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherComes(MeetingNotice):
    """The other side is on the way, or late."""

    says: Says


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegateComes(Notice):
    """To the interpreter of a meeting: one of its two is on the way, or late."""

    meeting_id: int
    side_id: int
    interpreter_id: int
    says: Says


async def say(session: UnitSession, person: Person, meeting_id: int, revision: int, says: Says) -> Done:
    """Say that one is on the way, or late. The other, and the interpreter, read each once.

    Raises:
        Stale, Refusal: as take_up says, or it is not the hour.
    """
    standing, slot = await on_the_day(session, person, meeting_id, revision, MeetingAct.SAY)
    arrival = await arrival_of(session, standing.meeting, standing.side.id)
    if arrival.says is says:
        return Done(standing.meeting, standing.side, [])
    arrival.says, arrival.said_at = says, session.now
    note_act(session, person, standing, f"meeting.{says}")
    key = f"comes:meeting={meeting_id}:slot={slot.id}:side={standing.side.id}:says={says}"
    told = [
        *await to_side(session, OtherComes, standing.meeting, standing.other, says=says),
        *await _to_interpreter(session, standing, says),
    ]
    return Done(standing.meeting, standing.side, [replace(each, once=f"{key}:to={each.to}") for each in told])


async def _to_interpreter(session: UnitSession, standing: MeetingSide, says: Says) -> list[Notice]:
    """The notice to the meeting's interpreter, who has a chat or not."""
    meeting = standing.meeting
    theirs = select(InterpreterChat).where(InterpreterChat.interpreter_id == meeting.interpreter_id)
    chat = (await session.exec(theirs)).first() if meeting.interpreter_id is not None else None
    if chat is None:
        return []
    side_id, interpreter_id = standing.side.id, chat.interpreter_id
    told = DelegateComes(
        to=chat.person_id, meeting_id=meeting.id, side_id=side_id, interpreter_id=interpreter_id, says=says
    )
    return [told]


async def on_the_day(
    session: UnitSession, person: Person, meeting_id: int, revision: int, act: MeetingAct
) -> tuple[MeetingSide, Slot]:
    """A confirmed meeting in its hour, locked.

    Raises:
        Stale, Refusal: as take_up says, or it is not the hour.
    """
    standing = await take_up(session, person, meeting_id, revision, act)
    slot = await session.get_one(Slot, standing.meeting.slot_id)
    if not is_near(slot, session.now):
        raise Refusal(IS_OVER if slot.ends_at <= session.now else NOT_YET)
    return standing, slot


async def cannot_come(session: UnitSession, person: Person, meeting_id: int, revision: int) -> Done:
    """Cancel a meeting at the last moment, also while the other waits at the table; its place is free at once.

    Raises:
        Stale, Refusal: as take_up says, or the meeting is over.
    """
    standing = await take_up(session, person, meeting_id, revision, MeetingAct.CANNOT_COME)
    if (await session.get_one(Slot, standing.meeting.slot_id)).ends_at <= session.now:
        raise Refusal(IS_OVER)
    await stays_away(session, standing.meeting, standing.side.id)
    note_act(session, person, standing, "meeting.cannot_come")
    return await close(session, standing, MeetingState.CANCELLED, CANNOT_COME)
