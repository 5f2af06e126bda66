"""An interpreter is late or ill: the desk reads it at once, with the meetings that it touches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from locales import N_
from missions import local_time
from missions.audit import record
from missions.changes.place import Place, upcoming
from missions.errors import Refusal
from missions.interpreters.linking import require_interpreter
from missions.notices import Notice
from missions.people.access import organisers
from missions.timetables import late_arrivals
from storage.database import UnitSession
from storage.tables import Interpreter, InterpreterOutage, Meeting, Mission, OutageKind, Person, Slot, TouchedRow

LATE_MINUTES = (15, 30, 60, 120)
"""How late an interpreter can say that they are."""
USUALLY_LATE = 30
"""Minutes, until they say how many."""
OVER = N_("The mission is over.")


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpreterOut(Notice):
    """To an organiser: this interpreter is late or ill."""

    interpreter_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpreterBack(Notice):
    """To an organiser: this interpreter is there after all."""

    interpreter_id: int


@dataclass(frozen=True, slots=True)
class Reported:
    """What an interpreter said of themselves, and the meetings that it touches; outage is None once they are back."""

    interpreter: Interpreter
    mission: Mission
    outage: InterpreterOutage | None
    meetings: Sequence[tuple[Meeting, Place]]
    notices: Sequence[Notice] = ()


async def late(session: UnitSession, person: Person, minutes: int) -> Reported:
    """The interpreter will be there in `minutes`.

    Raises:
        Refusal: the person is no interpreter, or the mission is over.
    """
    minutes = minutes if minutes in LATE_MINUTES else USUALLY_LATE
    until = session.now + timedelta(minutes=minutes)
    interpreter, mission = await _theirs(session, person)
    if until > local_time.instant(mission.starts_on, time(), local_time.zone(mission)):
        interpreter.breaks = late_arrivals.until(mission, interpreter.breaks, until)
    return await _report(session, person, interpreter, mission, OutageKind.LATE, until)


async def ill(session: UnitSession, person: Person) -> Reported:
    """The interpreter cannot come, until they or the desk say otherwise.

    Raises:
        Refusal: as late.
    """
    interpreter, mission = await _theirs(session, person)
    interpreter.away_since = interpreter.away_since or session.now
    return await _report(session, person, interpreter, mission, OutageKind.ILL, None)


async def back(session: UnitSession, person: Person) -> Reported:
    """The interpreter is there after all.

    Raises:
        Refusal: as late.
    """
    interpreter, mission = await _theirs(session, person)
    outage = await standing(session, interpreter)
    if outage is None:
        return Reported(interpreter, mission, None, [])
    outage.ended_at = session.now
    if outage.kind is OutageKind.ILL:
        interpreter.away_since = None
    else:
        interpreter.breaks = late_arrivals.until(mission, interpreter.breaks, None)
    interpreter.revision += 1
    record(session, person, mission.id, "interpreter.present", f"interpreter:{interpreter.id}")
    _redraw(session, interpreter)
    to = await organisers(session, mission.id)
    notices = [InterpreterBack(to=each.id, interpreter_id=interpreter.id) for each in to]
    return Reported(interpreter, mission, None, [], notices)


async def standing(session: UnitSession, interpreter: Interpreter) -> InterpreterOutage | None:
    """What the interpreter said last and has not taken back; a delay ends by itself."""
    outage = await _open(session, interpreter)
    return None if outage is None or _has_passed(outage, session.now) else outage


async def touched(
    session: UnitSession, interpreter: Interpreter, outage: InterpreterOutage
) -> Sequence[tuple[Meeting, Place]]:
    """The interpreter's meetings that they miss, or come late to, in order of time."""
    conditions: list[ColumnElement[bool]] = [col(Meeting.interpreter_id) == interpreter.id]
    if outage.until is not None:
        conditions.append(col(Slot.starts_at) < outage.until)
    return await upcoming(session, interpreter.mission_id, *conditions)


async def _theirs(session: UnitSession, person: Person) -> tuple[Interpreter, Mission]:
    found = await require_interpreter(session, person)
    interpreter = await session.get_one(Interpreter, found.id, with_for_update={"key_share": True})
    mission = await session.get_one(Mission, interpreter.mission_id)
    if local_time.bounds(mission.ends_on, local_time.zone(mission))[1] <= session.now:
        raise Refusal(OVER)
    return interpreter, mission


async def _report(  # noqa: PLR0917 - who, where, and what they said
    session: UnitSession,
    person: Person,
    interpreter: Interpreter,
    mission: Mission,
    kind: OutageKind,
    until: datetime | None,
) -> Reported:
    interpreter.revision += 1
    outage, before = await _open(session, interpreter), None
    if outage is not None and _has_passed(outage, session.now):
        outage.ended_at, outage = outage.until, None
        await session.flush()
    if outage is None:
        outage = InterpreterOutage(interpreter_id=interpreter.id, kind=kind, made_at=session.now)
    else:
        before = outage.kind
    outage.kind, outage.until, outage.told = kind, until, []
    session.add(outage)
    await session.flush()
    record(session, person, mission.id, f"interpreter.{kind.value}", f"interpreter:{interpreter.id}")
    _redraw(session, interpreter)
    # Of another delay, the card that the desk has is drawn again.
    to = [] if kind is before else await organisers(session, mission.id)
    notices = [InterpreterOut(to=each.id, interpreter_id=interpreter.id) for each in to]
    return Reported(interpreter, mission, outage, await touched(session, interpreter, outage), notices)


async def _open(session: UnitSession, interpreter: Interpreter) -> InterpreterOutage | None:
    found = select(InterpreterOutage).where(
        InterpreterOutage.interpreter_id == interpreter.id, col(InterpreterOutage.ended_at).is_(None)
    )
    return (await session.exec(found)).first()


def _has_passed(outage: InterpreterOutage, now: datetime) -> bool:
    return outage.until is not None and outage.until <= now


def _redraw(session: UnitSession, interpreter: Interpreter) -> None:
    """Have the cards about it drawn again."""
    session.add(TouchedRow(of_table="interpreter_seat", thing_id=interpreter.id))
