"""Use cases at the table: each of the two is shown a code, and gives the one that the other shows. Both given is held.

A code is known to the delegate who shows it and to nobody else: who gives it sits opposite.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from locales import N_
from missions.errors import Refusal
from missions.meetings import seats
from missions.meetings.arriving import on_the_day
from missions.meetings.endings import settle, to_side
from missions.meetings.notices import MeetingNotice
from missions.meetings.on_the_day import arrival_of
from missions.meetings.states import MeetingSide, become
from missions.meetings.transitions import MeetingAct
from missions.notices import Notice
from missions.people.reach import has_chat
from storage.database import UnitSession
from storage.tables import Arrival, MeetingState, Person

MOST_WRONG = 5
"""Wrong codes of one delegate: of ninety codes, more tries would be guessing."""
ONLY_THEMSELVES = N_("Only {name} can say that, at the table.")
NO_CHAT = N_("{name} is not in the chat and cannot give a code.")
TOO_MANY = N_("Too many wrong codes. Please ask the organisers.")


class Given(enum.Enum):
    """What came of a code."""

    WRONG = enum.auto()
    RIGHT = enum.auto()
    """The other has yet to give theirs."""
    HELD = enum.auto()


@dataclass(frozen=True, slots=True)
class AtTable:
    """One side of a meeting in its hour, with both rows of it."""

    standing: MeetingSide
    mine: Arrival
    theirs: Arrival

    @property
    def tries_left(self) -> int:
        return MOST_WRONG - self.mine.wrong


class CodeAwaited(MeetingNotice):
    """The other has given this side's code, and waits for theirs to be given."""


async def sit_down(session: UnitSession, person: Person, meeting_id: int, revision: int) -> AtTable:
    """Say that one is at the table, and be shown the code.

    Raises:
        Stale, Refusal: as take_up says, it is not the hour, or the person answers for another.
    """
    seated = await _at_table(session, person, meeting_id, revision)
    if seated.mine.here_at is None:
        seated.mine.here_at = session.now
    return seated


async def give(
    session: UnitSession, person: Person, meeting_id: int, revision: int, code: int
) -> tuple[AtTable, Given, list[Notice]]:
    """Give the code that the other shows. The meeting is held once both have.

    Raises:
        Stale, Refusal: as `sit_down` does, or too many codes were wrong.
    """
    seated = await sit_down(session, person, meeting_id, revision)
    mine, theirs = seated.mine, seated.theirs
    if mine.gave_at is None:
        if mine.wrong >= MOST_WRONG:
            raise Refusal(TOO_MANY)
        if code != theirs.code:
            mine.wrong += 1
            return seated, Given.WRONG, []
        mine.gave_at = session.now
        if theirs.gave_at is None:
            told = await to_side(session, CodeAwaited, seated.standing.meeting, seated.standing.other)
            return seated, Given.RIGHT, [*told]
    if theirs.gave_at is None:
        return seated, Given.RIGHT, []
    await _hold(session, seated)
    return seated, Given.HELD, []


async def _hold(session: UnitSession, seated: AtTable) -> None:
    meeting = seated.standing.meeting
    if meeting.moves_to_id is not None:
        await seats.release(session, meeting, meeting.moves_to_id)
    become(meeting, MeetingState.HELD)
    meeting.held_at = session.now
    settle(meeting)


async def _at_table(session: UnitSession, person: Person, meeting_id: int, revision: int) -> AtTable:
    standing, _slot = await on_the_day(session, person, meeting_id, revision, MeetingAct.SIT)
    if standing.side.person_id != person.id:
        raise Refusal(ONLY_THEMSELVES, name=standing.side.name)
    if not await has_chat(session, standing.other):
        raise Refusal(NO_CHAT, name=standing.other.name)
    mine = await arrival_of(session, standing.meeting, standing.side.id)
    return AtTable(standing, mine, await arrival_of(session, standing.meeting, standing.other.id))
