"""An invented mission in the tables of a database, with all its wishes and a draft that is ready to be published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from benchmarks.invented import LANGUAGES, Size
from benchmarks.invented import mission as invented
from missions.solver import Priority, Problem
from missions.solver.solving import solve
from missions.timetables import drafts
from missions.timetables.draft_plan import draft_of
from missions.timetables.problem import read
from storage.database import Database, UnitSession
from storage.tables import (
    Delegate,
    DelegateStatus,
    Delegation,
    Interpreter,
    MeetingTable,
    Mission,
    Organisation,
    OrganisationKind,
    Person,
    Proposal,
    ProposalAnswer,
    Slot,
    TimetableKind,
    Venue,
)

OWNER = 77
FIRST_CHAT = 10_000


async def fill(database: Database, size: Size, seconds: float) -> int:
    """The mission, its people with a chat each, and a draft made in that many seconds: the draft's id."""
    problem = invented(size)
    async with database.unit() as session:
        owner = Person(telegram_id=OWNER, owner=True)
        mission = Mission(
            key="invented",
            title={"en": "Invented"},
            time_zone="UTC",
            starts_on=problem.slots[0].day,
            ends_on=problem.slots[-1].day,
        )
        await _add(session, owner, mission)
        people = await _people(session, mission, problem)
        await _frame(session, mission, problem)
        await _wishes(session, mission, problem, people)
        row = await drafts.begin(session, mission, TimetableKind.WHOLE, by=owner)
        task = await read(session, mission, TimetableKind.WHOLE)
        plan = solve(task.problem, seconds=seconds, fair=False)
        await drafts.finish(session, row.id, draft_of(plan, task.wishes.values(), None), task.fingerprint)
        return row.id


async def _add(session: UnitSession, *rows: Any) -> None:  # noqa: ANN401 - rows of any table
    session.add_all(rows)
    await session.flush()


async def _people(session: UnitSession, mission: Mission, problem: Problem) -> list[Delegate]:
    sides = [Delegation(mission_id=mission.id, key=key, title={"en": key}) for key in ("hosts", "guests")]
    chats = [Person(telegram_id=FIRST_CHAT + n, mission_id=mission.id) for n in range(len(problem.people))]
    firms = [
        Organisation(mission_id=mission.id, name=f"Firm {n}", name_key=f"firm {n}", kind=OrganisationKind.COMPANY)
        for n in range(len(problem.people))
    ]
    await _add(session, *sides, *chats, *firms)
    mission.within_delegation = True
    found = []
    for n, each in enumerate(problem.people):
        absent = [slot for slot in problem.slots if each.slots is not None and slot.key not in each.slots]
        found.append(
            Delegate(
                mission_id=mission.id,
                person_id=chats[n].id,
                delegation_id=sides[n % 2].id,
                organisation_id=firms[n].id,
                status=DelegateStatus.APPROVED,
                name=f"Delegate {n}",
                languages=sorted(each.languages),
                away=[_span(slot.start, slot.end) for slot in absent],
            )
        )
    await _add(session, *found)
    return found


def _span(begins: datetime, ends: datetime) -> dict[str, str]:
    return {"from": begins.isoformat(), "to": ends.isoformat()}


async def _frame(session: UnitSession, mission: Mission, problem: Problem) -> None:
    venues = [Venue(mission_id=mission.id, key=f"v{each.key}", title={"en": f"V{each.key}"}) for each in problem.venues]
    await _add(session, *venues)
    tables = [MeetingTable(venue_id=venues[int(each.venue)].id, label=str(each.key)) for each in problem.tables]
    slots = [Slot(mission_id=mission.id, starts_at=each.start, ends_at=each.end) for each in problem.slots]
    voices = [
        Interpreter(
            mission_id=mission.id,
            name=f"Interpreter {each.key}",
            name_key=f"interpreter {each.key}",
            languages=sorted({code for pair in each.pairs for code in pair}) or list(LANGUAGES[:2]),
            breaks=[_span(s.start, s.end) for s in problem.slots if each.slots is not None and s.key not in each.slots],
        )
        for each in problem.interpreters
    ]
    await _add(session, *tables, *slots, *voices)


async def _wishes(session: UnitSession, mission: Mission, problem: Problem, people: Sequence[Delegate]) -> None:
    said = datetime.combine(problem.slots[0].day, time(), UTC) - timedelta(days=30)
    rows = []
    for wish in problem.wishes:
        one, other = (people[int(key)] for key in wish.people)
        both = [(one, other), (other, one)] if wish.priority is Priority.MUTUAL else [(one, other)]
        rows += [
            Proposal(
                mission_id=mission.id,
                delegate_id=who.id,
                counterpart_id=whom.id,
                answer=ProposalAnswer.INTERESTED,
                answered_at=said,
            )
            for who, whom in both
        ]
    await _add(session, *rows)
