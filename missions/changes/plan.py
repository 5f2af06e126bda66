"""The dry run of a change: which meetings would move and which rules would break."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol

from missions.changes.move_session import SessionAtStake
from missions.changes.place import Place
from missions.meetings.companions import joined
from storage.database import UnitSession
from storage.tables import Meeting, Mission


@dataclass(frozen=True, slots=True)
class MeetingMove:
    """One meeting's move. revision: before the move."""

    meeting_id: int
    revision: int
    delegates: tuple[int, int]
    before: Place
    after: Place
    also: tuple[int, ...] = ()
    """Who has joined the two."""

    @property
    def people(self) -> tuple[int, ...]:
        """All whose seats move."""
        return (*self.delegates, *self.also)

    @classmethod
    def of(cls, meeting: Meeting, before: Place, after: Place) -> MeetingMove:
        return cls(meeting.id, meeting.revision, (meeting.requester_id, meeting.invitee_id), before, after)


@dataclass(frozen=True, slots=True)
class TooFar:
    """A delegate (or interpreter) has less than `minutes` between two meetings, which the way takes. who: the id."""

    who: int
    interpreter: bool
    first: Place
    then: Place
    minutes: int


@dataclass(frozen=True, slots=True)
class Closed:
    """A place whose venue is closed then."""

    place: Place


Broken = TooFar | Closed


@dataclass(frozen=True)
class ChangePlan:
    """What a change would do: meetings that move, tables that get another label."""

    subject: str
    """"meeting", "table", "venue" or "timetable"."""
    detail: Mapping[str, Any]
    """For the change's row: its kind, titles of venues, labels of tables, ids; nothing about people."""
    moves: Sequence[MeetingMove]
    relabelled: Mapping[str, str]
    """The label before and, where that is taken, the one after."""
    tables: int = 0
    """How many tables move."""
    sessions: Sequence[SessionAtStake] = ()
    """Sessions of the programme that move with their venue."""
    broken: Sequence[Broken] = ()
    """Rules of the timetable that would break; a warning, not an obstacle."""

    @property
    def touched(self) -> frozenset[int]:
        """The delegates whose meetings move."""
        return frozenset(delegate for move in self.moves for delegate in move.people)

    @cached_property
    def fingerprint(self) -> str:
        """Hash of what would happen to which meetings (8 hex digits)."""
        moves = [[each.meeting_id, each.revision, each.before.to_json(), each.after.to_json()] for each in self.moves]
        frame = [self.subject, dict(self.detail), dict(self.relabelled), self.tables, len(self.broken)]
        if self.sessions:
            frame.append([[each.session_id, each.revision, each.people] for each in self.sessions])
        said = json.dumps([frame, moves], sort_keys=True)
        return hashlib.blake2b(said.encode(), digest_size=4).hexdigest()


class ProposedChange(Protocol):
    """A change that an organiser proposes and has not confirmed."""

    async def foresee(self, session: UnitSession, mission: Mission) -> ChangePlan:
        """The plan as of now.

        Raises:
            Refusal: it cannot be done.
        """

    async def lock(self, session: UnitSession) -> None:
        """Lock the rows that the plan depends on."""

    async def carry_out(self, session: UnitSession, plan: ChangePlan, /) -> None:
        """Change tables and venues; `apply` moves the meetings and their seats as planned."""


async def foresee(session: UnitSession, mission: Mission, proposal: ProposedChange) -> ChangePlan:
    """The dry run of a proposal.

    Raises:
        Refusal: it cannot be done.
    """
    plan = await proposal.foresee(session, mission)
    return replace(plan, moves=await with_companions(session, plan.moves))


async def with_companions(session: UnitSession, moves: Sequence[MeetingMove]) -> list[MeetingMove]:
    """The moves with all who have joined their meetings."""
    meetings = [await session.get_one(Meeting, each.meeting_id) for each in moves]
    more = await joined(session, meetings)
    return [
        replace(each, also=tuple(one.delegate_id for one in more[each.meeting_id])) if each.meeting_id in more else each
        for each in moves
    ]
