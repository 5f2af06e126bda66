"""An interpreter deletes their data: the desk reads how many meetings are left without one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from missions.changes.place import upcoming
from missions.meetings import seats
from missions.notices import Notice
from missions.people.access import organisers
from storage.database import UnitSession
from storage.tables import Interpreter, InterpreterChat, Meeting, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpreterGone(Notice):
    """To an organiser: an interpreter has deleted their data. It repeats no name."""

    mission_id: int
    meetings: int


async def entries_of(session: UnitSession, person: Person) -> Sequence[Interpreter]:
    """The entries that a person has claimed."""
    mine = select(Interpreter).join(InterpreterChat, col(InterpreterChat.interpreter_id) == col(Interpreter.id))
    return (await session.exec(mine.where(InterpreterChat.person_id == person.id))).all()


async def left_without(session: UnitSession, interpreter: Interpreter) -> list[Notice]:
    """Take the interpreter off their meetings; the cards about these follow."""
    theirs = col(Meeting.interpreter_id) == interpreter.id
    meetings = [meeting for meeting, _place in await upcoming(session, interpreter.mission_id, theirs)]
    for meeting in meetings:
        await seats.release_interpreter(session, meeting)
        meeting.interpreter_id = None
        meeting.revision += 1
    await session.flush()
    return [
        InterpreterGone(to=each.id, mission_id=interpreter.mission_id, meetings=len(meetings))
        for each in await organisers(session, interpreter.mission_id)
    ]
