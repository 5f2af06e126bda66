"""A mission as the solver's problem: ids are the keys, closed things have no slots."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from missions.meetings import mission_frame
from missions.solver import Key, PlannedMeeting, Problem, write_problem
from missions.solver import Wish as Wished
from missions.timetables.apart import busy_apart, without
from missions.timetables.wishes import MeetingWish, wishes
from storage import tables
from storage.tables import Delegate, Mission, TimetableKind


@dataclass(frozen=True, slots=True)
class Task:
    """A problem with the published meetings, of which those agreed move only if they must."""

    problem: Problem
    wishes: Mapping[str, MeetingWish]
    published: Sequence[PlannedMeeting]
    agreed: frozenset[Key]

    @property
    def fingerprint(self) -> str:
        """Hash of wishes, meetings and resources (16 hex digits)."""
        stands = sorted(f"{wish.pair}@{wish.meeting.revision}" for wish in self.wishes.values() if wish.meeting)
        said = f"{write_problem(self.problem)}{stands}{sorted(map(str, self.agreed))}"
        return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


async def read(session: AsyncSession, mission: Mission, kind: TimetableKind) -> Task:
    """The task as the tables have it at session.info["now"]. Mending takes confirmed meetings and musts only."""
    apart = {each.id: each for each in await mission_frame.slots_apart(session, mission)}
    wanted = [
        each
        for each in await wishes(session, mission, only_musts=kind is TimetableKind.MENDED)
        # What stands apart from the other slots stays: for the rest its people are elsewhere then.
        if each.meeting is None or each.meeting.slot_id not in apart
    ]
    people = {each for wish in wanted for each in wish.people}
    delegates = await session.exec(select(Delegate).where(col(Delegate.id).in_(sorted(people))))
    published = [_standing(wish.meeting) for wish in wanted if wish.stands and wish.meeting]
    wished = tuple(Wished(wish.pair, wish.people, wish.priority, slots=_slots(wish.meeting)) for wish in wanted)
    rows = await mission_frame.slots_to_come(session, mission)
    problem = replace(await without_wishes(session, mission, delegates, rows), wishes=wished)
    agreed = frozenset(wish.pair for wish in wanted if wish.meeting and wish.meeting.is_agreed)
    return Task(problem, {wish.pair: wish for wish in wanted}, published, agreed)


async def without_wishes(
    session: AsyncSession, mission: Mission, delegates: Iterable[Delegate], rows: Sequence[tables.Slot]
) -> Problem:
    """The problem of these people in these slots, without wishes."""
    apart = await mission_frame.slots_apart(session, mission)
    rows = [each for each in rows if each.apart_from is None]
    venues = await mission_frame.venues(session, mission, rows, apart)
    ways = await mission_frame.travel(session, mission, [each.key for each in venues])
    busy = await busy_apart(session, rows, apart, ways)
    return Problem(
        slots=tuple(mission_frame.slot_of(mission, row) for row in rows),
        venues=venues,
        tables=await mission_frame.tables_of(session, mission),
        people=without(await mission_frame.people(session, mission, rows, delegates), busy.people),
        wishes=(),
        interpreters=without(await mission_frame.interpreters(session, mission, rows), busy.interpreters),
        travel=ways,
    )


def _slots(meeting: tables.Meeting | None) -> frozenset[Key] | None:
    """A meeting that others have joined keeps its time: theirs depends on it too."""
    return frozenset({meeting.slot_id}) if meeting and meeting.shared else None


def _standing(meeting: tables.Meeting) -> PlannedMeeting:
    return PlannedMeeting(meeting.pair, meeting.slot_id, meeting.table_id, meeting.interpreter_id)
