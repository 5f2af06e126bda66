"""The dry run: what a change would do to whom, before anything is done."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from missions.changes.place import Place
from storage.database import UnitSession
from storage.tables import Meeting, Mission


@dataclass(frozen=True, slots=True)
class MeetingMove:
    """One meeting, from where to where. revision is the meeting's before."""

    meeting_id: int
    revision: int
    delegates: tuple[int, int]
    before: Place
    after: Place

    @classmethod
    def of(cls, meeting: Meeting, before: Place, after: Place) -> MeetingMove:
        return cls(meeting.id, meeting.revision, (meeting.requester_id, meeting.invitee_id), before, after)


@dataclass(frozen=True, slots=True)
class TooFar:
    """A delegate or, where interpreter says so, an interpreter has to go from the first place to the second, which
    takes these minutes and more than there are."""

    who: int
    interpreter: bool
    first: Place
    then: Place
    minutes: int


@dataclass(frozen=True, slots=True)
class Closed:
    """A place in which the venue is not open."""

    place: Place


Broken = TooFar | Closed


@dataclass(frozen=True)
class ChangePlan:
    """What is going to happen: meetings that move, tables that get another label, and what it is called."""

    subject: str
    """"meeting", "table", "venue" or "timetable"."""
    detail: Mapping[str, Any]
    """For the change's row: its kind, titles of venues, labels of tables, ids; nothing about people."""
    moves: Sequence[MeetingMove]
    relabelled: Mapping[str, str]
    """The label before and, where that is taken, the one after."""
    tables: int = 0
    """How many tables move."""
    broken: Sequence[Broken] = ()
    """What of the timetable's rules would not hold any more; it can be done all the same."""

    @property
    def touched(self) -> frozenset[int]:
        """The delegates whose meetings move."""
        return frozenset(delegate for move in self.moves for delegate in move.delegates)

    @cached_property
    def fingerprint(self) -> str:
        """The same as long as the same would happen to the same meetings: eight hexadecimal digits."""
        moves = [[each.meeting_id, each.revision, each.before.to_json(), each.after.to_json()] for each in self.moves]
        frame = [self.subject, dict(self.detail), dict(self.relabelled), self.tables, len(self.broken)]
        said = json.dumps([frame, moves], sort_keys=True)
        return hashlib.blake2b(said.encode(), digest_size=4).hexdigest()


class ProposedChange(Protocol):
    """A change that an organiser has in mind."""

    async def foresee(self, session: UnitSession, mission: Mission) -> ChangePlan:
        """What it would do now.

        Raises:
            Refusal: it cannot be done (any more), and why.
        """

    async def lock(self, session: UnitSession) -> None:
        """Hold what the plan stands on until the unit of work ends."""

    async def carry_out(self, session: UnitSession, plan: ChangePlan, /) -> None:
        """Move tables and venues. The meetings and their seats follow by themselves, from the plan."""


async def foresee(session: UnitSession, mission: Mission, proposal: ProposedChange) -> ChangePlan:
    """The dry run of a proposal.

    Raises:
        Refusal: it cannot be done.
    """
    return await proposal.foresee(session, mission)
