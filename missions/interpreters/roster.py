"""The interpreters of a mission for the desk: who is in the chat, and how many meetings each has on which day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, func, select

from missions import local_time
from missions.changes.place import upcoming
from missions.people.reach import Reach, reach
from storage.database import UnitSession
from storage.tables import Interpreter, InterpreterChat, InterpreterOutage, InterpreterReceipt, Mission, Person


@dataclass(frozen=True, slots=True)
class InterpreterLine:
    """An interpreter in the desk's list. per_day: their meetings to come."""

    interpreter: Interpreter
    reach: Reach
    per_day: Mapping[date, int]
    outage: InterpreterOutage | None

    @property
    def meetings(self) -> int:
        return sum(self.per_day.values())


async def roster(session: UnitSession, mission: Mission) -> Sequence[InterpreterLine]:
    """All of a mission by name."""
    zone = local_time.zone(mission)
    days: defaultdict[int | None, Counter[date]] = defaultdict(Counter)
    for _meeting, place in await upcoming(session, mission.id):
        days[place.interpreter_id][local_time.local_date(place.starts_at, zone)] += 1
    stands = (
        (col(InterpreterOutage.interpreter_id) == col(Interpreter.id))
        & col(InterpreterOutage.ended_at).is_(None)
        & (col(InterpreterOutage.until).is_(None) | (col(InterpreterOutage.until) > session.now))
    )
    found = await session.exec(
        select(Interpreter, Person, InterpreterOutage)
        .outerjoin(InterpreterChat, col(InterpreterChat.interpreter_id) == col(Interpreter.id))
        .outerjoin(Person, col(Person.id) == col(InterpreterChat.person_id))
        .outerjoin(InterpreterOutage, stands)
        .where(Interpreter.mission_id == mission.id)
        .order_by(col(Interpreter.name_key))
    )
    return [
        InterpreterLine(interpreter, reach(person), dict(sorted(days[interpreter.id].items())), outage)
        for interpreter, person, outage in found
    ]


async def unseen(session: UnitSession, interpreter: Interpreter) -> int:
    """How many messages about changed meetings the interpreter has not acknowledged."""
    waiting = select(func.count()).where(
        InterpreterReceipt.interpreter_id == interpreter.id, col(InterpreterReceipt.seen_at).is_(None)
    )
    return (await session.exec(waiting)).one()
