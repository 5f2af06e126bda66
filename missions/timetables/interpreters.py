"""Use cases of organisers for interpreters: add, limit, mark away, remove; and the meetings of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import col, select, update

from locales import N_
from missions.audit import record
from missions.changes.place import Place, upcoming
from missions.errors import Refusal
from missions.names import fold
from missions.people import access
from missions.registration.fields import typed
from storage.database import UnitSession
from storage.tables import Delegate, Interpreter, InterpreterOutage, Meeting, Mission, Person, TouchedRow

GONE = N_("This interpreter is no longer in the mission.")
CHANGED = N_("This has changed. Please check again.")
ALREADY_THERE = N_("{name} is already one of the interpreters.")
TOO_FEW = N_("An interpreter speaks at least two languages. Please choose them.")
HAS_MEETINGS = N_(
    "{name} still has meetings to interpret. Mark the interpreter as away and repair the timetable first."
)
MOST = 30
"""Languages offered to choose from."""
MOST_MEETINGS = 50
"""The largest limit, as in the mission file."""


@dataclass(frozen=True, slots=True)
class Known:
    """An interpreter, and the meetings still to come at which they interpret, in order of time."""

    interpreter: Interpreter
    mission: Mission
    meetings: Sequence[tuple[Meeting, Place]]


async def find(session: UnitSession, organiser: Person, interpreter_id: int, revision: int | None = None) -> Known:
    """One of a mission that this person organises; with a revision, only as they were when that was shown.

    Raises:
        Refusal: they do not organise it, there is no such interpreter, or something has changed.
    """
    interpreter = await session.get(Interpreter, interpreter_id, with_for_update={"key_share": True})
    mission = await access.require_organiser(session, organiser, interpreter.mission_id if interpreter else None)
    if interpreter is None:
        raise Refusal(GONE)
    if revision not in {None, interpreter.revision}:
        raise Refusal(CHANGED)
    meetings = await upcoming(session, mission.id, col(Meeting.interpreter_id) == interpreter.id)
    return Known(interpreter, mission, meetings)


async def languages(session: UnitSession, mission: Mission) -> Sequence[str]:
    """What is spoken in the mission, the most frequent first: between these, interpreters are of use."""
    found = await session.exec(select(Delegate.languages).where(Delegate.mission_id == mission.id))
    others = await session.exec(select(Interpreter.languages).where(Interpreter.mission_id == mission.id))
    spoken = Counter(code for codes in (*found, *others) for code in codes)
    return [code for code, _count in spoken.most_common(MOST)]


async def check_name(session: UnitSession, mission: Mission, written: str) -> str:
    """The name as it is kept.

    Raises:
        Refusal: it is empty or too long, or another interpreter has it.
    """
    name = typed("name", written).text
    same = select(func.count()).where(Interpreter.mission_id == mission.id, Interpreter.name_key == fold(name))
    if (await session.exec(same)).one():
        raise Refusal(ALREADY_THERE, name=name)
    return name


async def add(session: UnitSession, organiser: Person, written: str, codes: Sequence[str]) -> Interpreter:
    """A new interpreter of the mission that the organiser looks at, there all the time.

    Raises:
        Refusal: as check_name; or fewer than two languages.
    """
    mission = await access.require_organiser(session, organiser)
    name = await check_name(session, mission, written)
    known = [code for code in codes if code in await languages(session, mission)]
    if len(known) < 2:
        raise Refusal(TOO_FEW)
    interpreter = Interpreter(
        mission_id=mission.id, name=name, name_key=fold(name), languages=known, created_at=session.now
    )
    session.add(interpreter)
    await session.flush()
    record(session, organiser, mission.id, "interpreter.add", f"interpreter:{interpreter.id}")
    return interpreter


async def set_away(
    session: UnitSession, organiser: Person, interpreter_id: int, revision: int, *, away: bool
) -> Interpreter:
    """Mark an interpreter away, or back. Their meetings keep them until the timetable is mended.

    Raises:
        Refusal: as find.
    """
    known = await find(session, organiser, interpreter_id, revision)
    known.interpreter.away_since = session.now if away else None
    known.interpreter.revision += 1
    if not away:
        stands = col(InterpreterOutage.ended_at).is_(None) & (col(InterpreterOutage.interpreter_id) == interpreter_id)
        await session.exec(update(InterpreterOutage).where(stands).values(ended_at=session.now))
        session.add(TouchedRow(of_table="interpreter_seat", thing_id=interpreter_id))
    act = "interpreter.away" if away else "interpreter.back"
    record(session, organiser, known.mission.id, act, f"interpreter:{interpreter_id}")
    return known.interpreter


async def limit(
    session: UnitSession,
    organiser: Person,
    interpreter_id: int,
    revision: int,
    *,
    in_a_row: int | None = None,
    per_day: int | None = None,
) -> Interpreter:
    """How many meetings they take one after another, or on a day; 0 for no limit, None for as it is.

    Raises:
        Refusal: as find.
    """
    known = await find(session, organiser, interpreter_id, revision)
    who = known.interpreter
    who.in_a_row = who.in_a_row if in_a_row is None else min(in_a_row, MOST_MEETINGS)
    who.per_day = who.per_day if per_day is None else min(per_day, MOST_MEETINGS)
    who.revision += 1
    limits = {"in_a_row": who.in_a_row, "per_day": who.per_day}
    record(session, organiser, known.mission.id, "interpreter.limit", f"interpreter:{interpreter_id}", **limits)
    return who


async def remove(session: UnitSession, organiser: Person, interpreter_id: int, revision: int) -> None:
    """Remove an interpreter who has no meetings to come.

    Raises:
        Refusal: as find; or they have.
    """
    known = await find(session, organiser, interpreter_id, revision)
    if known.meetings:
        raise Refusal(HAS_MEETINGS, name=known.interpreter.name)
    await session.delete(known.interpreter)
    record(session, organiser, known.mission.id, "interpreter.remove", f"interpreter:{interpreter_id}")
    await session.flush()
