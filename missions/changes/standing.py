"""What of a receipt still stands, whatever it is of: until when its delegate has to know, and whom they meet there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from missions.changes.receipts import Told, still_true
from missions.changes.session_moves import SessionMove, told_of_session
from missions.changes.shift_told import ShiftedItem, ShiftedMeeting, told_of_shift
from storage.database import UnitSession
from storage.tables import ChangeReceipt, Meeting, MeetingState


@dataclass(frozen=True, slots=True)
class StandingMove:
    """One meeting or session of a receipt. needed_at: when the delegate would be at the wrong place, or too late.

    other_id: the delegate whom they meet; 0 of a session.
    """

    said: Told | SessionMove | ShiftedItem
    starts_at: datetime
    needed_at: datetime
    meeting_id: int = 0
    other_id: int = 0


async def standing(session: UnitSession, receipt: ChangeReceipt) -> Sequence[StandingMove]:
    """In order of time; nothing once all of it was overtaken or is over."""
    moved = [each for each in await still_true(session, receipt) if not _is_held(each.meeting)]
    found = [_of_meeting(session, each) for each in moved]
    shifted = [
        each
        for each in await told_of_shift(session, receipt)
        if not isinstance(each, ShiftedMeeting) or not _is_held(each.found.meeting)
    ]
    found += [_of_shifted(session, each, receipt.delegate_id) for each in shifted]
    if of_session := await told_of_session(session, receipt):
        begins = (of_session.after or of_session.before).starts_at
        found.append(StandingMove(of_session, begins, _needed(session, of_session.before.starts_at, begins)))
    return sorted(found, key=lambda each: each.needed_at)


def _is_held(meeting: Meeting) -> bool:
    """Who sits at the table knows where it is."""
    return meeting.state is MeetingState.HELD


def _of_meeting(session: UnitSession, told: Told) -> StandingMove:
    begins = told.after.starts_at
    needed = _needed(session, told.before.starts_at, begins)
    return StandingMove(told, begins, needed, told.meeting.id, told.other.id)


def _of_shifted(session: UnitSession, each: ShiftedItem, delegate_id: int) -> StandingMove:
    needed = _needed(session, each.before, each.starts_at)
    if isinstance(each, ShiftedMeeting):
        return StandingMove(each, each.starts_at, needed, each.found.meeting.id, each.found.other(delegate_id).id)
    return StandingMove(each, each.starts_at, needed)


def _needed(session: UnitSession, before: datetime, after: datetime) -> datetime:
    """The earlier of the two hours that is still to come: who does not know goes by the old one."""
    to_come = [each for each in (before, after) if each > session.now]
    return min(to_come, default=max(before, after))
