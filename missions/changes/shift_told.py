"""What a receipt of a shift says: each meeting and session of its delegate that moved, as it is now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select

from missions.changes.session_moves import SESSION
from missions.changes.shift_receipts import LATER
from missions.meetings.details import Details, details_of
from storage.database import UnitSession
from storage.tables import BOOKED_STATES, ChangeReceipt, Meeting, MeetingState, ProgrammeSession, Venue


@dataclass(frozen=True, slots=True)
class ShiftedMeeting:
    found: Details
    before: datetime
    """When it began before the shift."""

    @property
    def starts_at(self) -> datetime:
        return self.found.slot.starts_at

    @property
    def ends_at(self) -> datetime:
        return self.found.slot.ends_at


@dataclass(frozen=True, slots=True)
class ShiftedSession:
    row: ProgrammeSession
    venue: Venue | None
    before: datetime

    @property
    def starts_at(self) -> datetime:
        return self.row.starts_at

    @property
    def ends_at(self) -> datetime:
        return self.row.ends_at


ShiftedItem = ShiftedMeeting | ShiftedSession


def is_of_shift(receipt: ChangeReceipt) -> bool:
    """Whether the receipt is of a shift of the clock."""
    return any(LATER in move for move in receipt.moves)


def minutes_of(receipt: ChangeReceipt) -> int:
    """By how many minutes it moved what it moved; 0 where that differs."""
    minutes = {int(move[LATER]) for move in receipt.moves if LATER in move}
    return minutes.pop() if len(minutes) == 1 else 0


async def told_of_shift(session: UnitSession, receipt: ChangeReceipt) -> Sequence[ShiftedItem]:
    """In order of time, what no later change has overtaken and what is not over."""
    items: list[ShiftedItem] = [*await _meetings(session, receipt), *await _sessions(session, receipt)]
    return sorted((each for each in items if each.ends_at > session.now), key=lambda each: each.starts_at)


async def is_overtaken(session: UnitSession, receipt: ChangeReceipt) -> bool:
    """Whether anything of it has changed since: if not, all that it says is over."""
    meetings, sessions = await _meetings(session, receipt), await _sessions(session, receipt)
    return len(meetings) + len(sessions) < len(receipt.moves)


async def _meetings(session: UnitSession, receipt: ChangeReceipt) -> list[ShiftedMeeting]:
    moves = {move["meeting"]: move for move in receipt.moves if "meeting" in move and LATER in move}
    if not moves:
        return []
    rows = (await session.exec(select(Meeting).where(col(Meeting.id).in_(moves)))).all()
    stands = [each for each in rows if _stands(each, moves[each.id]["revision"])]
    return [
        ShiftedMeeting(each, each.slot.starts_at - timedelta(minutes=moves[each.meeting.id][LATER]))
        for each in await details_of(session, stands)
    ]


def _stands(meeting: Meeting, revision: int) -> bool:
    """Whether the meeting is as it was told. That it was held is one revision, and no other hour."""
    return meeting.state in BOOKED_STATES and meeting.revision - (meeting.state is MeetingState.HELD) == revision


async def _sessions(session: UnitSession, receipt: ChangeReceipt) -> list[ShiftedSession]:
    moves = {move[SESSION]: move for move in receipt.moves if SESSION in move and LATER in move}
    if not moves:
        return []
    found = (
        select(ProgrammeSession, Venue)
        .outerjoin(Venue, col(Venue.id) == col(ProgrammeSession.venue_id))
        .where(col(ProgrammeSession.id).in_(moves), col(ProgrammeSession.cancelled_at).is_(None))
    )
    return [
        ShiftedSession(row, venue, row.starts_at - timedelta(minutes=moves[row.id][LATER]))
        for row, venue in (await session.exec(found)).all()
        if row.revision == moves[row.id]["revision"]
    ]
